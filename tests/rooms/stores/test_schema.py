from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from kept.controls.operation import Count, Erase, Filled, Mask, Person
from kept.controls.seen import Done
from kept.datamap.holding import Field, Holding, Table
from kept.datamap.link import Link, OnErasure
from kept.stores.store import Store
from kept.words.error import Mismatch

from .filled import filled

OTHER = "kept_archive"
ADA = [Person(1, (("email", "ada@x.example"),))]
both = pytest.mark.parametrize("address", ["postgres", "mariadb"], indirect=True)


def people(metadata: sa.MetaData, schema: str | None) -> sa.Table:
    return sa.Table(
        "people", metadata, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("email", sa.String(80)), sa.Column("note", sa.Text), schema=schema,
    )  # fmt: skip


@contextmanager
def two_schemas(address: str) -> Iterator[Store]:
    """People of the same name in the store's own schema and in another, with an order of each over there."""
    metadata = sa.MetaData()
    mine, theirs = people(metadata, None), people(metadata, OTHER)
    sa.Table(
        "orders", metadata, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("person", sa.Integer, sa.ForeignKey(theirs.c.id)), schema=OTHER,
    )  # fmt: skip
    with filled(address, sa.MetaData(), {}) as store:
        cascade = " CASCADE" if store.dialect.name == "postgresql" else ""
        with store.engine.begin() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {OTHER}{cascade}")
            connection.exec_driver_sql(f"CREATE SCHEMA {OTHER}")
            metadata.create_all(connection)
            for table in (mine, theirs):
                rows = [{"id": 1, "email": "ada@x.example", "note": "ada@x.example"}, {"id": 2}]
                for row in rows:
                    connection.execute(sa.insert(table), row)
            orders = [{"id": n, "person": n} for n in (1, 2)]
            connection.execute(sa.insert(metadata.tables[f"{OTHER}.orders"]), orders)
        try:
            yield store
        finally:
            with store.engine.begin() as connection:
                connection.exec_driver_sql(f"DROP SCHEMA {OTHER}{cascade}")


def held(*links: Link, on_erasure: OnErasure | None = None) -> Holding:
    tables = [
        Table(
            f"{OTHER}.people", about="customer", identifiers={"email": "email"}, links=links,
            fields={"note": Field("user.content", free_text=True)}, on_erasure=on_erasure or OnErasure(),
        ),
        Table(f"{OTHER}.orders", links=(Link("owner", f"{OTHER}.people", ("person",)),)),
    ]  # fmt: skip
    return Holding("shop", {t.name: t for t in tables})


def ids(store: Store, table: str) -> list[Any]:
    with store.engine.connect() as connection:
        return list(connection.exec_driver_sql(f"SELECT id FROM {table} ORDER BY id").scalars())


@both
# With a link of people to people the graph is not straight, and key tables are made.
@pytest.mark.parametrize("links", [(), (Link("mentioned", f"{OTHER}.people", ("id",)),)])
def test_a_person_of_another_schema_is_shown_and_erased_there_alone(
    address: str, links: tuple[Link, ...]
) -> None:
    with two_schemas(address) as store:
        graph = store.graph(held(*links))
        assert [(r.table, r.values[0]) for r in store.rows(graph, ADA)] == [
            (f"{OTHER}.people", 1), (f"{OTHER}.orders", 1),
        ]  # fmt: skip
        assert set(store.erase(graph, ADA)) == {
            Done(f"{OTHER}.people", "erase", 1), Done(f"{OTHER}.orders", "erase", 1),
        }  # fmt: skip
        assert ids(store, "people") == [1, 2]
        assert ids(store, f"{OTHER}.people") == ids(store, f"{OTHER}.orders") == [2]


@both
def test_rows_of_another_schema_are_counted_masked_looked_through_and_leave(address: str) -> None:
    with two_schemas(address) as store:
        graph = store.graph(held())
        noted = Filled("note")
        assert store.count(Count("shop", f"{OTHER}.people", noted)).rows == 1
        (residue,) = store.residue(graph, ["ada@x.example"])
        assert (residue.table, residue.rows) == (f"{OTHER}.people", 1)
        mask = Mask("shop", f"{OTHER}.people", (("note", None),), noted, "notes-1y")
        assert store.apply(graph, mask) == (Done(f"{OTHER}.people", "mask", 1),)
        assert store.count(Count("shop", f"{OTHER}.people", noted)).rows == 0
        leave = Erase("shop", f"{OTHER}.people", Filled("email"), "people-2y", (f"{OTHER}.orders",))
        assert Done(f"{OTHER}.orders", "erase", 1) in store.apply(graph, leave)
        assert ids(store, "people") == [1, 2]


@both
def test_tables_of_a_schema_that_no_map_names_are_not_the_stores(address: str) -> None:
    with two_schemas(address) as store:
        assert set(store.schema.tables) == {"people"}
        store.graph(held())
        assert set(store.schema.tables) == {"people", f"{OTHER}.people", f"{OTHER}.orders"}


@both
def test_a_schema_that_is_not_there_is_a_mismatch_that_names_the_nearest_table(address: str) -> None:
    with two_schemas(address) as store, pytest.raises(Mismatch, match=r"`nowhere\.people`") as raised:
        store.graph(Holding("shop", {"nowhere.people": Table("nowhere.people")}))
    assert "`people`" in raised.value.do


@both
def test_a_table_of_another_schema_that_vanished_is_named_with_it(address: str) -> None:
    with two_schemas(address) as store:
        store.graph(held())
        with store.engine.begin() as connection:
            connection.exec_driver_sql(f"DROP TABLE {OTHER}.orders")
        with pytest.raises(Mismatch, match=rf"`{OTHER}\.orders`"):
            store.count(Count("shop", f"{OTHER}.orders", Filled("person")))
