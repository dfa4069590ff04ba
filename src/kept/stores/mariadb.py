"""MariaDB and MySQL through PyMySQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlalchemy.sql.elements import ColumnElement

from .dialect import Dialect, Keyed


class MariaDB(Dialect):
    """MariaDB 10.6 or newer."""

    name = "mysql"

    def engine(self, url: sa.URL) -> Engine:
        address = url.set(drivername="mysql+pymysql").update_query_dict({"charset": "utf8mb4"})
        return sa.create_engine(address, pool_size=1, max_overflow=1)

    def fold(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        # The usual collations also take `å` for `a`: a stranger's address would be found.
        return sa.collate(sa.func.lower(sa.cast(value, sa.String())), "utf8mb4_bin")

    def equal_text(self, left: ColumnElement[Any], right: ColumnElement[Any]) -> ColumnElement[bool]:
        # The first test uses the index, the second refuses what only the collation thinks equal.
        return sa.and_(left == right, self.fold(left) == self.fold(right))

    def create_keys(self, name: str, select: str, index: Sequence[str]) -> Sequence[str]:
        return (f"CREATE TEMPORARY TABLE {name} AS {select}",)

    def relax(self, connection: Connection) -> None:
        # InnoDB checks row by row and defers nothing; the looks for orphans afterwards stand in for it.
        connection.exec_driver_sql("SET SESSION foreign_key_checks = 0")

    def restore(self, connection: Connection) -> None:
        connection.exec_driver_sql("SET SESSION foreign_key_checks = 1")

    def chosen(self, table: sa.Table, keys: sa.FromClause, pairs: Keyed) -> ColumnElement[bool]:
        # `IN (subquery)` makes InnoDB scan the table; the joined form looks each key up.
        return sa.and_(*(c.is_not_distinct_from(k) if c.nullable else c == k for c, k in _columns(pairs)))

    def analyze(self, connection: Connection, name: str) -> None:
        return None


def _columns(pairs: Keyed) -> list[tuple[sa.Column[Any], ColumnElement[Any]]]:
    return [(c, k) for c, k in pairs if isinstance(c, sa.Column)]
