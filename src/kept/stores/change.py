"""Carrying out one Change: set-based, and done twice no more than done once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.sql.elements import ColumnElement

from kept.controls.operation import Erase, Mask
from kept.datamap.condition import Value
from kept.words.error import Mismatch, Refused

from .look import chosen, column_of


def apply(connection: Connection, table: sa.Table, change: Erase | Mask, told: Collection[str] = ()) -> int:
    """How many rows were changed. `told` are the tables whose references the caller has seen to.

    Raises Mismatch when another table refers to one to be erased from, Refused when the store holds
    on to a row, and in both cases changes nothing that the transaction does not take back.
    """
    if isinstance(change, Erase):
        return _erase(connection, table, change, told)
    return _mask(connection, table, change)


def _erase(connection: Connection, table: sa.Table, change: Erase, told: Collection[str]) -> int:
    for name in referring(table):
        if name not in told:
            raise Mismatch(
                f"rows of `{name}` refer to rows of `{table.name}`, and nothing says what becomes of them",
                do=f"add a link from `{name}` to `{table.name}` to the data map of `{change.store}`",
            )
    try:
        return connection.execute(sa.delete(table).where(chosen(table, change.rows, connection))).rowcount
    except sa.exc.IntegrityError:
        # The driver's words may repeat the values of the row.
        raise Refused(
            f"the store would not let rows of `{table.name}` go: other rows refer to them",
            do="erase or unlink the rows that refer to them first",
        ) from None


def _mask(connection: Connection, table: sa.Table, change: Mask) -> int:
    differs = []
    values: dict[str, ColumnElement[Any]] = {}
    for name, value in change.fields:
        column = column_of(table, name)
        if value is None and not column.nullable:
            raise Mismatch(
                f"`{table.name}.{name}` is to be masked by null and cannot be null",
                do=f"give a value to mask `{name}` with",
            )
        values[name] = _bound(column, value, connection)
        differs.append(_exact(column, connection).is_distinct_from(values[name]))
    if not differs:
        return 0
    update = sa.update(table).values(values).where(chosen(table, change.rows, connection), sa.or_(*differs))
    return connection.execute(update).rowcount


def referring(table: sa.Table) -> tuple[str, ...]:
    """The other tables with a declared reference to this one."""
    return tuple(
        other.name
        for other in table.metadata.tables.values()
        if other is not table and any(f.referred_table is table for f in other.foreign_key_constraints)
    )


def _bound(column: sa.Column[Any], value: Value, connection: Connection) -> ColumnElement[Any]:
    if value is None:
        return sa.null()
    if isinstance(value, str) and connection.dialect.name == "sqlite":
        return sa.literal(value, sa.String())  # SQLite keeps dates as text
    return sa.literal(value, column.type)


def _exact(column: sa.Column[Any], connection: Connection) -> ColumnElement[Any]:
    """The column compared letter by letter: to MariaDB's usual collations `Å` is an `a` already."""
    if isinstance(column.type, sa.String) and connection.dialect.name == "mysql":
        return sa.collate(sa.cast(column, sa.String()), "utf8mb4_bin")
    return column
