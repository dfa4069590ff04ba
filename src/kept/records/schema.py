"""What the tables of this room share: one schema, and moments that are always UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Dialect
from sqlalchemy.dialects import postgresql, sqlite

from kept.words.error import Misuse, Tampered

SCHEMA = sa.MetaData()
"""Every table of kept's own; each file of this room adds its own."""


Count = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""A whole number that only grows; SQLite counts rows only in a column called INTEGER."""


class Moment(sa.TypeDecorator[datetime]):
    """A moment, written and read as UTC whatever the database. Raises Misuse for one without a zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment as it is written."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise Misuse("a moment without a zone cannot be recorded", do="give a time in UTC")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment as it is read; SQLite gives it back without its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Blob(sa.TypeDecorator[bytes]):
    """Bytes. Raises Tampered when something else is found: SQLite lets text stand in a column of bytes."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_result_value(self, value: object, dialect: Dialect) -> bytes | None:
        """The bytes as they were written."""
        if value is None or isinstance(value, bytes):
            return value
        raise Tampered("kept's own records hold text where bytes belong", do="restore them from a backup")


def insert_absent(connection: Connection, table: sa.Table, **values: Any) -> bool:
    """Insert the row unless one with the same key is there; was it inserted?"""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    absent = insert(table).values(**values).on_conflict_do_nothing()
    return connection.execute(absent.returning(sa.literal(True))).first() is not None
