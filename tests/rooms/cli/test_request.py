"""How `kept request` speaks: one subject a line, the whole answer last, the same facts as JSON."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.rooms.rights.shop import ADA, CANDIDATE, ROWS, TABLES, Shop, write
from tests.rooms.stores.filled import filled

from kept.cli.main import run
from kept.rights.intake import Asked

CHECKED = ("--checked-by", "Dana", "--residence", "SE")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    address = f"sqlite:///{tmp_path / 'crm.sqlite'}"
    rows = ROWS | {"candidates": [CANDIDATE]}
    with filled(address, TABLES, rows):
        made = write(tmp_path / "acme", address)
        monkeypatch.chdir(made.folder)
        monkeypatch.setattr("kept.cli.request.open_kept", lambda _project: made.kept)
        yield made


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    capsys.readouterr()
    assert run(["request", *words]) == code
    out, error = capsys.readouterr()
    assert max(map(len, out.splitlines()), default=0) <= 80
    assert ADA.lower() not in (out + error).lower()
    return re.sub(r"\b[0-9a-f]{32}\b", "ID", re.sub(r"\b[0-9a-f]{8}\b", "ID", out if code == 0 else error))


def test_opening_looks_so(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("open", "--right", "erasure", "--identifier", f"email={ADA}", "--residence", "US-CA")
    assert (
        said(capsys, *words)
        == """\
  request   ID
  right     erasure under ccpa, by web
  confirm   by 2026-11-16
  due       2026-11-23
  code      for `email` written to the outbox, not sent
  do        kept request verify ID CODE
opened: erasure, to be answered by 2026-11-23.
"""
    )
    assert said(capsys, *words).splitlines()[-2:] == [
        "  do        kept request verify ID --new-code",
        "open already: erasure, to be answered by 2026-11-23.",
    ]


def test_verifying_where_a_law_asks_for_more_looks_so(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    id = shop.opened("erasure", residence="US-CA")
    assert (
        said(capsys, "verify", id, shop.code())
        == """\
  verified  email
  lacks     the law asks for more than a code: `three_points_and_declaration`
            (11 CCR 7062(d))
  do        check it and say so: kept request verify ID --checked-by NAME
not yet: request ID is still `opened`.
"""
    )


def test_a_plan_and_its_run_look_so(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    id = shop.opened("erasure")
    shop.kept.verify_request(id, shop.code())
    planned = """\
  found by  email

  unlink    crm.messages                                   2
  unlink    crm.invoices                                   1
  unlink    crm.reviews                                    1
  erase     crm.notes                                      2
  erase     crm.users                                      1
  keep      crm.invoices                                   1
            bookkeeping: GDPR Art. 17(3)(b)
  forward   crm.candidates                                 1
            the customer 70 answers for it
  ground    legal_obligation: GDPR Art. 17(3)(b)
"""
    end = "4 unlinked, 3 erased, 1 kept back, 1 forwarded. Nothing was changed.\n"
    assert said(capsys, "plan", id) == (
        planned + "  do        kept request approve ID --by NAME\nplanned: " + end
    )
    todo = "  do        kept request run ID --yes\n"
    assert said(capsys, "approve", id, "--by", "Dana") == f"{planned}{todo}approved: {end}"
    assert said(capsys, "run", id) == f"{planned}{todo}dry run: {end}"
    assert (
        said(capsys, "run", id, "--yes", "--out", "out")
        == """\
  unlinked  crm.messages                                   2
  unlinked  crm.invoices                                   1
  unlinked  crm.reviews                                    1
  erased    crm.notes                                      2
  erased    crm.users                                      1
  kept      crm.invoices                                   1
            bookkeeping: GDPR Art. 17(3)(b)
  forward   crm.candidates                                 1
            the customer 70 answers for it
  looked    crm: 0 rows still the person, 0 without their parent
  pass on   out/ID.forward.json
  receipt   out/ID/receipt.json
done: 4 unlinked, 3 erased, 1 kept back.
"""
    )


def test_an_access_looks_so(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    id = shop.approved("access")
    assert (
        said(capsys, "run", id, "--out", "out")
        == """\
  given     crm.users                                      1
  given     crm.reviews                                    1
  given     crm.notes                                      2
  given     crm.messages                                   2
  given     crm.invoices                                   1
  forward   crm.candidates                                 1
            the customer 70 answers for it
  answer    out/ID
  pass on   out/ID.forward.json
  receipt   out/ID/receipt.json
done: 7 given.
"""
    )


def test_what_is_overdue_is_said(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.opened("erasure")
    shop.clock.pass_by(days=40)
    shop.opened("access")
    assert (
        said(capsys, "list")
        == """\
ID  erasure     opened     due 2026-11-23  overdue
ID  access      opened     due 2027-01-02
2 requests, 1 overdue.
"""
    )


def test_residue_and_differences_are_said(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    id = shop.approved("erasure")
    notes = TABLES.tables["notes"]
    shop.execute(sa.insert(notes).values(id=9, user_id=2, body=f"knows {ADA}"))
    shop.execute(sa.insert(notes).values(id=10, user_id=1, body="late"))
    text = said(capsys, "run", id, "--yes", "--out", "out")
    assert "  residue   1 row holds an identifier in crm.notes.body\n" in text
    assert "  differs   crm.notes erase: 2 rows when approved, 3 when run\n" in text
    assert text.splitlines()[-1] == "done: 4 unlinked, 4 erased, 1 kept back, 1 left in texts."


def test_json_has_the_same_facts(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    def facts(*words: str) -> Any:
        capsys.readouterr()
        assert run(["request", *words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    opened = facts("open", "--right", "access", "--identifier", "users.id=1", *CHECKED)
    id = opened["request"]
    assert (opened["state"], opened["codes"], opened["due_on"]) == ("verified", [], "2026-11-23")
    assert facts("show", id)["verified"] == ["users.id"]
    plan = facts("plan", id)
    assert plan["used"] == ["users.id"]
    assert {"store": "crm", "table": "notes", "role": "owner", "rows": 2} in plan["held"]
    assert facts("approve", id, "--by", "Dana")["changed"] is False
    answer = facts("run", id, "--out", "out")
    assert (answer["state"], answer["package"], answer["changed"]) == ("done", f"out/{id}", True)
    assert facts("list", "--all")["requests"][0]["overdue"] is False


def test_without_a_verb_the_verbs_are_shown(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys)
    assert all(verb in text for verb in ("open", "verify", "plan", "approve", "run", "show", "list"))


def test_an_unknown_verb_is_named(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no such command `opne`" in said(capsys, "opne", code=2)


def test_a_value_is_read_from_the_input_so_that_no_history_has_it(
    shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{ADA}\n1\n"))
    words = ("--identifier", "email=-", "--identifier", "users.id=-")
    said(capsys, "open", "--right", "access", *words, "--residence", "SE")
    # The same request again is the one that is open.
    assert shop.kept.open_request(Asked("access", {"email": ADA, "users.id": "1"}, "SE")).again
