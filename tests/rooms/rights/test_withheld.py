"""Columns that are held and not given."""

from __future__ import annotations

from kept.datamap.holding import Field, Table
from kept.law.law import laws_for
from kept.rights.withheld import withheld

TABLE = Table(
    "users",
    fields={
        "hash": Field("user.authorization.password"),
        "scope": Field("user.authorization"),
        "iban": Field("user.financial.bank_account"),
        "email": Field("user.contact.email"),
    },
)


def test_a_password_is_left_out_under_every_law_and_under_none() -> None:
    for place in ("SE", "US-CA", "JP"):
        found = {w.column: w for w in withheld(TABLE, laws_for(place))}
        assert "hash" in found
        assert "guards your account" in found["hash"].reason


def test_what_a_law_withholds_is_left_out_with_its_article() -> None:
    found = {w.column: w.reason for w in withheld(TABLE, laws_for("US-CA"))}
    assert found["iban"] == "the law keeps it out of answers (11 CCR 7024(d))"
    assert "iban" not in {w.column for w in withheld(TABLE, laws_for("SE"))}


def test_the_rest_is_given() -> None:
    assert {w.column for w in withheld(TABLE, laws_for("US-CA"))} == {"hash", "iban"}
