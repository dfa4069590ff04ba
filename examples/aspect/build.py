"""Build the example deployment: its files and a made-up customer database, the same for the same seed.

    python examples/aspect/build.py FOLDER [--people 50000] [--seed 7] [--now 2026-11-24T00:00:00Z]

Uses the standard library only. The defects it puts in on purpose are printed, and there for a
check to find.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from crm import FILES, NOW, Crm, Sizes, promised

HERE = Path(__file__).resolve().parent
COPIED = ("kept.yaml", "policy", "datamap", "register")


def build(folder: Path, people: int = 50_000, seed: int = 7, now: datetime = NOW) -> int:
    """Copy the deployment into a folder and fill its database; gives the number of rows.

    Raises FileExistsError when the folder already holds something, ValueError for fewer than 100 people.
    """
    if people < 100:
        raise ValueError("a database that shows anything has at least 100 people")
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"`{folder}` is not empty")
    for name in COPIED:
        copy = shutil.copytree if (HERE / name).is_dir() else shutil.copy
        copy(HERE / name, folder / name)
    _write_files(folder / "files" / "recordings", min(FILES, Sizes(people).of(160)))
    return _fill(folder / "crm.sqlite", Crm(people, seed, now))


def _write_files(folder: Path, count: int) -> None:
    folder.mkdir(parents=True)
    for n in range(1, count + 1):
        (folder / f"{n:06}.txt").write_text(f"Stands for the recording of meeting {n}.\n", encoding="utf-8")


def _fill(path: Path, crm: Crm) -> int:
    store = sqlite3.connect(path, isolation_level=None)
    store.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;")
    store.executescript((HERE / "crm.sql").read_text(encoding="utf-8"))
    store.execute("BEGIN")
    for table, rows in crm.tables():
        columns = len(store.execute(f"PRAGMA table_info({table})").fetchall())
        marks = ", ".join("?" * columns)
        store.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - our own table names
    store.execute("COMMIT")
    total = store.total_changes
    store.executescript((HERE / "crm_indexes.sql").read_text(encoding="utf-8"))
    store.close()
    return total


def main() -> int:
    """Read the command line, build, and say what was made."""
    parser = argparse.ArgumentParser(description="Build the example deployment `aspect`.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--now", type=datetime.fromisoformat, default=NOW, help="such as 2026-11-24T00:00:00Z"
    )
    given = parser.parse_args()
    try:
        rows = build(given.folder, given.people, given.seed, given.now)
    except (FileExistsError, ValueError) as error:
        print(f"build: {error}", file=sys.stderr)
        return 2
    print(f"{given.folder}: {given.people:,} people, {rows:,} rows. Put in on purpose:")
    for name, count in asdict(promised(given.people)).items():
        print(f"  {count:>6,}  {name.replace('_', ' ')}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
