"""The random schemas hold what the laws must be tried on; a law over what never comes up proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import pytest
from hypothesis import Phase, find, given, settings

from kept.datamap.graph import Edge, Graph, graph
from kept.datamap.link import Link
from kept.stores.schema import describe

from .random_store import EMAILS, Meaning, World, fold, worlds

Place = tuple[str, int]


def resolved(world: World) -> Graph:
    return graph(world.holding, describe(world.metadata))


def meaning(world: World) -> Meaning:
    return Meaning(resolved(world), world.rows)


def links(world: World) -> Iterator[tuple[str, Link]]:
    for table in world.holding.tables.values():
        yield from ((table.name, link) for link in table.links)


def pairs(world: World) -> Iterator[tuple[Edge, Place, Place]]:
    """Every edge along which ownership runs, with the rows it joins."""
    found = meaning(world)
    for edge in found.graph.edges:
        if edge.owns:
            yield from ((edge, parent, child) for parent, child in found.connected(edge))


def stored(world: World) -> set[str]:
    return {r["email"] for r in world.rows["people"] if r["email"]}


def has_a_composite_key(world: World) -> bool:
    return any(len(edge.parent_columns) > 1 for edge, _parent, _child in pairs(world))


def has_a_self_reference(world: World) -> bool:
    return any(parent[0] == child[0] and parent != child for _edge, parent, child in pairs(world))


def has_a_row_that_refers_to_itself(world: World) -> bool:
    return any(parent == child for _edge, parent, child in pairs(world))


def has_a_ring_of_tables(world: World) -> bool:
    return any(len(component) > 1 for component in resolved(world).components)


def has_many_to_many(world: World) -> bool:
    """A table between two others, in which one row of each is met by several rows."""
    for name in world.holding.tables:
        met: dict[str, list[Place]] = {}
        for edge, parent, child in pairs(world):
            if edge.holder == name and edge.held != name:
                met.setdefault(edge.held, []).append(child if edge.role == "owns" else parent)
        if len([held for held in met.values() if len(held) > len(set(held))]) > 1:
            return True
    return False


def has_a_shared_row(world: World) -> bool:
    """A row that two people own, who are not the same."""
    found = meaning(world)
    by = [set(found.owned(found.seeds(e))) for e in {fold(e) for e in stored(world)}]
    return any(one & other for n, one in enumerate(by) for other in by[:n])


def has_a_condition_that_decides(world: World) -> bool:
    tried = {
        row["state"] == 1
        for name, link in links(world)
        if link.where
        for row in world.rows[name]
        if all(row[c] is not None for c in link.by)
    }
    return tried == {True, False}


def has_key_value_0(world: World) -> bool:
    return any(
        0 in [world.rows[parent[0]][parent[1]][c] for c in edge.parent_columns]
        for edge, parent, _child in pairs(world)
    )


def has_a_null_key(world: World) -> bool:
    return any(row[link.by[0]] is None for name, link in links(world) for row in world.rows[name])


def has_a_null_in_a_row_without_a_key(world: World) -> bool:
    identity = resolved(world).identity
    return any(
        row[c] is None
        for name, table in world.metadata.tables.items()
        if not table.primary_key.columns
        for row in world.rows[name]
        for c in identity(name)
    )


def has_an_email_in_other_capitals(world: World) -> bool:
    return world.email not in stored(world) and fold(world.email) in {fold(e) for e in stored(world)}


def has_a_unicode_email_in_other_capitals(world: World) -> bool:
    return has_an_email_in_other_capitals(world) and not world.email.isascii()


def has_a_person_with_no_rows(world: World) -> bool:
    """Somebody who is there and owns nothing but their own row, where others own more."""
    found = meaning(world)
    mine = found.owned(found.seeds(world.email))
    return len(mine) == 1 and len(found.owned({("people", n) for n in range(len(world.rows["people"]))})) > 2


def has_nobody_of_that_email(world: World) -> bool:
    return bool(stored(world)) and not meaning(world).seeds(world.email)


def has_a_reached_table_without_a_key(world: World) -> bool:
    found = meaning(world)
    return any(
        not world.metadata.tables[table].primary_key.columns
        for table, _n in found.owned(found.seeds(world.email))
    )


def has_a_table_that_reaches_nobody(world: World) -> bool:
    return any(world.rows[table] for table in resolved(world).unreached)


FEATURES = [value for name, value in list(globals().items()) if name.startswith("has_")]


@pytest.mark.parametrize("feature", FEATURES, ids=lambda f: f.__name__)
def test_the_random_schemas_have_what_is_hard(feature: Callable[[World], bool]) -> None:
    few = settings(max_examples=500, database=None, phases=(Phase.generate,))
    assert feature(find(worlds(), feature, settings=few, random=Random(7)))


@settings(max_examples=50)
@given(worlds())
def test_a_table_named_as_reaching_nobody_is_in_no_answer(world: World) -> None:
    found = meaning(world)
    answered = {shown[0] for email in EMAILS for shown in found.accessed(email)}
    assert answered.isdisjoint(found.graph.unreached)
