"""Which rows are a person's, and which of those are somebody else's too: set by set, by fixpoint.

Three closures over the person graph, for all people of a batch at once:
1. reached: from the people's own rows down the edges, then the rows that mention any of these;
2. strangers: rows outside that own a reached row, and their owners in turn, up the edges;
3. others: from every person who was not asked for, down again, among reached rows and strangers,
   but never through the row of a person who was.
A reached row that is not among the others is nobody else's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.sql.elements import ColumnElement

from kept.controls.operation import Person
from kept.datamap.graph import Edge, Graph

from .dialect import Dialect
from .keys import ROLES, SEED, Keys, joined, marked_tables
from .seeds import seeds, sought


class Reach:
    """The closures of one batch on one connection."""

    def __init__(self, connection: Connection, graph: Graph, keys: dict[str, Keys], dialect: Dialect) -> None:
        self.connection = connection
        self.graph = graph
        self.keys = keys
        self.dialect = dialect
        self.ownership = tuple(e for e in graph.edges if e.owns and e.parent in graph.reached)

    def collect(self, people: Sequence[Person]) -> None:
        """Fill `reached` for these people."""
        for table in self.graph.roots:
            self._seed(table, people)
        self._spread_down()

    def collect_rows(self, table: str, chosen: ColumnElement[bool]) -> None:
        """Fill `reached` from the rows of a table that are chosen, each as if it were a person's own."""
        keys = self.keys[table]
        zero = sa.literal(0)
        select = sa.select(zero, zero, sa.literal(SEED), *keys.own(keys.table)).where(chosen)
        self._insert(keys.reached, select, ("person", "role", "link"))
        self._spread_down()

    def _spread_down(self) -> None:
        for component in self.graph.components:
            into = [e for e in self.ownership if e.child in component]
            for edge in (e for e in into if e.parent not in component):
                self._follow(edge)
            self._until_still([e for e in into if e.parent in component], self._follow)
            for table in component:
                self.dialect.analyze(self.connection, self.keys[table].reached.name)
        for edge in self.graph.edges:
            if not edge.owns and edge.parent in self.graph.reached:
                self._follow(edge)

    def _seed(self, name: str, people: Sequence[Person]) -> None:
        keys, wanted = self.keys[name], sought(self.graph, name, people)
        given: dict[str, object] = {}
        for n, one in enumerate(wanted):
            given.update(self.dialect.load(self.connection, n, keys.table.c[one.column], one.forms))
        if wanted:
            found = seeds(keys, [one.column for one in wanted], self.dialect).subquery()
            own = sa.select(found.c.person, sa.literal(0), sa.literal(SEED), *keys.key(found))
            self._insert(keys.reached, own, ("person", "role", "link"), given)
        for n, _ in enumerate(wanted):
            self.dialect.unload(self.connection, n)

    def _follow(self, edge: Edge) -> int:
        parent, child = self.keys[edge.parent], self.keys[edge.child]
        p, c = parent.table.alias(), child.table.alias()
        k = parent.reached
        role = ROLES[edge.role]
        stronger = sa.case((k.c.role > role, k.c.role), else_=role)
        before = child.reached.alias()
        known = sa.exists().where(
            before.c.person == k.c.person,
            before.c.link == edge.number,
            before.c.role == stronger,
            *_same(child, before, child.own(c)),
        )
        select = (
            sa.select(k.c.person, stronger, sa.literal(edge.number), *child.own(c))
            .select_from(k.join(p, parent.is_in(p, k)).join(c, joined(edge, self.graph, p, c, self.dialect)))
            .where(k.c.role < ROLES["mentioned"], ~known)
            .distinct()
        )
        return self._insert(child.reached, select, ("person", "role", "link"))

    def mark_others(self) -> None:
        """Fill `strangers` and `others`; only where a row can have a second owner at all."""
        marked = marked_tables(self.graph)
        # Owners of owners may stand anywhere above, in tables where nothing else is shared.
        edges = [e for e in self.graph.edges if e.owns and e.child in marked]
        self._until_still(edges, self._climb)
        for name in self.graph.roots:
            if name in marked:
                self._mark_people(name)
        self._until_still(edges, self._spread)

    def _climb(self, edge: Edge) -> int:
        parent, child = self.keys[edge.parent], self.keys[edge.child]
        p, c = parent.table.alias(), child.table.alias()
        grew = 0
        for source in (child.reached, child.strangers):
            row = parent.own(p)
            here = [source.c.role < ROLES["mentioned"]] if source is child.reached else []
            select = (
                sa.select(*row)
                .select_from(
                    source.join(c, child.is_in(c, source)).join(
                        p, joined(edge, self.graph, p, c, self.dialect)
                    )
                )
                .where(*here, ~_owned(parent, row), ~parent.known(parent.strangers, row))
                .distinct()
            )
            grew += self._insert(parent.strangers, select)
        return grew

    def _mark_people(self, name: str) -> None:
        keys = self.keys[name]
        self._insert(keys.others, sa.select(*keys.key(keys.strangers)).distinct())
        row = keys.key(keys.reached)
        seed = keys.reached.alias()
        own = sa.exists().where(seed.c.link == SEED, *_same(keys, seed, row))
        select = sa.select(*row).where(keys.reached.c.role < ROLES["mentioned"], ~own).distinct()
        self._insert(keys.others, select)

    def _spread(self, edge: Edge) -> int:
        parent, child = self.keys[edge.parent], self.keys[edge.child]
        p, c = parent.table.alias(), child.table.alias()
        row = child.own(c)
        among = sa.or_(_owned(child, row), child.known(child.strangers, row))
        forced = [e.number for e in self.graph.incoming(edge.child) if e.on_erasure.action == "delete"]
        k = child.reached.alias()
        # A person's own row is theirs alone, whoever else a link says it belongs to.
        spared = ~sa.exists().where(k.c.link.in_([SEED, *forced]), *_same(child, k, row))
        select = (
            sa.select(*row)
            .select_from(
                parent.others.join(p, parent.is_in(p, parent.others)).join(
                    c, joined(edge, self.graph, p, c, self.dialect)
                )
            )
            .where(among, ~child.known(child.others, row), spared)
            .distinct()
        )
        return self._insert(child.others, select)

    def _until_still(self, edges: Sequence[Edge], step: Callable[[Edge], int]) -> None:
        while edges and sum(step(edge) for edge in edges):
            pass

    def _insert(
        self,
        into: sa.TableClause,
        select: sa.Select[Any],
        extra: tuple[str, ...] = (),
        given: Mapping[str, object] = MappingProxyType({}),
    ) -> int:
        columns = [*extra, *(c.name for c in into.c if c.name.startswith("k"))]
        # Without the option some drivers' counts are lost before they can be read, and no loop would end.
        insert = sa.insert(into).from_select(columns, select).execution_options(preserve_rowcount=True)
        return self.connection.execute(insert, dict(given)).rowcount


def _same(keys: Keys, stored: sa.FromClause, row: Sequence[ColumnElement[Any]]) -> list[ColumnElement[bool]]:
    return [
        k.is_not_distinct_from(c) if keys.table.c[name].nullable else k == c
        for name, k, c in zip(keys.identity, keys.key(stored), row, strict=True)
    ]


def _owned(keys: Keys, row: list[ColumnElement[Any]]) -> sa.Exists:
    """Is the row reached as the person's own or shared, not only mentioned?"""
    stored = keys.reached.alias()
    return sa.exists().where(stored.c.role < ROLES["mentioned"], *_same(keys, stored, row))
