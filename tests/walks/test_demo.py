"""The demonstration from end to end: it ends well, says what it should, and gives nobody away."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
THEIRS = ("outbox", "answers")
"""What goes to the person and to nobody else, and so may hold what is theirs."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The deployment that the demonstration left, and all that it printed."""
    folder = tmp_path_factory.mktemp("demo")
    environment = {**os.environ, "TMPDIR": str(folder), "KEPT_DEMO_PEOPLE": "2000"}
    done = subprocess.run(
        [ROOT / "script" / "demo"], env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr + done.stdout[-2000:]
    (left,) = folder.glob("kept-demo.*/aspect")
    return left, done.stdout + done.stderr


@pytest.mark.slow
def test_the_demonstration_shows_each_of_its_steps(demo: tuple[Path, str]) -> None:
    _, said = demo
    for line in (
        "broken    prospects-24m",
        "broken    collection-limit",
        "broken    children",
        "kept      prospects-24m",
        "done: 7 rows changed, counted anew: none left.",
        "silent: nothing in the policy permits it.",
        "forbidden: by no-sale.",
        "allowed: by service-messages.",
        "0 rows still the person, 0 without their parent",
        "is in the ledger its checkpoint speaks of.",
        "false: entry",
    ):
        assert line in said, line


@pytest.mark.slow
def test_nobody_is_named_in_what_is_printed_logged_or_published(
    demo: tuple[Path, str], tmp_path: Path
) -> None:
    folder, said = demo
    people = tuple(everybody(tmp_path / "before"))
    assert len(people) > 1000
    places = {"the output": said.encode()} | {
        str(path.relative_to(folder)): path.read_bytes()
        for path in (folder / ".kept").rglob("*")
        if path.is_file() and not set(THEIRS) & set(path.relative_to(folder).parts)
    }
    assert any("ledger" in place for place in places)
    assert any("state" in place for place in places)
    named = [place for place, content in places.items() if any(who in content for who in people)]
    assert named == []


def everybody(folder: Path) -> Iterator[bytes]:
    """The addresses and names of all people that the database held before anybody was erased."""
    build = [sys.executable, ROOT / "examples" / "aspect" / "build.py", folder, "--people", "2000"]
    subprocess.run(build, check=True, capture_output=True)
    with closing(sqlite3.connect(folder / "crm.sqlite")) as store:
        for table in ("users", "prospects", "candidates", "event_guests", "customer_contacts"):
            named = f"SELECT email, full_name FROM {table} WHERE full_name IS NOT NULL"
            for email, name in store.execute(named):
                yield from (str(email).encode(), str(email).lower().encode(), str(name).encode())
