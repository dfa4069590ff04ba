"""The laws of access and erasure where few paths lead to each table: PostgreSQL then needs no key tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kept.controls.operation import Person
from kept.datamap.graph import Graph
from kept.stores import script
from kept.stores.paths import is_straight
from kept.stores.store import Store
from kept.words.error import Refused

from .random_store import EMAILS, Meaning, World, counted, state, worlds
from .test_batch_laws import Together
from .test_erasure_laws import filled

FIXTURE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]
emails = st.lists(st.sampled_from(EMAILS), min_size=1, max_size=3)


@pytest.fixture(params=["few", "many"], autouse=True)
def form(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seeds by their values or as arrays, and seeds in a table."""
    monkeypatch.setattr(script, "FEW", 100 if request.param == "few" else 0)


def asked(emails: list[str]) -> list[Person]:
    return [Person(n, (("email", email),)) for n, email in enumerate(emails, 1)]


def straight(store: Store, world: World) -> Graph:
    graph = store.graph(world.holding)
    assume(is_straight(graph))
    return graph


@contextmanager
def refused_for_conditions(graph: Graph) -> Iterator[None]:
    """Every reference of these worlds can be emptied; one that its condition hides can hold a row back."""
    try:
        yield
    except Refused:
        assert any(edge.where for edge in graph.edges)
        assume(False)


@settings(max_examples=40, suppress_health_check=FIXTURE)
@given(world=worlds(straight=True), emails=emails)
def test_each_person_is_shown_what_is_theirs_and_nothing_else(
    postgres: str, world: World, emails: list[str]
) -> None:
    with filled(postgres, world) as store:
        graph = straight(store, world)
        shown = Counter((r.person, r.table, r.role, *r.values) for r in store.rows(graph, asked(emails)))
        alone = Meaning(graph, world.rows)
        assert shown == Counter({
            (person, *row): times
            for person, email in enumerate(emails, 1)
            for row, times in alone.accessed(email).items()
        })  # fmt: skip


@settings(max_examples=60, suppress_health_check=FIXTURE)
@given(world=worlds(straight=True), emails=emails)
def test_erasure_leaves_no_row_of_the_people_and_every_row_of_everyone_else(
    postgres: str, world: World, emails: list[str]
) -> None:
    with filled(postgres, world) as store:
        graph = straight(store, world)
        with refused_for_conditions(graph):
            store.erase(graph, asked(emails))
        assert state(store.engine, world) == counted(Together(graph, world.rows).erased(" ".join(emails)))
        assert store.erase(graph, asked(emails)) == ()


@settings(max_examples=15, suppress_health_check=FIXTURE)
@given(world=worlds(straight=True), emails=emails)
def test_a_preview_counts_what_an_erasure_does_and_changes_nothing(
    postgres: str, world: World, emails: list[str]
) -> None:
    with filled(postgres, world) as store:
        graph = straight(store, world)
        with refused_for_conditions(graph):
            told = store.preview_erase(graph, asked(emails))
        assert state(store.engine, world) == counted(world.rows)
        assert store.erase(graph, asked(emails)) == told
