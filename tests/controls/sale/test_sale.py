"""Sale: a register that keeps it, one that breaks it, one that cannot prove it."""

from __future__ import annotations

from pathlib import Path

from tests.controls.firm import Firm, firm

COMMITMENTS = """\
- {id: no-sale, kind: sale, cites: [s2]}
- {id: partners, kind: disclosure, to: [partner], cites: [s2]}
"""
TABLES = "  users: {about: user, fields: {id: user.unique_id}}\n"
SCRIPT = "CREATE TABLE users (id INTEGER PRIMARY KEY);"


def shop(folder: Path, consideration: str | None) -> Firm:
    if consideration is None:
        return firm(folder, COMMITMENTS, TABLES, SCRIPT)
    partner = (
        "recipients:\n- {name: Fjord, kind: partner, country: SE, "
        f"receives: [{{data: [user.contact], about: [user]}}], consideration: {consideration}}}\n"
    )
    return firm(folder, COMMITMENTS, TABLES, SCRIPT, register={"recipients": partner})


def test_a_register_of_recipients_who_give_nothing_keeps_it(tmp_path: Path) -> None:
    (evidence,) = shop(tmp_path, "none").found("no-sale")
    assert (evidence.verdict, evidence.found) == ("kept", "not in 1 recipient")


def test_a_recipient_who_gives_something_of_value_breaks_it(tmp_path: Path) -> None:
    (evidence,) = shop(tmp_path, "free advertising").found("no-sale")
    assert evidence.verdict == "broken"
    assert evidence.found == "register: Fjord (partner) pays for `user.contact` about user"


def test_a_sale_stays_a_disclosure_as_well(tmp_path: Path) -> None:
    assert shop(tmp_path, "money").found("partners")[0].found.startswith("1 flow rests on it")


def test_no_register_cannot_prove_it(tmp_path: Path) -> None:
    (evidence,) = shop(tmp_path, None).found("no-sale")
    assert (evidence.verdict, evidence.found) == ("unproven", "nothing was there to look at for `sell`")
