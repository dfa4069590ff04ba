from __future__ import annotations

import pytest
import sqlalchemy as sa

from kept.controls.seen import Unindexed
from kept.datamap.graph import Graph
from kept.datamap.holding import Holding, Table
from kept.datamap.link import Link
from kept.stores.store import Store

from .filled import filled

own = pytest.mark.parametrize("address", ["sqlite", "postgres"], indirect=True)  # InnoDB makes them itself


def shop() -> sa.MetaData:
    """People by organisation and number, with orders and a diary of them."""
    metadata = sa.MetaData()
    sa.Table(
        "people", metadata, sa.Column("org", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer), sa.Column("email", sa.String(80)),
    )  # fmt: skip
    sa.Table(
        "orders", metadata, sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_org", sa.Integer), sa.Column("person_id", sa.Integer), sa.Column("at", sa.Integer),
        sa.Column("buyer", sa.String(80)), sa.Column("code", sa.String(80)),
        sa.ForeignKeyConstraint(("person_org", "person_id"), ("people.org", "people.id")),
    )  # fmt: skip
    return metadata


def graph_of(store: Store, *statements: str) -> Graph:
    with store.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    people = Table("people", about="customer", identifiers={"number": "number", "email": "email"})
    links = (
        Link("owner", "people", ("person_org", "person_id")),
        Link("shared", "people", ("buyer",), ("email",)),
        Link("mentioned", "people", ("code",), ("number",)),
    )
    return store.graph(Holding("shop", {"people": people, "orders": Table("orders", links=links)}))


REFERENCE = Unindexed("orders", ("person_org", "person_id"))
NUMBER = Unindexed("people", ("number",))


@own
def test_a_reference_and_an_identifier_without_an_index_are_named(address: str) -> None:
    with filled(address, shop(), {}) as store:
        folded = (Unindexed("orders", ("lower(buyer)",)), Unindexed("people", ("lower(email)",)))
        expected = {REFERENCE, NUMBER, *(folded if store.dialect.name == "postgresql" else ())}
        assert set(store.unindexed(graph_of(store))) == expected


@own
@pytest.mark.parametrize("columns", ["person_id, person_org", "person_org, person_id, at"])
def test_an_index_that_starts_with_the_columns_in_any_order_serves(address: str, columns: str) -> None:
    with filled(address, shop(), {}) as store:
        graph = graph_of(store, f"CREATE INDEX o ON orders ({columns})", "CREATE INDEX p ON people (number)")
        assert not {REFERENCE, NUMBER} & set(store.unindexed(graph))


@own
@pytest.mark.parametrize(
    "index", ["(at, person_org, person_id)", "(person_id)", "(person_org, person_id) WHERE at = 1"]
)
def test_an_index_of_other_columns_or_of_some_rows_does_not_serve(address: str, index: str) -> None:
    with filled(address, shop(), {}) as store:
        graph = graph_of(store, f"CREATE INDEX o ON orders {index}")
        assert REFERENCE in store.unindexed(graph)


@pytest.mark.parametrize("kind", ["varchar(80)", "text", "char(80)"])
def test_an_index_of_a_folded_column_serves_on_postgres(postgres: str, kind: str) -> None:
    with filled(postgres, shop(), {}) as store:
        change = f"ALTER TABLE people ALTER COLUMN email TYPE {kind}"
        graph = graph_of(store, change, "CREATE INDEX p ON people (lower(email))")
        assert Unindexed("people", ("lower(email)",)) not in store.unindexed(graph)


@pytest.mark.parametrize("address", ["mariadb"], indirect=True)
def test_mariadb_serves_declared_references_by_itself(address: str) -> None:
    with filled(address, shop(), {}) as store:
        assert store.unindexed(graph_of(store)) == (NUMBER,)


def test_a_plain_index_does_not_serve_a_folded_column(postgres: str) -> None:
    with filled(postgres, shop(), {}) as store:
        graph = graph_of(store, "CREATE UNIQUE INDEX p ON people (email)")
        assert Unindexed("people", ("lower(email)",)) in store.unindexed(graph)
