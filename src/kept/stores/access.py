"""A person's rows, with what is somebody else's struck out by the store itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from kept.controls.seen import Row
from kept.datamap.graph import Edge, Graph

from .dialect import FETCHED
from .keys import ROLES, Identity, Keys

NAMES = {number: name for name, number in ROLES.items() if name != "owns"}


def rows(connection: Connection, graph: Graph, keys: dict[str, Keys]) -> Iterator[Row]:
    """Every reached row, table by table, ordered by person; streamed, never all in memory."""
    for name, k in keys.items():
        if any(e.child == name for e in graph.edges) or name in graph.roots:
            yield from _table(connection, graph, name, k)


def _table(connection: Connection, graph: Graph, name: str, keys: Keys) -> Iterator[Row]:
    select = summarised(graph, name, keys, keys.reached)
    columns, hidden = tuple(c.name for c in keys.table.columns), struck(graph, name, keys)
    result = connection.execute(select, execution_options={"yield_per": FETCHED})
    for batch in result.partitions():
        yield from told(name, columns, tuple(hidden), batch)


def told(
    name: str, columns: tuple[str, ...], hidden: tuple[str, ...], batch: Iterable[Sequence[Any]]
) -> Iterator[Row]:
    """What a summarised select answers, as rows."""
    first = 2 + len(hidden)
    for person, role, *rest in batch:
        redacted = tuple(c for c, flag in zip(hidden, rest, strict=False) if flag)
        yield Row(person, name, NAMES[role], columns, tuple(rest[first - 2 :]), redacted)


def summarised(graph: Graph, name: str, keys: Identity, reached: sa.FromClause) -> sa.Select[Any]:
    """Each reached row once a person: person, role, a flag for each column that may be struck out, columns.

    The most revealing path wins: a field is struck out only when every path to the row strikes it.
    """
    columns = tuple(c.name for c in keys.table.columns)
    hidden = struck(graph, name, keys)
    flags = [
        sa.func.min(
            sa.case((sa.or_(*(reached.c.link == _written(e) for e in links)), _written(1)), else_=_written(0))
        ).label(f"struck{n}")
        for n, links in enumerate(hidden.values())
    ]
    summary = (
        sa.select(reached.c.person, sa.func.min(reached.c.role).label("role"), *keys.key(reached), *flags)
        .group_by(reached.c.person, *keys.key(reached))
        .subquery()
    )
    flag = {c: summary.c[f"struck{n}"] for n, c in enumerate(hidden)}
    shown = [
        sa.case((flag[c] == _written(1), None), else_=keys.table.c[c]) if c in flag else keys.table.c[c]
        for c in columns
    ]
    return (
        sa.select(
            summary.c.person, summary.c.role, *flag.values(), *(s.label(f"c{n}") for n, s in enumerate(shown))
        )
        .select_from(summary.join(keys.table, keys.is_in(keys.table, summary)))
        .order_by(summary.c.person)
    )


def _written(value: int) -> sa.ColumnClause[int]:
    # Bound, each would be sent and looked at by itself.
    return sa.literal_column(str(value), sa.Integer())


def struck(graph: Graph, table: str, keys: Identity) -> dict[str, tuple[int, ...]]:
    """The columns that are struck out along some links, and along which.

    A row that only mentions the person is its owner's: all but its key and the mention is struck out
    (GDPR Art. 15(4)).
    """
    found: dict[str, tuple[int, ...]] = {}
    for column in keys.table.columns:
        links = tuple(e.number for e in graph.edges if e.child == table and _strikes(e, column.name, keys))
        if links:
            found[column.name] = links
    return found


def _strikes(edge: Edge, column: str, keys: Identity) -> bool:
    mention = not edge.owns and column not in edge.child_columns and column not in keys.identity
    return mention or column in edge.redact
