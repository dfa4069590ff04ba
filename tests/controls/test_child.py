from __future__ import annotations

from pathlib import Path

from tests.firm import MAP, all_rows, finding, firm, told

SIXTEEN = "{id: sixteen, kind: child, age: 16, cites: [s2]}"
CHILD = "INSERT INTO users VALUES (1, 'ada@acme.example', '2012-05-05', '2026-05-01');"
GROWN = "INSERT INTO users VALUES (2, 'bob@acme.example', '2010-06-01', '2026-05-01');"
ORDERS = """
INSERT INTO orders VALUES (1, 1, '9', '2026-05-01'), (2, 2, '9', '2026-05-01');
INSERT INTO lines VALUES (1, 1), (2, 1);
"""


def test_people_who_are_old_enough_today_keep_it(tmp_path: Path) -> None:
    assert finding(firm(tmp_path, SIXTEEN, rows=GROWN), "sixteen").verdict == "kept"


def test_one_child_breaks_it(tmp_path: Path) -> None:
    found = finding(firm(tmp_path, SIXTEEN, rows=CHILD + GROWN), "sixteen")
    assert found.verdict == "broken"
    assert "1 person under 16 in crm.users" in told(found)


def test_without_dates_of_birth_it_cannot_be_proven(tmp_path: Path) -> None:
    tables = MAP.replace("born: user.demographic.date_of_birth", "born: user.demographic.age_range")
    found = finding(firm(tmp_path, SIXTEEN, tables=tables), "sixteen")
    assert found.verdict == "unproven"
    assert "no table of people holds a date of birth" in told(found)


def test_a_child_is_erased_with_all_that_is_theirs_and_nobody_else(tmp_path: Path) -> None:
    kept = firm(tmp_path, SIXTEEN, rows=CHILD + GROWN + ORDERS)
    list(kept.apply(["sixteen"]))
    rows = all_rows(kept)
    assert [row[0] for row in rows["users"]] == [2]
    assert [row[0] for row in rows["orders"]] == [2]
    assert rows["lines"] == [(2, 1)]
