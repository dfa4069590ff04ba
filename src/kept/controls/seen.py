"""What a store answers: rows, counts, and what the looks after an erasure found. Plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kept.words.error import Mismatch


@dataclass(frozen=True, slots=True)
class Seen:
    """How many rows are such, and the oldest moment among them (UTC).

    `unread` are rows whose text is no moment in UTC (another offset, no ISO 8601): they are not
    among `rows`, and nothing is known of their age.
    """

    rows: int
    oldest: datetime | None
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One row for one person: how it is theirs (`owner`, `shared`, `mentioned`), and what was struck out."""

    person: int
    table: str
    role: str
    columns: tuple[str, ...]
    values: tuple[Any, ...]
    redacted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """How many rows of a table were erased, masked or unlinked."""

    table: str
    act: str
    rows: int


@dataclass(frozen=True, slots=True)
class About:
    """Rows of a table that still are one of the people, by the columns that were compared."""

    table: str
    columns: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Orphans:
    """Rows of `holder` whose reference along an edge leads to no row."""

    number: int
    holder: str
    columns: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Residue:
    """Rows whose text holds an identifier; of the identifiers, how many were searched for and how many not.

    Where `searched` is 0, nothing is known of the column.
    """

    table: str
    column: str
    rows: int
    searched: int
    unsearched: int


@dataclass(frozen=True, slots=True)
class Unindexed:
    """Columns of a table (or `lower(column)`) that rows are looked up by and no index starts with."""

    table: str
    columns: tuple[str, ...]


def compare(before: Sequence[Orphans], after: Sequence[Orphans]) -> tuple[Orphans, ...]:
    """The edges, as they are now, that have more orphans than before.

    Raises Mismatch when the two looks are not of the same edges: what was not looked at is not well.
    """
    was = {o.number: o for o in before}
    if {(o.number, o.holder, o.columns) for o in before} != {(o.number, o.holder, o.columns) for o in after}:
        raise Mismatch(
            "the looks for orphans before and after are not of the same links",
            do="look both times with the same data map",
        )
    return tuple(o for o in after if o.rows > was[o.number].rows)
