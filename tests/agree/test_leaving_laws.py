"""The laws of rows that leave because of what they are, over random schemas, on every database."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kept.controls.operation import Count, Erase, ErasePeople, Filled
from kept.datamap.graph import Edge
from kept.datamap.holding import Holding
from kept.datamap.link import OnErasure
from kept.stores.store import Store
from kept.words.error import Mismatch, Refused

from .random_store import Meaning, Rows, World, counted, state, worlds
from .test_erasure_laws import filled

FIXTURE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]
SET = Filled("state")


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite'}"
    return str(request.getfixturevalue(request.param))


@st.composite
def changes(draw: st.DrawFn) -> tuple[World, Erase]:
    """A world and a table of it, of which some rows are to leave, with what hangs on them in others."""
    world = draw(worlds())
    names = list(world.holding.tables)
    taking = draw(st.sets(st.sampled_from(names)))
    return world, Erase("store", draw(st.sampled_from(names)), SET, "old", tuple(sorted(taking)))


def left(store: Store, world: World, change: Erase) -> Rows:
    """What should be left: links that are not followed only mention, and lose the reference."""
    tables, rows = dict(world.holding.tables), world.rows
    tables[change.table] = replace(tables[change.table], on_erasure=OnErasure())
    graph = store.graph(Holding("store", tables))
    edges = tuple(_seen(edge, change) for edge in graph.edges)
    leaving = {(change.table, n) for n, row in enumerate(rows[change.table]) if row["state"] is not None}
    return Meaning(replace(graph, edges=edges), rows).left(leaving, change.table)


def _seen(edge: Edge, change: Erase) -> Edge:
    if edge.owns and edge.parent in (change.table, *change.taking) and edge.child in change.taking:
        return edge
    return Edge(
        edge.number, "mentioned", edge.held, edge.holder, edge.held_columns, edge.holder_columns,
        edge.where, (), OnErasure(),
    )  # fmt: skip


@settings(max_examples=40, suppress_health_check=FIXTURE)
@given(drawn=changes())
def test_rows_leave_with_what_hangs_on_them_and_every_other_row_stays_as_it_was(
    address: str, drawn: tuple[World, Erase]
) -> None:
    world, change = drawn
    with filled(address, world) as store:
        graph = store.graph(world.holding)
        try:
            store.apply(graph, change)
        except (Mismatch, Refused):
            assert state(store.engine, world) == counted(world.rows)
            assume(False)
        assert store.count(Count("store", change.table, SET)).rows == 0
        assert state(store.engine, world) == counted(left(store, world, change))
        assert store.apply(graph, change) == ()


@settings(max_examples=15, suppress_health_check=FIXTURE)
@given(drawn=changes())
def test_a_preview_says_what_is_then_done_and_changes_nothing(
    address: str, drawn: tuple[World, Erase]
) -> None:
    world, change = drawn
    with filled(address, world) as store:
        graph = store.graph(world.holding)
        try:
            foreseen = store.preview(graph, change)
        except (Mismatch, Refused) as no:
            with pytest.raises(type(no)):
                store.apply(graph, change)
            assume(False)
        assert state(store.engine, world) == counted(world.rows)
        assert store.apply(graph, change) == foreseen


@settings(max_examples=15, suppress_health_check=FIXTURE)
@given(world=worlds())
def test_people_erased_by_what_their_rows_are_leave_as_if_they_had_asked(address: str, world: World) -> None:
    with filled(address, world) as store:
        graph = store.graph(world.holding)
        try:
            store.apply(graph, ErasePeople("store", "people", SET, "too-young"))
        except (Mismatch, Refused):
            assert state(store.engine, world) == counted(world.rows)
            assume(False)
        seeds = {("people", n) for n, row in enumerate(world.rows["people"]) if row["state"] is not None}
        assert state(store.engine, world) == counted(Meaning(graph, world.rows).left(seeds, "people"))
