"""Child: a store that keeps it, one that breaks it, one that cannot prove it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.controls.firm import Firm, firm

COMMITMENTS = "- {id: children, kind: child, age: 16, cites: [s2]}\n"
TABLES = """\
  users:
    about: user
    identifiers: {id: id}
    data: shop_records
    fields: {id: user.unique_id, born: user.demographic.date_of_birth}
  notes:
    data: shop_records
    fields: {id: user.unique_id, user_id: user.unique_id, body: user.content}
    links: [{owner: users, by: user_id}]
"""
SCRIPT = """
CREATE TABLE users (id INTEGER PRIMARY KEY, born TEXT);
CREATE TABLE notes (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id), body TEXT);
"""


@pytest.fixture
def shop(tmp_path: Path) -> Firm:
    return firm(tmp_path, COMMITMENTS, TABLES, SCRIPT)


def test_a_store_of_people_old_enough_keeps_it(shop: Firm) -> None:
    shop.execute("INSERT INTO users VALUES (1, '1980-01-01'), (2, NULL)")
    (evidence,) = shop.found("children")
    assert (evidence.verdict, evidence.found) == ("kept", "no person under 16 in shop.users")


def test_a_person_who_turns_16_today_is_old_enough_and_one_who_does_tomorrow_is_not(shop: Firm) -> None:
    shop.execute("INSERT INTO users VALUES (1, '2010-11-02')")
    assert shop.finding("children").verdict == "kept"
    shop.execute("INSERT INTO users VALUES (2, '2010-11-03')")
    assert shop.finding("children").verdict == "broken"


def test_a_store_with_somebody_too_young_breaks_it_and_says_no_more_than_how_many(shop: Firm) -> None:
    shop.execute("INSERT INTO users VALUES (1, '2015-05-05'), (2, '1980-01-01')")
    (evidence,) = shop.found("children")
    assert evidence.verdict == "broken"
    assert evidence.found == "1 person under 16 in shop.users"
    assert "2015" not in evidence.looked


def test_a_store_without_dates_of_birth_cannot_prove_it(tmp_path: Path) -> None:
    shop = firm(
        tmp_path, COMMITMENTS, TABLES.replace("user.demographic.date_of_birth", "user.content"), SCRIPT
    )
    (evidence,) = shop.found("children")
    assert evidence.verdict == "unproven"
    assert "no table of people holds a date of birth" in evidence.found


def test_a_child_leaves_with_all_that_is_theirs_and_nobody_else_does(shop: Firm) -> None:
    shop.execute(
        "INSERT INTO users VALUES (1, '2015-05-05'), (2, '1980-01-01');"
        "INSERT INTO notes VALUES (1, 1, 'a'), (2, 2, 'b'), (3, 1, 'c')"
    )
    (made,) = shop.kept.apply(["children"])
    assert {(d.table, d.act, d.rows) for d in made.done} == {("users", "erase", 1), ("notes", "erase", 2)}
    assert shop.rows("SELECT id FROM users") == [(2,)]
    assert shop.rows("SELECT id FROM notes") == [(2,)]
    assert shop.finding("children").verdict == "kept"


def test_each_date_of_birth_of_a_table_is_looked_at_and_acted_on(tmp_path: Path) -> None:
    tables = TABLES.replace("born: ", "given: user.demographic.date_of_birth, born: ")
    script = SCRIPT.replace("born TEXT", "born TEXT, given TEXT")
    shop = firm(tmp_path, COMMITMENTS, tables, script)
    shop.execute("INSERT INTO users VALUES (1, '2015-05-05', NULL), (2, NULL, '2015-05-05'), (3, NULL, NULL)")
    assert sum(made.left for made in shop.kept.apply()) == 0
    assert shop.rows("SELECT id FROM users") == [(3,)]
