from __future__ import annotations

import pytest
import sqlalchemy as sa

from kept.controls.operation import Person
from kept.datamap.condition import Compare
from kept.datamap.holding import Holding, Table
from kept.datamap.link import Link, OnErasure
from kept.stores import script

from .filled import filled

ADA = [Person(1, (("email", "ada@x.example"),))]
KEEP = OnErasure("keep", ground="GDPR 17(3)(b)")


@pytest.fixture(params=["one", "few", "many"], autouse=True)
def form(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(script, "FEW", 0 if request.param == "many" else 100)
    return str(request.param)


def mail() -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table(
        "people", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("email", sa.String(80))
    )
    sa.Table(
        "letters", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("state", sa.Integer),
        sa.Column("sender", sa.Integer, sa.ForeignKey("people.id")),
        sa.Column("reader", sa.Integer, sa.ForeignKey("people.id")),
    )  # fmt: skip
    return metadata


def left(
    address: str, form: str, links: tuple[Link, ...], *letters: tuple[object, ...]
) -> list[tuple[object, ...]]:
    """The letters that stay when Ada is erased; person 1, and a second row where they are few."""
    people = [(1, "ada@x.example"), (2, "bo@x.example"), *([(3, "ADA@x.example")] if form == "few" else [])]
    rows = {
        "people": [{"id": i, "email": email} for i, email in people],
        "letters": [dict(zip(("id", "state", "sender", "reader"), one, strict=True)) for one in letters],
    }
    tables = {
        "people": Table("people", about="customer", identifiers={"email": "email"}),
        "letters": Table("letters", links=links),
    }
    with filled(address, mail(), rows) as store:
        store.erase(store.graph(Holding("shop", tables)), ADA)
        with store.engine.connect() as connection:
            return [tuple(r) for r in connection.exec_driver_sql("SELECT * FROM letters ORDER BY id")]


def test_a_link_that_keeps_rows_keeps_none_that_it_does_not_reach(postgres: str, form: str) -> None:
    links = (Link("shared", "people", ("sender",)), Link("shared", "people", ("reader",), on_erasure=KEEP))
    letters = [(1, 0, 1, None), (2, 0, 1, 1), (3, 0, None, 1)]
    assert left(postgres, form, links, *letters) == [(2, 0, None, None), (3, 0, None, None)]


def test_a_condition_that_is_null_reaches_nobody(postgres: str, form: str) -> None:
    kept = Link("shared", "people", ("reader",), where=Compare("state", "=", 1), on_erasure=KEEP)
    links = (Link("shared", "people", ("sender",)), kept)
    assert left(postgres, form, links, (1, None, 1, 2), (2, 0, 1, 2), (3, 1, 1, 2)) == [(3, 1, None, 2)]


def test_a_row_its_only_link_keeps_loses_the_reference(postgres: str, form: str) -> None:
    links = (Link("owner", "people", ("sender",), on_erasure=KEEP), Link("mentioned", "people", ("reader",)))
    assert left(postgres, form, links, (1, 0, 1, 2), (2, 0, 2, 1)) == [(1, 0, None, 2), (2, 0, 2, None)]


def test_a_link_that_insists_takes_a_row_from_its_other_owner(postgres: str, form: str) -> None:
    insists = Link("shared", "people", ("sender",), on_erasure=OnErasure("delete"))
    links = (insists, Link("shared", "people", ("reader",)))
    assert left(postgres, form, links, (1, 0, 1, 2), (2, 0, 2, 1)) == [(2, 0, 2, None)]


def test_a_row_of_two_owners_who_both_ask_goes(postgres: str, form: str) -> None:
    links = (Link("shared", "people", ("sender",)), Link("shared", "people", ("reader",)))
    assert left(postgres, form, links, (1, 0, 1, 1), (2, 0, 1, 2), (3, 0, 2, 2)) == [
        (2, 0, None, 2),
        (3, 0, 2, 2),
    ]
