"""A person's requests on the example deployment, through the terminal, from intake to receipt."""

from __future__ import annotations

import io
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from kept.cli.main import run

EXAMPLE = Path(__file__).parents[2] / "examples" / "aspect"
WRITES_MOST = (
    "SELECT u.email FROM users u JOIN messages m ON m.sender_id = u.id JOIN tickets t ON t.user_id = u.id "
    "GROUP BY u.id ORDER BY count(*) DESC, u.id LIMIT 1"
)
BILLED = (
    "SELECT c.email FROM customer_contacts c JOIN invoices i ON i.contact_id = c.id ORDER BY c.id LIMIT 1"
)
HELD_FOR_OTHERS = "SELECT email FROM candidates ORDER BY id LIMIT 1"


class Walk:
    """A deployment, the terminal, and every word it printed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.printed = ""

    def kept(self, *words: str, code: int = 0, typed: str = "") -> str:
        out, error = io.StringIO(), io.StringIO()
        before, sys.stdin = sys.stdin, io.StringIO(typed)
        try:
            with redirect_stdout(out), redirect_stderr(error):
                ended = run([*words, "--project", str(self.folder)])
        finally:
            sys.stdin = before
        self.printed += out.getvalue() + error.getvalue()
        assert ended == code, out.getvalue() + error.getvalue()
        return out.getvalue() if code == 0 else error.getvalue()

    def facts(self, *words: str, typed: str = "") -> Any:
        return json.loads(self.kept(*words, "--json", typed=typed))

    def opened(self, right: str, email: str) -> str:
        words = ("request", "open", "--right", right, "--identifier", "email=-", "--residence", "SE")
        return str(self.facts(*words, typed=email + "\n")["request"])

    def approved(self, right: str, email: str) -> str:
        id = self.opened(right, email)
        self.kept("request", "verify", id, self.code())
        self.kept("request", "approve", id, "--by", "Dana")
        return id

    def code(self) -> str:
        newest = max((self.folder / ".kept" / "outbox").glob("*.eml"), key=lambda p: p.stat().st_mtime_ns)
        return re.findall(r"^    (\S{4}-\S{4})\r?$", newest.read_text(), re.M)[0]

    def email(self, query: str) -> str:
        with closing(sqlite3.connect(self.folder / "crm.sqlite")) as store:
            return str(store.execute(query).fetchone()[0])

    def count(self, query: str, *values: Any) -> int:
        with closing(sqlite3.connect(self.folder / "crm.sqlite")) as store:
            return int(store.execute(query, values).fetchone()[0])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "aspect"
    command = [sys.executable, str(EXAMPLE / "build.py"), str(folder), "--people", "400"]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture
def walk(built: Path, tmp_path: Path) -> Walk:
    return Walk(shutil.copytree(built, tmp_path / "aspect"))


def last(text: str) -> str:
    return text.strip().splitlines()[-1]


def test_an_erasure_from_intake_to_a_receipt_that_holds(walk: Walk) -> None:
    email = walk.email(WRITES_MOST)
    everybody = walk.count("SELECT count(*) FROM users")
    id = walk.opened("erasure", email)
    assert "1 request, 0 overdue." in walk.kept("request", "list")
    assert last(walk.kept("request", "verify", id[:8], walk.code())) == f"verified: request {id[:8]}."
    assert "Nothing was changed." in last(walk.kept("request", "plan", id))
    walk.kept("request", "approve", id, "--by", "Dana")
    assert last(walk.kept("request", "run", id)).startswith("dry run: ")
    assert walk.count("SELECT count(*) FROM users") == everybody

    answer = walk.facts("request", "run", id, "--yes")
    assert answer["state"] == "done"
    assert walk.count("SELECT count(*) FROM users") == everybody - 1
    assert walk.count("SELECT count(*) FROM users WHERE lower(email) = lower(?)", email) == 0
    assert [look["still"] for look in answer["record"]["looks"]] == [0]
    ledger = walk.folder / ".kept" / "ledger"
    proved = walk.kept("verify", answer["receipt"], "--ledger", str(ledger))
    assert last(proved) == "true: entry 3 (request.erased) is in the published ledger."


def test_the_program_itself_says_the_same(walk: Walk) -> None:
    walk.opened("access", "nobody@example.com")
    command = [sys.executable, "-m", "kept", "request", "list", "--project", str(walk.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert last(done.stdout) == "1 request, 0 overdue."


def test_no_address_is_printed_published_or_left_in_records(walk: Walk) -> None:
    email = walk.email(WRITES_MOST)
    id = walk.approved("erasure", email)
    walk.kept("request", "verify", id, "AAAA-AAAA", code=4)
    walk.kept("request", "run", id, "--yes")
    walk.kept("request", "show", id)
    walk.kept("request", "list", "--all")
    for right in ("access", "erasure"):
        walk.kept(
            "request",
            "open",
            "--right",
            right,
            "--identifier",
            f"users.id={email}",
            "--residence",
            "SE",
            code=4,
        )
    assert email.lower() not in walk.printed.lower()
    for path in (walk.folder / ".kept").rglob("*"):
        if path.is_file() and "outbox" not in path.parts:
            assert email.lower().encode() not in path.read_bytes().lower(), path.name
            assert "@" not in path.name


def test_an_access_ends_in_a_folder_and_leaves_the_store_as_it_was(walk: Walk, tmp_path: Path) -> None:
    email = walk.email(WRITES_MOST)
    before = (walk.folder / "crm.sqlite").read_bytes()
    id = walk.approved("access", email)
    answer = walk.facts("request", "run", id, "--out", str(tmp_path / "out"))
    folder = Path(answer["package"])
    assert folder.parent == tmp_path / "out"
    assert {p.name for p in folder.iterdir()} == {
        "index.html",
        "data.json",
        "csv",
        "README.txt",
        "receipt.json",
    }
    assert email.lower() in (folder / "data.json").read_text().lower()
    assert (walk.folder / "crm.sqlite").read_bytes() == before


def test_what_bookkeeping_keeps_is_kept_back_with_its_ground(walk: Walk) -> None:
    id = walk.approved("erasure", walk.email(BILLED))
    answer = walk.facts("request", "run", id, "--yes")
    (kept,) = answer["record"]["kept_back"]
    assert kept["table"] == "invoices"
    assert "GDPR Art. 17(3)(b)" in kept["ground"]


def test_a_candidate_is_the_customers_to_answer(walk: Walk) -> None:
    email = walk.email(HELD_FOR_OTHERS)
    id = walk.approved("erasure", email)
    answer = walk.facts("request", "run", id, "--yes")
    assert answer["state"] == "forwarded"
    (part,) = answer["record"]["forwarded"]
    assert (part["table"], part["controller"]) == ("candidates", "customer")
    assert walk.count("SELECT count(*) FROM candidates WHERE email = ?", email) == 1


def test_a_request_for_nobody_ends_like_any_other(walk: Walk) -> None:
    id = walk.approved("erasure", "nobody@example.com")
    said = walk.kept("request", "run", id, "--yes")
    assert last(said) == "done: nothing is held."
    assert (walk.folder / ".kept" / "answers" / id / "receipt.json").is_file()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (lambda id: ("verify", id, "AAAA-AAAA"), 4, "that is not the code; 4 tries are left"),
        (lambda id: ("verify", id), 2, "one way to verify is needed"),
        (lambda id: ("plan", id), 4, "is `opened`: there is nothing to plan"),
        (lambda id: ("approve", id, "--by", "Dana"), 4, "is `opened`"),
        (lambda id: ("run", id, "--yes"), 4, "is `opened`, and only an approved one is run"),
        (lambda id: ("show", id, "--receipt", "r.json"), 4, "its receipt is made when it is answered"),
        (lambda _: ("show", "000000"), 2, "no request begins with `000000`"),
        (lambda _: ("show", "ada@acme.example"), 2, "that is no request id"),
        (lambda _: ("open", "--right", "portability", "--identifier", "email=-", "--residence", "SE"),
         4, "does not carry out `portability` yet"),
        (lambda _: ("open", "--right", "access", "--identifier", "a@acme.example", "--residence", "SE"),
         2, "an identifier is not written as NAME=VALUE"),
    ],
)  # fmt: skip
def test_each_slip_is_named_with_its_exit_code(
    walk: Walk, words: Callable[[str], tuple[str, ...]], code: int, said: str
) -> None:
    id = walk.opened("erasure", walk.email(WRITES_MOST))
    before = (walk.folder / "crm.sqlite").read_bytes()
    error = walk.kept("request", *words(id), code=code)
    assert said in error
    assert "@acme.example" not in error
    assert (walk.folder / "crm.sqlite").read_bytes() == before


def test_a_store_that_is_away_is_named_and_nothing_is_half_done(walk: Walk) -> None:
    id = walk.approved("erasure", walk.email(WRITES_MOST))
    store = walk.folder / "crm.sqlite"
    store.rename(walk.folder / "away")
    assert "cannot reach store `crm`" in walk.kept("request", "run", id, "--yes", code=4)
    (walk.folder / "away").rename(store)
    assert walk.facts("request", "show", id)["state"] == "approved"
    assert walk.facts("request", "run", id, "--yes")["state"] == "done"
    assert "is `done`" in walk.kept("request", "run", id, "--yes", code=4)
