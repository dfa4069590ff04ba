"""Changes of one table alone: set-based, and done twice no more than done once."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.sql.elements import ColumnElement

from kept.controls.operation import Erase, Mask
from kept.datamap.condition import Value
from kept.words.error import Mismatch, Refused

from .look import chosen, column_of


def erase(connection: Connection, table: sa.Table, change: Erase) -> int:
    """Remove rows that nothing refers to but rows of the same table; how many.

    Raises Refused when the store holds on to a row, and changes nothing then.
    """
    try:
        return connection.execute(sa.delete(table).where(chosen(table, change.rows, connection))).rowcount
    except sa.exc.IntegrityError:
        # The driver's words may repeat the values of the row.
        raise Refused(
            f"the store would not let rows of `{table.key}` go: other rows refer to them",
            do=f"add the link that refers to `{table.key}` to the data map of `{change.store}`",
        ) from None


def mask(connection: Connection, table: sa.Table, change: Mask) -> int:
    """Set the fields of the rows where they differ; how many rows.

    Raises Mismatch when a field cannot take its value, and changes nothing then.
    """
    differs = []
    values: dict[str, ColumnElement[Any]] = {}
    for name, value in change.fields:
        column = column_of(table, name)
        if value is None and not column.nullable:
            raise Mismatch(
                f"`{table.key}.{name}` is to be masked by null and cannot be null",
                do=f"give a value to mask `{name}` with",
            )
        values[name] = _bound(column, value, connection)
        differs.append(_exact(column, connection).is_distinct_from(values[name]))
    if not differs:
        return 0
    update = sa.update(table).values(values).where(chosen(table, change.rows, connection), sa.or_(*differs))
    return connection.execute(update).rowcount


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
