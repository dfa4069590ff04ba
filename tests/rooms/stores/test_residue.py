from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from kept.controls.operation import Person
from kept.controls.seen import About, Orphans, Residue, compare
from kept.datamap.condition import parse_condition
from kept.datamap.holding import Field, Holding, Table
from kept.datamap.link import Link
from kept.stores.store import Store
from kept.words.error import Mismatch

from .filled import filled

MAP = Holding("shop", {
    "people": Table(
        "people", about="customer", identifiers={"email": "email", "number": "id"},
        fields={"email": Field("user.contact.email"), "note": Field("user.content", free_text=True)},
    ),
    "orders": Table(
        "orders", fields={"note": Field("user.content", free_text=True), "state": Field("system")},
        links=(
            Link("owner", "people", ("person",), where=parse_condition("state <> 'draft'")),
            Link("shared", "orders", ("org", "up"), references=("org", "id")),
            Link("owns", "people", ("payer",)),
        ),
    ),
})  # fmt: skip


def shop() -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table(
        "people", metadata, sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("email", sa.String(80)), sa.Column("note", sa.Text),
    )  # fmt: skip
    sa.Table(
        "orders", metadata, sa.Column("org", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("person", sa.Integer), sa.Column("up", sa.Integer), sa.Column("payer", sa.Integer),
        sa.Column("state", sa.String(10)), sa.Column("note", sa.String(200)),
    )  # fmt: skip
    return metadata


def person(number: int, email: str | None, note: str | None = None) -> dict[str, Any]:
    return {"id": number, "email": email, "note": note}


def order(number: int, **more: Any) -> dict[str, Any]:
    empty = {"org": 1, "person": None, "up": None, "payer": None, "state": "paid", "note": None}
    return {"id": number} | empty | more


def test_a_reference_that_leads_nowhere_is_an_orphan_of_its_link(address: str) -> None:
    orders = [
        order(1, person=1, payer=1),
        order(2, person=9),
        order(3, person=9, state="draft"),
        order(4, person=9, state=None),
        order(5, up=1),
        order(6, up=8),
        order(7, up=1, org=2),
        order(8, payer=7),
        order(9, payer=7, up=1),
    ]
    with filled(address, shop(), {"people": [person(1, None)], "orders": orders}) as store:
        assert store.orphans(store.graph(MAP)) == (
            Orphans(0, "orders", ("person",), 1),
            Orphans(1, "orders", ("org", "up"), 1),
            Orphans(2, "orders", ("payer",), 2),
        )


def test_only_links_that_got_worse_are_named() -> None:
    before = [Orphans(0, "a", ("x",), 2), Orphans(1, "b", ("x",), 2), Orphans(2, "c", ("x",), 2)]
    after = [Orphans(0, "a", ("x",), 3), Orphans(1, "b", ("x",), 2), Orphans(2, "c", ("x",), 1)]
    assert compare(before, after) == (after[0],)


def test_looks_at_different_links_cannot_be_compared() -> None:
    one = [Orphans(0, "a", ("x",), 2)]
    for other in ([], [Orphans(0, "b", ("x",), 2)], [*one, Orphans(1, "a", ("y",), 0)]):
        with pytest.raises(Mismatch, match="not of the same links"):
            compare(one, other)


def found(store: Store, *identifiers: str) -> dict[str, int]:
    return {f"{r.table}.{r.column}": r.rows for r in store.residue(store.graph(MAP), identifiers)}


def test_an_identifier_left_in_a_text_is_found_whatever_its_case(address: str) -> None:
    people = [person(1, "åsa@x.example", "Write to ÅSA@X.example, soon"), person(2, None, "asa@x.example")]
    orders = [order(1, note="åsa@x.example and zoe@x.example"), order(2), order(3, note="zoe@x.example")]
    with filled(address, shop(), {"people": people, "orders": orders}) as store:
        assert found(store, "åsa@x.example") == {"people.note": 1, "orders.note": 1}
        assert found(store, "Åsa@x.example", "ZOE@x.example") == {"people.note": 1, "orders.note": 2}


@pytest.mark.parametrize(
    ("identifier", "other"),
    [("a_b@x", "axb@x"), ("50%off", "50 times off"), ("a/b/c", "abc"), ("a\\_b", "a\\xb")],
)
def test_signs_that_mean_something_to_like_mean_themselves(address: str, identifier: str, other: str) -> None:
    orders = [order(1, note=f"see {identifier}!"), order(2, note=f"see {other}!")]
    with filled(address, shop(), {"orders": orders}) as store:
        assert found(store, identifier) == {"people.note": 0, "orders.note": 1}


def test_identifiers_too_short_to_search_for_are_said(address: str) -> None:
    with filled(address, shop(), {"orders": [order(1, note="Bob saw bob@x.example")]}) as store:
        graph = store.graph(MAP)
        assert store.residue(graph, ["bob", "bob@x.example"])[1] == Residue("orders", "note", 1, 1, 1)
        assert store.residue(graph, ["bob"])[1] == Residue("orders", "note", 0, 0, 1)


def test_thousands_of_identifiers_are_searched_for_in_one_statement_a_column(address: str) -> None:
    many = [f"p{n}@x.example" for n in range(3000)]
    with filled(address, shop(), {"orders": [order(1, note="p2999@x.example"), order(2, note="q")]}) as store:
        graph = store.graph(MAP)
        seen: list[str] = []
        sa.event.listen(store.engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
        assert [r.rows for r in store.residue(graph, many)] == [0, 1]
    assert len([s for s in seen if s.startswith("SELECT count")]) == 2


def test_a_person_still_there_is_found_by_any_identifier(address: str) -> None:
    people = [
        person(1, "ADA@x.example"),
        person(2, "ada@x.example"),
        person(3, "eve@x.example"),
        person(4, None),
    ]
    with filled(address, shop(), {"people": people}) as store:
        graph = store.graph(MAP)
        asked = [Person(1, (("email", "Ada@x.example"),)), Person(2, (("number", "3"), ("number", "x")))]
        assert store.still_about(graph, asked) == (About("people", ("email", "id"), 3),)
        assert store.still_about(graph, asked[:1]) == (About("people", ("email",), 2),)


def test_a_person_who_is_gone_is_not_found(address: str) -> None:
    with filled(address, shop(), {"people": [person(3, "asa@x.example")]}) as store:
        graph = store.graph(MAP)
        assert store.still_about(graph, [Person(1, (("email", "åsa@x.example"),))])[0].rows == 0
        assert store.still_about(graph, [Person(1, (("phone", "12345"),))]) == (About("people", (), 0),)


def test_after_an_erasure_the_three_looks_find_nothing(address: str) -> None:
    people = [person(1, "ada@x.example", "is ada@x.example"), person(2, "eve@x.example")]
    orders = [order(1, person=1, note="for ada@x.example"), order(2, person=2), order(3, up=1)]
    with filled(address, shop(), {"people": people, "orders": orders}) as store:
        graph, asked = store.graph(MAP), [Person(1, (("email", "ada@x.example"),))]
        before = store.orphans(graph)
        assert [r.rows for r in store.residue(graph, ["ada@x.example"])] == [1, 1]
        store.erase(graph, asked)
        assert store.still_about(graph, asked)[0].rows == 0
        assert compare(before, store.orphans(graph)) == ()
        assert [r.rows for r in store.residue(graph, ["ada@x.example"])] == [0, 0]


def test_a_column_the_store_lost_is_a_mismatch_naming_it(address: str) -> None:
    with filled(address, shop(), {}) as store:
        graph = store.graph(MAP)
        with store.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE orders DROP COLUMN note")
        with pytest.raises(Mismatch, match=r"`orders\.note`") as raised:
            store.residue(graph, ["ada@x.example"])
        assert "@" not in "\n".join(raised.value.lines())
        with pytest.raises(Mismatch, match=r"`orders\.note`"):
            Store("shop", address).graph(MAP)
