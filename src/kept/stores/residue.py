"""The looks that prove an erasure: who is still there, what leads nowhere, whose name still stands in a text.

They share no closure with the code that erases: each scans the tables anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.sql.elements import ColumnElement

from kept.controls.operation import Person
from kept.controls.seen import About, Orphans, Residue
from kept.datamap.graph import Edge, Graph

from .dialect import Dialect
from .keys import compiled, joined
from .look import column_of
from .seeds import forms, number

SHORTEST = 4
"""Letters an identifier needs to be searched for in texts: shorter ones stand in every other word."""


def about(
    connection: Connection,
    graph: Graph,
    people: Sequence[Person],
    tables: Mapping[str, sa.Table],
    dialect: Dialect,
) -> tuple[About, ...]:
    """Rows still about these people, one statement a table of people."""
    found = []
    for name in graph.roots:
        tests: dict[str, ColumnElement[bool]] = {}
        for identifier, column in graph.holding.tables[name].identifiers.items():
            values = sorted(
                {v for p in people for key, v in p.identifiers if graph.is_asked(key, name, identifier)}
            )
            if values:
                live = column_of(tables[name], column)
                family = graph.schema.tables[name].columns[column].family
                tests[column] = _names(live, values, family, dialect)
        select = (
            sa.select(sa.func.count()).select_from(tables[name]).where(sa.or_(sa.false(), *tests.values()))
        )
        found.append(About(name, tuple(tests), connection.execute(select).scalar_one()))
    return tuple(found)


def _names(
    column: sa.Column[Any], values: Sequence[str], family: str, dialect: Dialect
) -> ColumnElement[bool]:
    if family == "number":
        return column.in_([n for v in values for n in number(v)])
    text = column if family == "text" else sa.cast(column, sa.String())
    return dialect.fold(text).in_(sorted({form for v in values for form in forms(v)}))


def orphans(
    connection: Connection, graph: Graph, tables: Mapping[str, sa.Table], dialect: Dialect
) -> tuple[Orphans, ...]:
    """Every edge with the rows whose reference leads nowhere (none is also said), one statement an edge."""
    found = []
    for edge in graph.edges:
        rows = connection.execute(_lost(edge, graph, tables, dialect)).scalar_one()
        found.append(Orphans(edge.number, edge.holder, edge.holder_columns, rows))
    return tuple(found)


def _lost(edge: Edge, graph: Graph, tables: Mapping[str, sa.Table], dialect: Dialect) -> sa.Select[Any]:
    for side, columns in ((edge.holder, edge.holder_columns), (edge.held, edge.held_columns)):
        for column in columns:
            column_of(tables[side], column)
    holder, held = tables[edge.holder].alias(), tables[edge.held].alias()
    parent, child = (holder, held) if edge.role == "owns" else (held, holder)
    leads = sa.exists().select_from(held).where(joined(edge, graph, parent, child, dialect)).correlate(holder)
    tests: list[ColumnElement[bool]] = [holder.c[c].is_not(None) for c in edge.holder_columns]
    if edge.where:
        tests.append(compiled(edge.where, holder))
    return sa.select(sa.func.count()).select_from(holder).where(*tests, ~leads)


def residue(
    connection: Connection,
    graph: Graph,
    identifiers: Sequence[str],
    tables: Mapping[str, sa.Table],
    dialect: Dialect,
) -> tuple[Residue, ...]:
    """Every column of free text with its rows that hold an identifier, one statement a column."""
    searched = sorted({i for i in identifiers if len(i.strip()) >= SHORTEST})
    unsearched = len(set(identifiers)) - len(searched)
    found = []
    for name, column in _texts(graph):
        live = column_of(tables[name], column)
        rows = 0
        if searched:
            test = _holds(live, searched, dialect)
            rows = connection.execute(
                sa.select(sa.func.count()).select_from(tables[name]).where(test)
            ).scalar_one()
        found.append(Residue(name, column, rows, len(searched), unsearched))
    return tuple(found)


def _texts(graph: Graph) -> Iterator[tuple[str, str]]:
    for table in graph.holding.tables.values():
        for column, field in table.fields.items():
            if field.free_text:
                yield table.name, column


def _holds(column: sa.Column[Any], identifiers: Sequence[str], dialect: Dialect) -> ColumnElement[bool]:
    text = dialect.fold(column if isinstance(column.type, sa.String) else sa.cast(column, sa.String()))
    wanted = sorted({form for i in identifiers for form in forms(i.strip())})
    tests = [text.contains(form, autoescape=True) for form in wanted]
    # In cases of 50: SQLite refuses expressions more than 1000 deep and counts every `or` as one.
    groups = [sa.case((sa.or_(*tests[n : n + 50]), 1), else_=0) == 1 for n in range(0, len(tests), 50)]
    return sa.or_(*groups)
