"""Right: a store that keeps it, one that breaks it, one that cannot prove it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.controls.firm import Firm, firm

from kept.rights.intake import Asked

COMMITMENTS = """\
- {id: access, kind: right, right: access, within: 3 weeks, cites: [s2]}
- {id: rectify, kind: right, right: rectification, cites: [s2]}
"""
TABLES = """\
  users:
    about: user
    identifiers: {email: email}
    data: shop_records
    fields: {id: user.unique_id, email: user.contact.email}
  notes:
    data: shop_records
    fields: {id: user.unique_id, user_id: user.unique_id, body: user.content}
    links: [{owner: users, by: user_id}]
"""
SCRIPT = """
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
CREATE TABLE notes (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id), body TEXT);
INSERT INTO users VALUES (1, 'ada@acme.example');
"""


@pytest.fixture
def shop(tmp_path: Path) -> Firm:
    return firm(tmp_path, COMMITMENTS, TABLES, SCRIPT)


def asked(shop: Firm) -> None:
    shop.kept.open_request(Asked("access", {"email": "ada@acme.example"}, "SE"))


def test_a_store_whose_every_table_leads_to_its_people_keeps_it(shop: Firm) -> None:
    (evidence,) = shop.found("access")
    assert evidence.verdict == "kept"
    assert evidence.found == "every table of shop with personal data leads to its people (1 link)"


def test_an_open_request_in_time_keeps_it(shop: Firm) -> None:
    asked(shop)
    _, answered = shop.found("access")
    assert (answered.verdict, answered.found) == ("kept", "0 closed, 1 open, none overdue")


def test_a_request_that_is_overdue_breaks_it(shop: Firm) -> None:
    asked(shop)
    shop.pass_by(days=22)
    finding = shop.finding("access")
    assert finding.verdict == "broken"
    assert finding.evidence[-1].found == "1 of 1 open request overdue"
    assert shop.now.date() == date(2026, 11, 24)


def test_a_table_that_leads_to_nobody_cannot_prove_it(tmp_path: Path) -> None:
    shop = firm(
        tmp_path, COMMITMENTS, TABLES.replace("    links: [{owner: users, by: user_id}]\n", ""), SCRIPT
    )
    (evidence,) = shop.found("access")
    assert evidence.verdict == "unproven"
    assert evidence.found.startswith("shop.notes: neither a link nor an identifier leads to its people")


def test_a_right_that_kept_does_not_carry_out_cannot_be_proven(shop: Firm) -> None:
    (evidence,) = shop.found("rectify")
    assert evidence.verdict == "unproven"
    assert evidence.found == "kept: `rectification` is not carried out by kept yet"


def test_no_evidence_says_who_asked(shop: Firm) -> None:
    asked(shop)
    assert "ada" not in repr(shop.finding("access").evidence)
