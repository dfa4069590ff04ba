"""Key tables: which rows of each table are reached, co-owned, to be deleted; temporary, set by set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.sql.elements import ColumnElement

from kept.datamap.condition import Compare, Condition, Every, IsNull, Not, OneOf, Some
from kept.datamap.graph import Edge, Graph

from .dialect import Dialect

SEED = -1
"""The number of the link by which a person's own row is reached: none."""
ROLES = {"owner": 0, "owns": 0, "shared": 1, "mentioned": 2}


@dataclass(frozen=True)
class Identity:
    """The columns that tell a table's rows apart; sets of keys have them as `k0`, `k1`, ..."""

    table: sa.Table
    identity: tuple[str, ...]

    def key(self, keys: sa.FromClause) -> list[ColumnElement[Any]]:
        """The identity columns of one of the key tables."""
        return [keys.c[f"k{n}"] for n in range(len(self.identity))]

    def own(self, table: sa.FromClause) -> list[ColumnElement[Any]]:
        """The identity columns of the table itself (or an alias of it)."""
        return [table.c[c] for c in self.identity]

    def is_in(self, table: sa.FromClause, keys: sa.FromClause) -> ColumnElement[bool]:
        """The join of the table's rows with their keys."""
        return sa.and_(
            *(
                c.is_not_distinct_from(k) if self.table.c[name].nullable else c == k
                for name, c, k in zip(self.identity, self.own(table), self.key(keys), strict=True)
            )
        )

    def known(self, keys: sa.FromClause, row: list[ColumnElement[Any]]) -> sa.Exists:
        """Does this row's key stand in `keys`?"""
        inner = keys.alias()
        return sa.exists().where(
            *(
                k.is_not_distinct_from(c) if self.table.c[name].nullable else k == c
                for name, c, k in zip(self.identity, row, self.key(inner), strict=True)
            )
        )


@dataclass(frozen=True)
class Keys(Identity):
    """One table's key tables.

    `reached` adds person (ordinal), role (see ROLES) and link (edge number, or SEED); `strangers`
    are rows outside that own reached ones; `others` are reached or strange rows that somebody else
    owns; `doomed` are rows to be deleted; `loose` are rows whose reference is to be taken away.
    """

    reached: sa.TableClause
    strangers: sa.TableClause
    others: sa.TableClause
    doomed: sa.TableClause
    loose: sa.TableClause


Kind = Literal["reached", "strangers", "others", "doomed", "loose"]
KINDS: tuple[Kind, ...] = get_args(Kind)


def make_keys(
    connection: Connection,
    graph: Graph,
    tables: dict[str, sa.Table],
    dialect: Dialect,
    *,
    erasing: bool = True,
) -> dict[str, Keys]:
    """Empty key tables for every table that the graph touches, of the kinds that will be filled."""
    wanted = [*graph.reached]
    for edge in graph.edges:
        wanted += [t for t in (edge.parent, edge.child) if t not in wanted]
    marked = marked_tables(graph)
    made = {}
    for n, name in enumerate(wanted):
        made[name] = _named(n, tables[name], graph.identity(name))
        kinds = KINDS if name in marked else ("reached", "doomed", "loose")
        for kind in kinds if erasing else KINDS[:1]:
            _make(connection, getattr(made[name], kind), made[name], dialect)
    return made


def marked_tables(graph: Graph) -> frozenset[str]:
    """Where other owners are looked for: tables of rows that may have several, and all tables above these."""
    edges = [e for e in graph.edges if e.owns]
    found = set(graph.co_ownable)
    while new := {e.parent for e in edges if e.child in found} - found:
        found |= new
    return frozenset(found)


def _named(number: int, table: sa.Table, identity: tuple[str, ...]) -> Keys:
    own = [f"k{n}" for n in range(len(identity))]
    made = {
        kind: sa.table(f"kept_{kind}_{number}", *(sa.column(c) for c in (*extra, *own)))
        for kind, extra in ((k, ("person", "role", "link") if k == "reached" else ()) for k in KINDS)
    }
    return Keys(table, identity, **made)


def _make(connection: Connection, made: sa.TableClause, keys: Keys, dialect: Dialect) -> None:
    zero: sa.ColumnClause[int] = sa.literal_column("0", sa.Integer())
    own = {f"k{n}": column for n, column in enumerate(keys.own(keys.table))}
    select = sa.select(*(own.get(c.name, zero).label(c.name) for c in made.c)).where(zero != zero)
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {made.name}")
    text = str(select.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True}))
    for statement in dialect.create_keys(made.name, text, list(own)):
        connection.exec_driver_sql(statement.replace("%", "%%"))


def drop_keys(connection: Connection, keys: dict[str, Keys]) -> None:
    """Take the key tables away again."""
    for k in keys.values():
        for made in (k.reached, k.strangers, k.others, k.doomed, k.loose):
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {made.name}")


def joined(
    edge: Edge, graph: Graph, parent: sa.FromClause, child: sa.FromClause, dialect: Dialect
) -> ColumnElement[bool]:
    """Parent and child rows that this edge connects, its condition included."""
    pairs = zip(edge.parent_columns, edge.child_columns, strict=True)
    tests = [_equal(edge, graph, p, c, parent, child, dialect) for p, c in pairs]
    if edge.where:
        tests.append(compiled(edge.where, parent if edge.role == "owns" else child))
    return sa.and_(*tests)


def is_plain(edge: Edge, graph: Graph) -> bool:
    """Are the two sides compared as they are, neither cast nor folded?"""
    parent, child = graph.schema.tables[edge.parent].columns, graph.schema.tables[edge.child].columns
    folded = set(graph.holding.tables[edge.parent].identifiers.values())
    return all(
        parent[p].family == child[c].family and not (parent[p].family == "text" and p in folded)
        for p, c in zip(edge.parent_columns, edge.child_columns, strict=True)
    )


def _equal(
    edge: Edge, graph: Graph, p: str, c: str, parent: sa.FromClause, child: sa.FromClause, dialect: Dialect
) -> ColumnElement[bool]:
    one = graph.schema.tables[edge.parent].columns[p].family
    two = graph.schema.tables[edge.child].columns[c].family
    left, right = parent.c[p], child.c[c]
    if one != two:
        return sa.cast(left, sa.String()) == sa.cast(right, sa.String())
    if one == "text" and p in graph.holding.tables[edge.parent].identifiers.values():
        # An e-mail address names the same person however it is capitalised.
        return dialect.fold(left) == dialect.fold(right)
    return dialect.equal_text(left, right) if one == "text" else left == right


def compiled(condition: Condition, table: sa.FromClause) -> ColumnElement[bool]:
    """A condition of the map as an expression; its literals are bound."""
    match condition:
        case Compare(column, operator, value):
            return sa.type_coerce(table.c[column].op(operator, is_comparison=True)(value), sa.Boolean())
        case OneOf(column, values):
            return table.c[column].in_(values)
        case IsNull(column):
            return table.c[column].is_(None)
        case Not(part):
            return sa.not_(compiled(part, table))
        case Every(parts):
            return sa.and_(*(compiled(p, table) for p in parts))
        case Some(parts):
            return sa.or_(*(compiled(p, table) for p in parts))
