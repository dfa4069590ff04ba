"""People's own rows as statements are given them: one by its values, some as arrays, many in a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.sql.elements import ColumnElement

from .keys import Identity
from .postgres import unnested


@dataclass(frozen=True, slots=True)
class Written:
    """A statement in the driver's words, with the values it brings along."""

    text: str
    values: Mapping[str, object]


class Alone:
    """One seed, its values bound anew for each call: statements are planned as if written for it."""

    def __init__(self, name: str, keys: Identity) -> None:
        self.name = name
        self.kinds = _kinds(keys)

    def rows(self) -> sa.FromClause:
        """The values as a row."""
        return sa.select(*(self._bind(c).label(c) for c in self.kinds)).subquery()

    def hold(self, columns: Sequence[ColumnElement[Any]]) -> ColumnElement[bool]:
        """Is this its key?"""
        return sa.and_(*(c == self._bind(f"k{n}") for n, c in enumerate(columns)))

    def bound(self, rows: Sequence[Sequence[Any]]) -> dict[str, object]:
        """What the statements are to be run with."""
        (row,) = rows
        return {f"{self.name}_{c}": value for c, value in zip(self.kinds, row, strict=True)}

    def _bind(self, column: str) -> sa.BindParameter[Any]:
        return sa.bindparam(f"{self.name}_{column}", None, type_=self.kinds[column])


class Sent:
    """Seeds as arrays, one a column, that are bound anew for each call."""

    def __init__(self, name: str, keys: Identity) -> None:
        self.name = name
        self.kinds = _kinds(keys)

    def rows(self) -> sa.FromClause:
        """The arrays as rows."""
        return unnested(self.name, self.kinds)

    def hold(self, columns: Sequence[ColumnElement[Any]]) -> ColumnElement[bool]:
        """Is this key among them? One column is compared with its array: an index serves that in any test."""
        if len(columns) > 1:
            return _stands_in(self.rows(), columns)
        array: sa.BindParameter[Any] = sa.bindparam(f"{self.name}_k0", [], type_=sa.ARRAY(self.kinds["k0"]))
        return columns[0] == sa.any_(array)

    def bound(self, rows: Sequence[Sequence[Any]]) -> dict[str, object]:
        """What the statements are to be run with."""
        return {f"{self.name}_{c}": [row[n] for row in rows] for n, c in enumerate(self.kinds)}


class Stored:
    """Seeds in a temporary table that lives as long as the transaction."""

    def __init__(self, name: str, keys: Identity) -> None:
        self.keys = keys
        self.names = [f"k{n}" for n in range(len(keys.identity))]
        self.table = sa.table(name, sa.column("person"), *(sa.column(k) for k in self.names))

    def rows(self) -> sa.FromClause:
        """The table, by a name of its own."""
        return self.table.alias()

    def hold(self, columns: Sequence[ColumnElement[Any]]) -> ColumnElement[bool]:
        """Is this key among them?"""
        return _stands_in(self.rows(), columns)

    def fill(self, connection: Connection, found: Written | None, values: Mapping[str, object]) -> None:
        """Make the table, with what the select finds where there is one."""
        name = self.table.name
        own = [c.label(k) for k, c in zip(self.names, self.keys.own(self.keys.table), strict=True)]
        shape = written(sa.select(sa.literal_column("0").label("person"), *own), connection)
        connection.exec_driver_sql(
            f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {shape.text} WITH NO DATA"
        )
        if found:
            connection.exec_driver_sql(f"INSERT INTO {name} {found.text}", {**found.values, **values})
        connection.exec_driver_sql(f"CREATE INDEX ON {name} ({', '.join(self.names)})")
        connection.exec_driver_sql(f"ANALYZE {name}")


def _kinds(keys: Identity) -> dict[str, sa.types.TypeEngine[Any]]:
    return {"person": sa.Integer()} | {f"k{n}": keys.table.c[c].type for n, c in enumerate(keys.identity)}


def _stands_in(rows: sa.FromClause, columns: Sequence[ColumnElement[Any]]) -> ColumnElement[bool]:
    return sa.exists().where(*(rows.c[f"k{n}"] == c for n, c in enumerate(columns)))


def written(statement: sa.sql.expression.ClauseElement, connection: Connection) -> Written:
    """The statement as the driver takes it."""
    compiled = statement.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    return Written(str(compiled), dict(compiled.params))
