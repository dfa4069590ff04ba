"""Columns by which people's rows are looked up and that no index serves: each look reads the whole table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from kept.controls.seen import Unindexed
from kept.datamap.graph import Edge, Graph

from .dialect import Dialect


def unindexed(graph: Graph, tables: Mapping[str, sa.Table], dialect: Dialect) -> tuple[Unindexed, ...]:
    """The columns that hold references to people's rows, and those people are found by, without an index.

    What no index of this database can serve is left out: columns that are compared as another type, and
    where the database cannot index it, text that is compared without its case.
    """
    wanted = [*_references(graph, dialect), *_identifiers(graph, dialect)]
    return tuple(
        Unindexed(name, terms) for name, terms in dict.fromkeys(wanted) if not _serves(tables[name], terms)
    )


def _references(graph: Graph, dialect: Dialect) -> Iterator[tuple[str, tuple[str, ...]]]:
    for edge in graph.edges:
        terms = tuple(_compared(edge, graph, dialect))
        if edge.held in graph.reached and all(terms):
            yield edge.holder, terms


def _compared(edge: Edge, graph: Graph, dialect: Dialect) -> Iterator[str]:
    """What an index has to be on for each column that holds the reference; empty where none serves."""
    parent, child = graph.schema.tables[edge.parent].columns, graph.schema.tables[edge.child].columns
    folded = set(graph.holding.tables[edge.parent].identifiers.values())
    for p, c in zip(edge.parent_columns, edge.child_columns, strict=True):
        column = p if edge.role == "owns" else c
        if parent[p].family != child[c].family:
            yield ""
        else:
            yield dialect.indexed_fold(column) if p in folded and parent[p].family == "text" else column


def _identifiers(graph: Graph, dialect: Dialect) -> Iterator[tuple[str, tuple[str, ...]]]:
    for root in graph.roots:
        for column in graph.holding.tables[root].identifiers.values():
            family = graph.schema.tables[root].columns[column].family
            term = {"number": column, "text": dialect.indexed_fold(column), "other": ""}[family]
            if term:
                yield root, (term,)


def _serves(table: sa.Table, terms: tuple[str, ...]) -> bool:
    """Does an index of the whole table start with these, in whatever order?"""
    return any(set(index[: len(terms)]) == set(terms) for index in _indexes(table))


def _indexes(table: sa.Table) -> Iterator[list[str]]:
    yield [c.name for c in table.primary_key.columns]
    for made in table.constraints:
        if isinstance(made, sa.UniqueConstraint):
            yield [c.name for c in made.columns]
    for index in table.indexes:
        if not any(options.get("where") is not None for options in index.dialect_options.values()):
            yield [_term(expression) for expression in index.expressions]


def _term(expression: Any) -> str:
    if isinstance(expression, sa.Column):
        return expression.name
    # PostgreSQL writes `lower(email)` of a varchar as `lower((email)::text)`.
    return re.sub(r"\(\(?\"?(\w+)\"?\)?(::[a-z ]+)?\)", r"(\1)", str(expression))
