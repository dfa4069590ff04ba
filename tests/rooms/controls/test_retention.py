"""Which tables a retention speaks of, in which order their rows leave and what stands in the way."""

from __future__ import annotations

from pathlib import Path

from tests.controls.firm import Firm, firm

from kept.controls.control import Control
from kept.controls.operation import Erase, Mask

COMMITMENTS = """\
- {id: two-years, kind: retention, data: [%s], keep: {for: 2 years, from: visit}, cites: [s2]}
"""
TABLES = """\
  users:
    about: user
    identifiers: {email: email}
    data: shop_records
    since: {visit: came_at}
    fields: {id: user.unique_id, email: user.contact.email, came_at: system.operations}
  notes:
    data: shop_records
    since: {visit: read_at}
    fields: {id: user.unique_id, user_id: user.unique_id, body: user.content, read_at: system.operations}
    links: [{owner: users, by: user_id}]
  marks:
    data: shop_records
    fields: {id: user.unique_id, note_id: user.unique_id, word: user.content}
    links: [{owner: notes, by: note_id}]
"""
SCRIPT = """
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, came_at TEXT);
CREATE TABLE notes (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id), body TEXT, read_at TEXT);
CREATE TABLE marks (id INTEGER PRIMARY KEY, note_id INTEGER REFERENCES notes (id), word TEXT);
"""


def shop(folder: Path, data: str = "shop_records", tables: str = TABLES, script: str = SCRIPT) -> Firm:
    return firm(folder, COMMITMENTS % data, tables, script)


def control(made: Firm) -> Control:
    (found,) = made.kept.controls
    return found


def test_rows_furthest_from_the_person_leave_first(tmp_path: Path) -> None:
    changes = [due.change for due in control(shop(tmp_path)).dues]
    assert [change.table for change in changes] == ["notes", "users"]


def test_a_table_of_the_rule_without_an_age_leaves_with_what_it_hangs_on(tmp_path: Path) -> None:
    found = control(shop(tmp_path))
    assert found.gaps == ()
    assert [due.change.taking for due in found.dues if isinstance(due.change, Erase)] == [("marks",), ()]


def test_a_change_is_of_the_rows_that_its_proof_counts_and_names_its_commitment(tmp_path: Path) -> None:
    found = control(shop(tmp_path))
    assert [due.count for due in found.dues] == [p.look for p in found.proofs if p.means == "broken"]
    assert all(due.change.rows == due.count.rows for due in found.dues)
    assert {due.change.why for due in found.dues} == {"two-years"}


def test_a_category_speaks_of_tables_that_hold_nothing_else(tmp_path: Path) -> None:
    found = control(shop(tmp_path, "user.contact, user.unique_id"))
    assert [due.change.table for due in found.dues] == ["users"]


def test_a_field_of_a_category_among_other_data_is_a_gap(tmp_path: Path) -> None:
    (gap,) = control(shop(tmp_path, "user.contact, user.behavior", TABLES.replace("word: user.content", (
        "word: user.contact.email"
    )))).gaps[-1:]  # fmt: skip
    assert gap.where == "shop.marks.word"
    assert gap.lacks == "`user.contact.email` stands among other data, so no row leaves for its sake"


def test_a_term_and_a_category_that_holds_it_speak_of_a_table_once(tmp_path: Path) -> None:
    found = control(shop(tmp_path, "shop_records, user"))
    assert [due.change.table for due in found.dues] == ["notes", "users"]


def test_a_reference_that_cannot_be_null_is_a_gap_with_what_to_say(tmp_path: Path) -> None:
    tables = TABLES.replace("[{owner: users, by: user_id}]", "[{mentioned: users, by: user_id}]")
    script = SCRIPT.replace("user_id INTEGER", "user_id INTEGER NOT NULL")
    (gap,) = control(shop(tmp_path, tables=tables, script=script)).gaps
    assert gap.where == "shop.notes"
    assert gap.lacks == "rows refer to `users` by `user_id`, which cannot be null, so those rows cannot leave"


def test_a_mask_empties_every_field_with_personal_data_but_the_key(tmp_path: Path) -> None:
    made = shop(tmp_path)
    made.write("policy/privacy.yaml", (tmp_path / "policy/privacy.yaml").read_text().replace(
        "cites: [s2]}\nsentences", "then: mask, cites: [s2]}\nsentences"
    ))  # fmt: skip
    changes = [due.change for due in control(made).dues]
    assert [(c.table, c.fields) for c in changes if isinstance(c, Mask)] == [
        ("notes", (("user_id", None), ("body", None))),
        ("users", (("email", None),)),
    ]
