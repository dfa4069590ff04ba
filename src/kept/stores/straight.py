"""Access and erasure of graphs whose tables hang on people by few paths: a statement a path, no key tables.

It is the fast twin of Reach and Erasure, for databases whose planner joins as well from a subquery as from a
table; `paths.is_straight` says for which graphs. The statements are written once a graph. Only the seeds, the
people's own rows, change from call to call: few are sent along as arrays, many stand in a temporary table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, Protocol, TypeAlias

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from kept.datamap.graph import Edge, Graph

from . import masking
from .access import NAMES, struck, summarised
from .dialect import Dialect
from .erasure import deletion_order, emptied
from .keys import Identity, compiled, is_plain, joined
from .paths import Path, leads_to_one, owned, shown, touched

Act = Literal["erase", "mask", "unlink", "refuse"]
Way: TypeAlias = tuple[Path, tuple[str, ...]]
"""A path to a table's rows, and the columns it strikes out."""


class Seeds(Protocol):
    """The people's own rows of one table, as statements read them."""

    def rows(self) -> sa.FromClause:
        """With the columns person, k0, k1, ...; anew each time, so that a statement may have several."""

    def hold(self, columns: Sequence[ColumnElement[Any]]) -> ColumnElement[bool]:
        """Is this key among them?"""


