"""The laws of access and erasure over random schemas, on every database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from kept.controls.operation import Person
from kept.stores.store import Store
from kept.words.error import Refused

from .random_store import Meaning, World, counted, fill, state, worlds

SHARED = [
    HealthCheck.function_scoped_fixture,
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
    HealthCheck.filter_too_much,
]


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite'}"
    return str(request.getfixturevalue(request.param))


def drop_everything(connection: sa.Connection) -> None:
    """Drop every table, whatever refers to what."""
    cascade = " CASCADE" if connection.dialect.name == "postgresql" else ""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for table in sa.inspect(connection).get_table_names():
        connection.exec_driver_sql(f"DROP TABLE {table}{cascade}")


@contextmanager
def filled(address: str, world: World) -> Iterator[Store]:
    """A store with the world's rows, emptied afterwards."""
    store = Store("store", address)
    with store.engine.begin() as connection:
        if connection.dialect.name == "mysql":
            connection.exec_driver_sql("SET foreign_key_checks = 0")
        drop_everything(connection)
    try:
        fill(store.engine, world)
        yield store
    finally:
        store.close()


def asked(world: World) -> list[Person]:
    return [Person(1, (("email", world.email),))]


@settings(max_examples=25, suppress_health_check=SHARED)
@given(world=worlds())
def test_access_returns_what_is_the_persons_and_nothing_else(address: str, world: World) -> None:
    with filled(address, world) as store:
        graph = store.graph(world.holding)
        shown = Counter((r.table, r.role, *r.values) for r in store.rows(graph, asked(world)))
        assert shown == Meaning(graph, world.rows).accessed(world.email)


@settings(max_examples=40, suppress_health_check=SHARED)
@given(world=worlds())
def test_erasure_leaves_no_row_of_the_person_and_every_row_of_everyone_else(
    address: str, world: World
) -> None:
    with filled(address, world) as store:
        graph = store.graph(world.holding)
        try:
            store.erase(graph, asked(world))
        except Refused:
            assert state(store.engine, world) == counted(world.rows)
            assume(False)
        assert state(store.engine, world) == counted(Meaning(graph, world.rows).erased(world.email))


@settings(max_examples=12, suppress_health_check=SHARED)
@given(world=worlds())
def test_erasing_twice_touches_no_row_the_second_time(address: str, world: World) -> None:
    with filled(address, world) as store:
        graph = store.graph(world.holding)
        try:
            store.erase(graph, asked(world))
        except Refused:
            assume(False)
        assert store.erase(graph, asked(world)) == ()


class Injected(Exception):
    """A failure at a statement of our choice."""


@settings(max_examples=12, suppress_health_check=SHARED)
@given(world=worlds(), place=st.integers(0, 9999))
def test_a_failure_at_any_statement_then_a_second_run_ends_as_if_nothing_had_failed(
    address: str, world: World, place: int
) -> None:
    with filled(address, world) as store:
        graph = store.graph(world.holding)
        seen: list[str] = []

        def count(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        event.listen(store.engine, "before_cursor_execute", count)
        try:
            store.erase(graph, asked(world))
        except Refused:
            assume(False)
        event.remove(store.engine, "before_cursor_execute", count)
        expected = state(store.engine, world)
    stop = 1 + place * len(seen) // 10_000  # somewhere between the first statement and the last
    with filled(address, world) as store:
        graph = store.graph(world.holding)
        left = [stop]

        def fail(*_all: Any) -> None:
            left[0] -= 1
            if left[0] == 0:
                raise Injected

        event.listen(store.engine, "before_cursor_execute", fail)
        with pytest.raises(Injected):
            store.erase(graph, asked(world))
        event.remove(store.engine, "before_cursor_execute", fail)
        store.erase(graph, asked(world))
        assert state(store.engine, world) == expected
