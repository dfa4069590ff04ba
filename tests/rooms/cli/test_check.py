"""`kept check`, `plan` and `apply` from the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.firm import all_rows, firm

from kept.cli.main import run
from kept.records.log import ENTRY
from kept.wiring import Kept

VISITS = "{id: visits-1y, kind: retention, data: user_records, keep: {for: 1 year, from: visit}, cites: [s2]}"
SERVE = "{id: serve, kind: use, purpose: [essential.service], cites: [s1]}"
ROWS = (
    "INSERT INTO users VALUES (1, 'ada@acme.example', NULL, '2004-01-01'), (2, 'b@acme.example', NULL, NULL);"
)
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return firm(tmp_path / "acme", SERVE, VISITS, rows=ROWS)


def said(kept: Kept, capsys: Captured, *words: str) -> tuple[int, str]:
    code = run([*words, "--project", str(kept.project)])
    shown = capsys.readouterr()
    return code, shown.out + shown.err


def test_a_check_fails_until_what_is_due_has_left(kept: Kept, capsys: Captured) -> None:
    code, out = said(kept, capsys, "check")
    assert code == 1
    assert out.splitlines()[-1].startswith("4 kept, 1 broken, 0 unproven. Ledger: 1 entry, root ")
    assert out.endswith(", verified.\n")
    code, out = said(kept, capsys, "apply", "--yes")
    assert (code, out.splitlines()[-1]) == (0, "done: 1 row changed, counted anew: none left.")
    code, out = said(kept, capsys, "check")
    assert code == 0
    assert "Ledger: 3 entries" in out


def test_a_plan_counts_and_changes_nothing(kept: Kept, capsys: Captured) -> None:
    before = all_rows(kept)
    code, out = said(kept, capsys, "plan")
    assert code == 0
    assert "visits-1y  erase crm.users  rows older than 1 year  1 now" in out
    assert out.splitlines()[-1].startswith("1 of 1 change due, 0 gaps. Nothing was changed.")
    assert all_rows(kept) == before


def test_apply_without_yes_is_a_dry_run(kept: Kept, capsys: Captured) -> None:
    before = all_rows(kept)
    code, out = said(kept, capsys, "apply")
    assert (code, out.splitlines()[-1]) == (
        0,
        "nothing was changed; 1 row would be. To do it: kept apply --yes",
    )
    assert all_rows(kept) == before
    assert not (kept.project / ".kept").exists()


def test_the_json_forms_have_the_same_facts(kept: Kept, capsys: Captured) -> None:
    _, out = said(kept, capsys, "plan", "--json")
    (due,) = json.loads(out)["due"]
    assert (due["commitment"], due["table"], due["rows"]) == ("visits-1y", "users", 1)
    _, out = said(kept, capsys, "apply", "--json")
    assert json.loads(out)["applied"] is False
    code, out = said(kept, capsys, "check", "--json")
    assert code == 1
    assert json.loads(out)["counts"]["broken"] == 1
    assert json.loads(out)["ledger"]["faults"] == []


def test_junit_is_written_where_it_was_asked_for(kept: Kept, capsys: Captured, tmp_path: Path) -> None:
    said(kept, capsys, "check", "--junit", str(tmp_path / "kept.xml"))
    assert "<testsuite" in (tmp_path / "kept.xml").read_text()


def test_a_row_of_the_ledger_that_was_changed_fails_the_check_and_is_named(
    kept: Kept, capsys: Captured
) -> None:
    said(kept, capsys, "check")
    with kept.state.writing() as connection:
        (entry,) = connection.execute(sa.select(ENTRY.c.entry)).scalars()
        connection.execute(sa.update(ENTRY).values(entry=entry.replace(b'"broken":1', b'"broken":0')))
    code, out = said(kept, capsys, "check")
    assert code == 1
    assert "Ledger: broken." in out
    assert "entry 0" in out


def test_a_store_that_does_not_answer_is_exit_code_4(kept: Kept, capsys: Captured) -> None:
    (kept.project / "crm.sqlite").unlink()
    code, out = said(kept, capsys, "check")
    assert code == 4
    assert "cannot reach store `crm`" in out
    assert "Traceback" not in out
