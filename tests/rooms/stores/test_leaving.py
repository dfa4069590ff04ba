from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from kept.controls.operation import Erase, Filled
from kept.controls.seen import Done
from kept.datamap.holding import Holding, Table
from kept.datamap.link import Link, OnErasure
from kept.stores.store import Store
from kept.words.error import Refused

from .filled import filled

CLOSED = Filled("closed")


def shop(bound: bool = False) -> sa.MetaData:
    """Orders with their parts, and tickets and customers that refer to them."""
    metadata = sa.MetaData()
    sa.Table(
        "orders", metadata, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("closed", sa.Integer),
    )  # fmt: skip
    sa.Table(
        "parts", metadata, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("order_id", sa.Integer, sa.ForeignKey("orders.id"), nullable=False),
        sa.Column("note", sa.String(20)),
    )  # fmt: skip
    sa.Table(
        "tickets", metadata, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("order_id", sa.Integer, sa.ForeignKey("orders.id"), nullable=not bound),
        sa.Column("note", sa.String(20)),
    )  # fmt: skip
    sa.Table(
        "customers", metadata, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("last_order", sa.Integer, sa.ForeignKey("orders.id")), sa.Column("note", sa.String(20)),
    )  # fmt: skip
    return metadata


ROWS = {
    "orders": [{"id": 0, "closed": None}, {"id": 1, "closed": 1}, {"id": 2, "closed": None}],
    "parts": [{"id": n, "order_id": n, "note": "a"} for n in (1, 2)],
    "tickets": [{"id": n, "order_id": n, "note": "a"} for n in (1, 2)],
    "customers": [{"id": n, "last_order": n, "note": "a"} for n in (1, 2)],
}
GONE = OnErasure("mask", (("note", "gone"),))


def held(**on: OnErasure) -> Holding:
    """The map; `on` says what erasure does to the rows of a table, or with `_link` along its link."""
    tables = [
        Table("orders", about="order", on_erasure=on.get("orders", OnErasure())),
        Table("parts", links=(Link("owner", "orders", ("order_id",)),)),
        Table("tickets", links=(Link("shared", "orders", ("order_id",)),)),
        Table("customers", links=(Link("owns", "orders", ("last_order",)),)),
    ]
    return Holding("shop", {t.name: _said(t, on) for t in tables})


def _said(table: Table, on: dict[str, OnErasure]) -> Table:
    links = [replace(link, on_erasure=on.get(f"{table.name}_link", OnErasure())) for link in table.links]
    return replace(table, links=tuple(links), on_erasure=on.get(table.name, OnErasure()))


def erase(store: Store, holding: Holding, *taking: str) -> tuple[Done, ...]:
    return store.apply(store.graph(holding), Erase("shop", "orders", CLOSED, "orders-2y", taking))


def rows(store: Store, table: str) -> list[tuple[Any, ...]]:
    with store.engine.connect() as connection:
        return [tuple(r) for r in connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY id")]


def test_what_hangs_on_a_leaving_row_goes_along_and_other_tables_lose_the_reference(address: str) -> None:
    with filled(address, shop(), ROWS) as store:
        assert set(erase(store, held(), "parts")) == {
            Done("orders", "erase", 1), Done("parts", "erase", 1),
            Done("tickets", "unlink", 1), Done("customers", "unlink", 1),
        }  # fmt: skip
        assert rows(store, "orders") == [(0, None), (2, None)]
        assert rows(store, "parts") == [(2, 2, "a")]
        assert rows(store, "tickets") == [(1, None, "a"), (2, 2, "a")]
        assert rows(store, "customers") == [(1, None, "a"), (2, 2, "a")]
        assert erase(store, held(), "parts") == ()


def test_what_the_map_keeps_when_its_person_leaves_does_leave_by_its_own_rule(address: str) -> None:
    with filled(address, shop(), ROWS) as store:
        erase(store, held(orders=OnErasure("keep", ground="GDPR 17(3)(b)")), "parts")
        assert rows(store, "orders") == [(0, None), (2, None)]


def test_a_row_that_is_to_be_kept_does_not_go_along(address: str) -> None:
    with filled(address, shop(), ROWS) as store:
        erase(store, held(tickets_link=OnErasure("keep", ground="GDPR 17(3)(e)")), "parts", "tickets")
        assert rows(store, "tickets") == [(1, None, "a"), (2, 2, "a")]


def test_rows_that_only_refer_to_a_leaving_row_are_not_masked_as_if_a_person_had_left(address: str) -> None:
    with filled(address, shop(), ROWS) as store:
        erase(store, held(tickets=GONE, customers=GONE), "parts")
        assert rows(store, "tickets") == [(1, None, "a"), (2, 2, "a")]
        assert rows(store, "customers") == [(1, None, "a"), (2, 2, "a")]


def test_a_reference_that_cannot_be_emptied_refuses_and_names_it_and_every_row_stays(address: str) -> None:
    with filled(address, shop(bound=True), ROWS) as store:
        with pytest.raises(Refused, match=r"`tickets`.*`orders`.*`order_id` cannot be null") as raised:
            erase(store, held(), "parts")
        assert "mask: {order_id: value}" in raised.value.do
        assert {name: len(rows(store, name)) for name in ROWS} == {n: len(r) for n, r in ROWS.items()}
        assert rows(store, "customers") == [(1, 1, "a"), (2, 2, "a")]


def test_a_reference_that_the_map_sets_to_another_row_is_set_and_refuses_nothing(address: str) -> None:
    with filled(address, shop(bound=True), ROWS) as store:
        nobody = OnErasure("mask", (("order_id", 0), ("note", "gone")))
        assert Done("tickets", "mask", 1) in erase(store, held(tickets_link=nobody), "parts")
        assert rows(store, "tickets") == [(1, 0, "a"), (2, 2, "a")]


def test_rows_without_a_key_leave_by_what_decides_and_not_by_what_they_share(address: str) -> None:
    metadata = sa.MetaData()
    sa.Table("visits", metadata, sa.Column("page", sa.Integer), sa.Column("closed", sa.Integer))
    sa.Table("notes", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("page", sa.Integer))
    seen: dict[str, list[dict[str, Any]]] = {
        "visits": [{"page": 7, "closed": 1}, {"page": 7, "closed": None}], "notes": [{"id": 1, "page": 7}],
    }  # fmt: skip
    link = Link("mentioned", "visits", ("page",), ("page",))
    holding = Holding("shop", {"visits": Table("visits"), "notes": Table("notes", links=(link,))})
    with filled(address, metadata, seen) as store:
        change = Erase("shop", "visits", CLOSED, "visits-30d")
        assert Done("visits", "erase", 1) in store.apply(store.graph(holding), change)
        with store.engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT page, closed FROM visits").all() == [(7, None)]


def test_a_link_that_strikes_out_fields_of_what_it_points_at_only_loses_the_reference(address: str) -> None:
    with filled(address, shop(), ROWS) as store:
        link = Link("owns", "orders", ("last_order",), redact=("closed",))
        holding = held()
        tables = {**holding.tables, "customers": Table("customers", links=(link,))}
        assert Done("customers", "unlink", 1) in erase(store, replace(holding, tables=tables), "parts")
