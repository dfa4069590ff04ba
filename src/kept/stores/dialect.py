"""What the three databases do differently, as far as kept needs it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlalchemy.sql.elements import ColumnElement

Keyed = Sequence[tuple[ColumnElement[Any], ColumnElement[Any]]]


class Dialect(ABC):
    """One kind of database."""

    name: ClassVar[str]

    @abstractmethod
    def engine(self, url: sa.URL) -> Engine:
        """A fresh engine for this address, with the settings that erasure relies on."""

    @abstractmethod
    def fold(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        """The text without its case, compared code point by code point."""

    @abstractmethod
    def create_keys(self, name: str, select: str, index: Sequence[str]) -> Sequence[str]:
        """Statements that make a temporary table from this SELECT, with an index where that can be."""

    @abstractmethod
    def relax(self, connection: Connection) -> None:
        """Let references be checked at the end of the transaction, where the database can."""

    def restore(self, connection: Connection) -> None:
        """Undo `relax`, for a connection that is used again."""
        return None

    def equal_text(self, left: ColumnElement[Any], right: ColumnElement[Any]) -> ColumnElement[bool]:
        """Equality of two text columns that one declares as a reference to the other."""
        return left == right

    def analyze(self, connection: Connection, name: str) -> None:
        """Tell the planner how many keys there are; without it, it guesses and scans."""
        connection.exec_driver_sql(f"ANALYZE {name}")

    def chosen(self, table: sa.Table, keys: sa.FromClause, pairs: Keyed) -> ColumnElement[bool]:
        """The rows of `table` whose key stands in `keys`, in the form this planner is quick with."""
        if any(table.c[c.name].nullable for c, _ in pairs):
            return sa.exists().where(*(c.is_not_distinct_from(k) for c, k in pairs))
        wanted = sa.select(*(k for _, k in pairs)).select_from(keys)
        columns = [c for c, _ in pairs]
        return columns[0].in_(wanted) if len(columns) == 1 else sa.tuple_(*columns).in_(wanted)
