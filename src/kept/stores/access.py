"""A person's rows, with what is somebody else's struck out by the store itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from kept.controls.seen import Row
from kept.datamap.graph import Graph

from .keys import ROLES, SEED, Keys

NAMES = {number: name for name, number in ROLES.items() if name != "owns"}


def rows(connection: Connection, graph: Graph, keys: dict[str, Keys]) -> Iterator[Row]:
    """Every reached row, table by table, ordered by person; streamed, never all in memory."""
    for name, k in keys.items():
        if any(e.child == name for e in graph.edges) or name in graph.roots:
            yield from _table(connection, graph, name, k)


def _table(connection: Connection, graph: Graph, name: str, keys: Keys) -> Iterator[Row]:
    columns = tuple(c.name for c in keys.table.columns)
    struck = {c: _struck(graph, name, c, keys) for c in columns}
    hidden = [c for c in columns if struck[c]]
    reached = keys.reached
    # The most revealing path wins: a field is struck out only when every path to the row strikes it.
    summary = (
        sa.select(
            reached.c.person,
            sa.func.min(reached.c.role).label("role"),
            *keys.key(reached),
            *(
                sa.func.min(sa.case((reached.c.link.in_(struck[c]), 1), else_=0)).label(f"struck{n}")
                for n, c in enumerate(hidden)
            ),
        )
        .group_by(reached.c.person, *keys.key(reached))
        .subquery()
    )
    shown = [
        sa.case((summary.c[f"struck{hidden.index(c)}"] == 1, None), else_=keys.table.c[c])
        if c in hidden
        else keys.table.c[c]
        for c in columns
    ]
    flags = [summary.c[f"struck{n}"] for n in range(len(hidden))]
    select = (
        sa.select(summary.c.person, summary.c.role, *flags, *(s.label(f"c{n}") for n, s in enumerate(shown)))
        .select_from(summary.join(keys.table, keys.is_in(keys.table, summary)))
        .order_by(summary.c.person)
    )
    result = connection.execute(select.execution_options(stream_results=True))
    for batch in result.partitions(1000):
        for person, role, *rest in batch:
            redacted = tuple(c for c, flag in zip(hidden, rest, strict=False) if flag)
            yield Row(person, name, NAMES[role], columns, tuple(rest[len(hidden) :]), redacted)


def _struck(graph: Graph, table: str, column: str, keys: Keys) -> Sequence[int]:
    """The links along which this column is struck out.

    A row that only mentions the person is its owner's: all but its key and the mention is struck out
    (GDPR Art. 15(4)).
    """
    found = []
    for edge in graph.edges:
        if edge.child != table:
            continue
        mention = not edge.owns and column not in edge.child_columns and column not in keys.identity
        if mention or column in edge.redact:
            found.append(edge.number)
    return [n for n in found if n != SEED]
