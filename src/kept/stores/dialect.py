"""What the three databases do differently, as far as kept needs it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlalchemy.sql.elements import ColumnElement

Keyed = Sequence[tuple[ColumnElement[Any], ColumnElement[Any]]]
Forms: TypeAlias = Sequence[tuple[int, str | int]]
"""Identifiers as they are compared, each with the number of the person it stands for."""
FETCHED = 1000
"""Rows fetched at a time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a statement answered: its rows, and how many it touched."""

    rows: Sequence[tuple[Any, ...]]
    touched: int


class Dialect(ABC):
    """One kind of database."""

    name: ClassVar[str]
    straight: ClassVar[bool] = False
    """Does its planner join as well from a subquery as from a table of keys?"""

    @abstractmethod
    def engine(self, url: sa.URL) -> Engine:
        """A fresh engine for this address, with the settings that erasure relies on."""

    @abstractmethod
    def fold(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        """The text without its case, compared code point by code point."""

    def indexed_fold(self, column: str) -> str:
        """What an index has to be on to serve a comparison of `fold`; empty where none can."""
        return ""

    @abstractmethod
    def create_keys(self, name: str, select: str, index: Sequence[str]) -> Sequence[str]:
        """Statements that make a temporary table from this SELECT, with an index where that can be."""

    @abstractmethod
    def asked(self, number: int, column: sa.Column[Any]) -> sa.FromClause:
        """What to compare this column with, as rows of `person` and `form`; `load` says what they are."""

    @abstractmethod
    def load(
        self, connection: Connection, number: int, column: sa.Column[Any], forms: Forms
    ) -> Mapping[str, object]:
        """Give `asked` its rows; what a statement that reads them is to be run with."""

    def unload(self, connection: Connection, number: int) -> None:
        """Forget the rows of `asked`: they are identifiers."""
        return None

    def stream(
        self, connection: Connection, text: str, values: Mapping[str, object]
    ) -> Iterator[tuple[Any, ...]]:
        """Rows of a statement in the driver's words, few of them in memory at a time."""
        raise NotImplementedError

    def together(
        self, connection: Connection, statements: Sequence[tuple[str, Mapping[str, object]]]
    ) -> Sequence[Answer]:
        """The answers of statements in the driver's words, sent in one go; after a failure none is run."""
        raise NotImplementedError

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