@dataclass(frozen=True, slots=True)
class Shown:
    """The select that shows a table's rows, ordered by person.

    With `ways` its rows are the number of the way, the person and the columns; a way says the role and what
    is struck out. Without, they are as `access.summarised` says, with a flag for each of `hidden`.
    """

    table: str
    columns: tuple[str, ...]
    hidden: tuple[str, ...]
    ways: tuple[tuple[str, tuple[str, ...]], ...]
    select: sa.Select[Any] | sa.CompoundSelect[Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One statement of an erasure; a `refuse` step is a select that must find no row that holds `edge`."""

    table: str
    act: Act
    statement: sa.Delete | sa.Update | sa.Select[Any]
    edge: Edge | None = None


class Straight:
    """The statements of one graph over seeds."""

    def __init__(
        self,
        graph: Graph,
        tables: Mapping[str, sa.Table],
        seeds: Mapping[str, Seeds],
        dialect: Dialect,
    ) -> None:
        self.graph = graph
        self.seeds = seeds
        self.dialect = dialect
        self.identities = {t: Identity(tables[t], graph.identity(t)) for t in touched(graph)}

    def shown(self) -> tuple[Shown, ...]:
        """What shows each table's rows, parents first."""
        return tuple(self._shown(table) for table in touched(self.graph))

    def _shown(self, name: str) -> Shown:
        keys, paths = self.identities[name], shown(self.graph, name)
        columns, hidden = tuple(c.name for c in keys.table.columns), struck(self.graph, name, keys)
        if ways := self._ways(paths, hidden):
            selects = [self._way(n, ways) for n in range(len(ways))]
            # By its place: a column of the table may have any name.
            select = (sa.union_all(*selects) if len(ways) > 1 else selects[0]).order_by(_number(2))
            said = tuple((NAMES[path.role], redacted) for path, redacted in ways)
            return Shown(name, columns, tuple(hidden), said, select)
        reached = sa.union_all(*(self._keys(path, keys) for path in paths)).subquery()
        return Shown(name, columns, tuple(hidden), (), summarised(self.graph, name, keys, reached))

    def _ways(self, paths: Sequence[Path], hidden: Mapping[str, Sequence[int]]) -> list[Way]:
        """The paths with what each strikes out, the most revealing first; none where they have no such order.

        Then a row is shown by the first of them that leads to it, and the others need not be asked.
        """
        ways = [(p, tuple(c for c, links in hidden.items() if p.link in links)) for p in paths]
        ways.sort(key=lambda way: (way[0].role, len(way[1])))
        once = all(leads_to_one(edge, self.graph) for path in paths for edge in path.edges)
        return ways if once and all(set(a[1]) <= set(b[1]) for a, b in pairwise(ways)) else []

    def _way(self, number: int, ways: Sequence[Way]) -> sa.Select[Any]:
        path, redacted = ways[number]
        person, row, source = self._walk(path)
        # An empty value of the column's own kind: a bare null is of none.
        values = [sa.case((sa.false(), c)) if c.name in redacted else c for c in row.columns]
        select = sa.select(_number(number), person, *(v.label(f"c{n}") for n, v in enumerate(values)))
        before = [~self._is_persons(p, row, person) for p, _ in ways[:number]]
        return select.select_from(source).where(*before)

    def _is_persons(self, path: Path, row: sa.FromClause, person: ColumnElement[Any]) -> ColumnElement[bool]:
        """The row is reached along this path from this person's seeds."""
        if not path.edges or (len(path.edges) == 1 and self._by_key(path.edges[0])):
            seeds = self.seeds[path.root].rows()
            key = self._key_of(path.root, seeds)
            same = self._same_key(path.edges[0], row, key) if path.edges else _is_key(row, key)
            return sa.exists().where(seeds.c.person == person, *same).correlate_except(seeds)
        edge, before = path.edges[-1], Path(path.root, path.edges[:-1])
        parent = self._alias(edge.parent)
        on = joined(edge, self.graph, parent, row, self.dialect)
        # The person stands further out than the next select, where it is not looked for unless it is said.
        return sa.exists().where(on, self._is_persons(before, parent, person)).correlate_except(parent)

    def _keys(self, path: Path, keys: Identity) -> sa.Select[Any]:
        person, row, source = self._walk(path)
        own = [c.label(f"k{n}") for n, c in enumerate(keys.own(row))]
        how = [_number(path.role).label("role"), _number(path.link).label("link")]
        return sa.select(person.label("person"), *how, *own).select_from(source)

    def _walk(self, path: Path) -> tuple[ColumnElement[Any], sa.FromClause, sa.FromClause]:
        """The seeds joined along a path: the person, the last table, and all of it."""
        seeds = self.seeds[path.root].rows()
        person, source, edges = seeds.c.person, seeds, list(path.edges)
        row: sa.FromClause
        if edges and self._by_key(edges[0]):
            edge = edges.pop(0)
            row = self._alias(edge.child)
            source = source.join(row, sa.and_(*self._same_key(edge, row, self._key_of(path.root, seeds))))
        else:
            keys = self.identities[path.root]
            row = self._alias(path.root)
            source = source.join(row, keys.is_in(row, seeds))
        for edge in edges:
            child = self._alias(edge.child)
            source = source.join(child, joined(edge, self.graph, row, child, self.dialect))
            row = child
        return person, row, source

    def _alias(self, table: str) -> sa.FromClause:
        return self.identities[table].table.alias()

    def _by_key(self, edge: Edge) -> bool:
        """Does the child hold its parent's key as it is, so that the parent need not be read?"""
        return set(edge.parent_columns) == set(self.identities[edge.parent].identity) and is_plain(
            edge, self.graph
        )

    def _key_of(self, table: str, seeds: sa.FromClause) -> dict[str, ColumnElement[Any]]:
        keys = self.identities[table]
        return dict(zip(keys.identity, keys.key(seeds), strict=True))

    def _same_key(
        self, edge: Edge, child: sa.FromClause, key: Mapping[str, ColumnElement[Any]]
    ) -> list[ColumnElement[bool]]:
        pairs = zip(edge.parent_columns, edge.child_columns, strict=True)
        tests = [child.c[c] == key[p] for p, c in pairs]
        return [*tests, compiled(edge.where, child)] if edge.where else tests

    def steps(self) -> tuple[Step, ...]:
        """The statements of an erasure, in order: tables that refer to others before those they refer to."""
        order = [table for group in deletion_order(self.graph) for table in group]
        found: list[Step] = []
        for table in [t for t in touched(self.graph) if t not in order] + order:
            if table in order:
                found += self._deletes(table)
            found += self._masks(table)
            for edge in self.graph.edges:
                if edge.child == table and edge.parent in self.graph.reached:
                    found += self._unlinks(edge)
        return tuple(found)

    def _deletes(self, name: str) -> list[Step]:
        table = self.identities[name].table
        return [
            Step(name, "erase", sa.delete(table).where(*self._falls(path, table)))
            for path in self._felling(name)
        ]

    def _felling(self, name: str) -> list[Path]:
        """The paths along which rows of this table may fall; the map may spare them all."""
        if name in self.graph.roots and self.graph.holding.tables[name].on_erasure.action in ("keep", "mask"):
            return []
        return [path for path in owned(self.graph, name) if not path.spares]

    def _masks(self, name: str) -> list[Step]:
        table, own = self.identities[name].table, self.graph.holding.tables[name].on_erasure.mask
        ways = [(Path(name), own)] if own and name in self.graph.roots else []
        ways += [(path, path.edges[-1].on_erasure.mask) for path in shown(self.graph, name) if path.edges]
        found = []
        for path, fields in sorted(ways, key=lambda pair: pair[0].link):
            if fields:
                wanted = masking.values(table, fields)
                changed = masking.differs(table, wanted)
                update = sa.update(table).values(wanted).where(self._is_at(path, table), changed)
                found.append(Step(name, "mask", update))
        return found

    def _unlinks(self, edge: Edge) -> list[Step]:
        """What takes the reference from rows that stay, once those that fall are gone."""
        if not self._may_stay(edge):
            return []
        table, columns = self.identities[edge.child].table, emptied(edge, self.graph)
        found = []
        for path in self._felling(edge.parent):
            test = self._refers_to_falling(edge, path, table)
            if columns:
                update = sa.update(table).values({c: sa.null() for c in columns}).where(*test)
                found.append(Step(edge.child, "unlink", update, edge))
            else:
                select = sa.select(_number(1)).select_from(table).where(*test).limit(1)
                found.append(Step(edge.child, "refuse", select, edge))
        return found

    def _may_stay(self, edge: Edge) -> bool:
        """Can a child row stay when its parent falls? Not when it has no owner but this one."""
        spared = any(path.spares for path in owned(self.graph, edge.child))
        return not edge.owns or spared or edge.child in self.graph.co_ownable

    def _refers_to_falling(self, edge: Edge, path: Path, row: sa.FromClause) -> list[ColumnElement[bool]]:
        if not path.edges and self._by_key(edge):
            return self._holds_seed(edge, row)
        parent = self._alias(edge.parent)
        falls = self._falls(path, parent)
        return [sa.exists().where(joined(edge, self.graph, parent, row, self.dialect), *falls)]

    def _falls(self, path: Path, row: sa.FromClause) -> list[ColumnElement[bool]]:
        """The row is at the path's end, nobody else owns it, and no link of the map spares it."""
        name = path.edges[-1].child if path.edges else path.root
        tests = [self._is_at(path, row)]
        if not path.insists and name in self.graph.co_ownable:
            tests += self._nobody_elses(name, row, path)
        return tests + [self._is_not_at(other, row) for other in owned(self.graph, name) if other.spares]

    def _is_at(self, path: Path, row: sa.FromClause) -> ColumnElement[bool]:
        """The row is reached along this path."""
        if not path.edges:
            return self.seeds[path.root].hold(self.identities[path.root].own(row))
        edge, before = path.edges[-1], Path(path.root, path.edges[:-1])
        if not before.edges and self._by_key(edge):
            return sa.and_(*self._holds_seed(edge, row))
        parent = self._alias(edge.parent)
        on = joined(edge, self.graph, parent, row, self.dialect)
        return sa.exists().where(on, self._is_at(before, parent))

    def _is_not_at(self, path: Path, row: sa.FromClause) -> ColumnElement[bool]:
        # A reference or a condition that is null reaches nobody.
        return ~sa.func.coalesce(self._is_at(path, row), sa.false())

    def _holds_seed(self, edge: Edge, row: sa.FromClause) -> list[ColumnElement[bool]]:
        held = dict(zip(edge.parent_columns, edge.child_columns, strict=True))
        columns = [row.c[held[c]] for c in self.identities[edge.parent].identity]
        test = self.seeds[edge.parent].hold(columns)
        return [test, compiled(edge.where, row)] if edge.where else [test]

    def _nobody_elses(self, name: str, row: sa.FromClause, path: Path) -> list[ColumnElement[bool]]:
        """No way up from the row leads to a person who was not asked for, but through one who was."""
        found = []
        for edge in self.graph.incoming(name):
            sole = bool(path.edges) and edge is path.edges[-1] and leads_to_one(edge, self.graph)
            if not (sole and edge.parent not in self.graph.co_ownable):
                found.append(~self._has_owner(edge, row))
        insisting = [self._is_at(p, row) for p in owned(self.graph, name) if p.insists]
        return [sa.or_(sa.and_(*found), *insisting)] if insisting else found

    def _has_owner(self, edge: Edge, row: sa.FromClause) -> ColumnElement[bool]:
        """Somebody who was not asked for owns this row along this edge."""
        parent = self._alias(edge.parent)
        on = joined(edge, self.graph, parent, row, self.dialect)
        return sa.exists().where(on, self._is_elses(edge.parent, parent))

    def _is_elses(self, name: str, row: sa.FromClause) -> ColumnElement[bool]:
        if name in self.graph.roots:
            return ~self.seeds[name].hold(self.identities[name].own(row))
        owners = [self._has_owner(edge, row) for edge in self.graph.incoming(name)]
        insisting = [self._is_not_at(p, row) for p in owned(self.graph, name) if p.insists]
        return sa.and_(sa.or_(sa.false(), *owners), *insisting)


def _is_key(row: sa.FromClause, key: Mapping[str, ColumnElement[Any]]) -> list[ColumnElement[bool]]:
    return [row.c[c] == k for c, k in key.items()]


def _number(value: int) -> sa.ColumnClause[int]:
    return sa.literal_column(str(value), sa.Integer())
