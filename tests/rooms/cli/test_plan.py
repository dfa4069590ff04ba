"""`kept plan`: what would leave, what goes along, what stands in the way; nothing is changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.controls.firm import Firm, ago, firm

from kept.cli.main import run
from kept.controls.control import ATTEST

COMMITMENTS = """\
- {id: visits-of-people-who-came-long-ago, kind: retention, data: [shop_records], keep: {for: 30 days, from: visit}, cites: [s2]}
- {id: children, kind: child, age: 16, cites: [s2]}
- {id: access, kind: right, right: rectification, cites: [s2]}
"""  # noqa: E501
TABLES = """\
  people_who_came_to_the_shop:
    about: user
    identifiers: {id: id}
    data: shop_records
    since: {visit: at}
    fields: {id: user.unique_id, at: system.operations}
  marks:
    data: shop_records
    fields: {id: user.unique_id, person: user.unique_id}
    links: [{owner: people_who_came_to_the_shop, by: person}]
"""
SCRIPT = f"""
CREATE TABLE people_who_came_to_the_shop (id INTEGER PRIMARY KEY, at TEXT);
CREATE TABLE marks (id INTEGER PRIMARY KEY, person INTEGER REFERENCES people_who_came_to_the_shop (id));
INSERT INTO people_who_came_to_the_shop VALUES (1, '{ago(31)}'), (2, '{ago(1)}');
INSERT INTO marks VALUES (1, 1), (2, 1), (3, 2);
"""
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Firm:
    made = firm(tmp_path, COMMITMENTS, TABLES, SCRIPT)
    for door in ("plan", "apply"):
        monkeypatch.setattr(f"kept.cli.{door}.open_kept", lambda _project: made.kept)
    return made


def test_a_plan_reads_so(shop: Firm, capsys: Captured) -> None:
    assert run(["plan"]) == 0
    assert (
        capsys.readouterr().out
        == """\
  visits-of-people-who-came-long-ago
    erase shop.people_who_came_to_the_shop  rows older than 30 days  1 now
          with marks

Cannot yet:
  children  the data map: no table of people holds a date of birth
    do  let somebody vouch for it in register/attestations.yaml, with evidence
        and an end date

1 of 1 change due, 1 gap. Nothing was changed. See it in full: kept apply
"""
    )


def test_no_line_is_wider_than_80_columns(shop: Firm, capsys: Captured) -> None:
    run(["plan"])
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


def test_a_plan_leaves_the_store_as_it_is_to_the_byte_and_begins_no_records(shop: Firm) -> None:
    before = shop.store.read_bytes()
    assert run(["plan"]) == 0
    assert shop.store.read_bytes() == before
    assert not (shop.folder / ".kept").exists()


def test_the_json_form_says_what_is_due_and_what_lacks(shop: Firm, capsys: Captured) -> None:
    assert run(["plan", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "due": [
            {
                "commitment": "visits-of-people-who-came-long-ago",
                "act": "erase",
                "store": "shop",
                "table": "people_who_came_to_the_shop",
                "which": "rows older than 30 days",
                "with": ["marks"],
                "rows": 1,
            }
        ],
        "gaps": [
            {
                "commitment": "children",
                "where": "the data map",
                "lacks": "no table of people holds a date of birth",
                "do": ATTEST,
            }
        ],
    }


def test_what_nothing_can_be_done_for_is_no_gap_of_the_plan(shop: Firm, capsys: Captured) -> None:
    run(["plan"])
    assert "rectification" not in capsys.readouterr().out


def test_with_nothing_due_there_is_nothing_to_do(shop: Firm, capsys: Captured) -> None:
    assert run(["apply", "--yes"]) == 0
    capsys.readouterr()
    assert run(["plan"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "0 of 1 change due, 1 gap. Nothing was changed."
