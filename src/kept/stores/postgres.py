"""PostgreSQL through psycopg 3."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlalchemy.sql.elements import ColumnElement

from .dialect import Dialect


class Postgres(Dialect):
    """PostgreSQL 13 or newer."""

    name = "postgresql"

    def engine(self, url: sa.URL) -> Engine:
        return sa.create_engine(url.set(drivername="postgresql+psycopg"), pool_size=1, max_overflow=1)

    def fold(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return sa.func.lower(value)

    def create_keys(self, name: str, select: str, index: Sequence[str]) -> Sequence[str]:
        columns = ", ".join(index)
        return (
            f"CREATE TEMPORARY TABLE {name} AS {select}",
            f"CREATE INDEX ON {name} ({columns})",
        )

    def relax(self, connection: Connection) -> None:
        connection.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")
