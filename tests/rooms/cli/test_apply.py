"""`kept apply`: a dry run that says what would be done, and doing it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.controls.firm import Firm, ago, firm

from kept.cli.main import run

COMMITMENTS = """\
- {id: visits-30d, kind: retention, data: [shop_records], keep: {for: 30 days, from: visit}, cites: [s2]}
- {id: orders-1y, kind: retention, data: [order_records], keep: {for: 1 year, from: order}, cites: [s2]}
- {id: run, kind: use, purpose: essential.service, cites: [s2]}
"""
TERMS = """\
  shop_records: {about: [user], categories: [user], cites: [s2]}
  order_records: {about: [user], categories: [user.financial], cites: [s2]}
"""
TABLES = """\
  visits: {data: shop_records, since: {visit: at}, fields: {at: system.operations, email: user.contact.email}}
  orders: {data: order_records, since: {order: at}, fields: {at: system.operations, card: user.financial}}
"""
SCRIPT = f"""
CREATE TABLE visits (id INTEGER PRIMARY KEY, at TEXT, email TEXT);
CREATE TABLE orders (id INTEGER PRIMARY KEY, at TEXT, card TEXT);
INSERT INTO visits VALUES (1, '{ago(31)}', 'ada@acme.example'), (2, '{ago(40)}', 'bob@acme.example'),
  (3, '{ago(1)}', 'eve@acme.example');
INSERT INTO orders VALUES (1, '{ago(400)}', '4000'), (2, '{ago(40)}', '4001');
"""
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Firm:
    made = firm(tmp_path, COMMITMENTS, TABLES, SCRIPT, terms=TERMS)
    monkeypatch.setattr("kept.cli.apply.open_kept", lambda _project: made.kept)
    return made


def held(shop: Firm) -> tuple[int, int]:
    """How many visits and how many orders there are."""
    return len(shop.rows("SELECT id FROM visits")), len(shop.rows("SELECT id FROM orders"))


def test_a_dry_run_reads_so_and_leaves_the_store_as_it_is_to_the_byte(shop: Firm, capsys: Captured) -> None:
    before = shop.store.read_bytes()
    assert run(["apply"]) == 0
    assert (
        capsys.readouterr().out
        == """\
visits-30d  shop.visits
  erase   visits  2 rows
orders-1y  shop.orders
  erase   orders  1 row

nothing was changed; 3 rows would be. To do it: kept apply --yes
"""
    )
    assert shop.store.read_bytes() == before
    assert not (shop.folder / ".kept").exists()


def test_a_dry_run_of_some_says_how_to_do_these_and_no_others(shop: Firm, capsys: Captured) -> None:
    assert run(["apply", "orders-1y"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "nothing was changed; 1 row would be. To do it: kept apply --yes orders-1y"


def test_doing_it_makes_what_the_plan_counted_and_leaves_nothing(shop: Firm, capsys: Captured) -> None:
    planned = {one.place: one.rows for one in shop.kept.due()}
    assert run(["apply", "--yes", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["applied"] is True
    assert {m["place"]: sum(d["rows"] for d in m["done"]) for m in said["made"]} == planned
    assert [m["left"] for m in said["made"]] == [0, 0]
    assert held(shop) == (1, 1)
    assert [one.rows for one in shop.kept.due()] == [0, 0]


def test_the_named_are_done_and_no_others(shop: Firm, capsys: Captured) -> None:
    assert run(["apply", "--yes", "orders-1y"]) == 0
    assert held(shop) == (3, 1)


def test_a_second_run_finds_nothing_due(shop: Firm, capsys: Captured) -> None:
    run(["apply", "--yes"])
    capsys.readouterr()
    assert run(["apply", "--yes"]) == 0
    assert capsys.readouterr().out == "nothing is due.\n"


@pytest.mark.parametrize(
    ("name", "message", "do"),
    [
        ("visits-30", "the policy has no commitment `visits-30`", "did you mean `visits-30d`?"),
        ("run", "`run` asks for no change in any store", "see what does: kept plan"),
    ],
)
def test_a_name_that_changes_nothing_is_wrong_usage(
    shop: Firm, capsys: Captured, name: str, message: str, do: str
) -> None:
    assert run(["apply", "--yes", "orders-1y", name]) == 2
    assert capsys.readouterr().err == f"kept: {message}\n  do    {do}\n"
    assert held(shop) == (3, 2)


def test_nothing_that_is_said_names_a_person(shop: Firm, capsys: Captured) -> None:
    run(["apply"])
    run(["apply", "--yes", "--json"])
    said = capsys.readouterr()
    assert "@" not in said.out + said.err


def test_what_was_made_before_another_failed_is_published(shop: Firm, capsys: Captured) -> None:
    shop.execute("CREATE TRIGGER stop BEFORE DELETE ON orders BEGIN SELECT RAISE(ABORT, 'held'); END")
    assert run(["apply", "--yes"]) == 4
    assert held(shop) == (1, 2)
    checkpoint = (shop.folder / ".kept" / "ledger" / "checkpoint").read_text()
    assert checkpoint.splitlines()[1] == "1"
