"""MariaDB and MySQL through PyMySQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlalchemy.sql.elements import ColumnElement

from .dialect import Dialect, Forms, Keyed


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

    def asked(self, number: int, column: sa.Column[Any]) -> sa.TableClause:
        return sa.table(
            f"kept_asked_{number}", sa.column("person", sa.Integer), sa.column("form", column.type)
        )

    def load(
        self, connection: Connection, number: int, column: sa.Column[Any], forms: Forms
    ) -> Mapping[str, object]:
        name = f"kept_asked_{number}"
        self.unload(connection, number)
        numbers = isinstance(column.type, sa.Integer | sa.Numeric)
        text = "TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, INDEX (form(191))"
        form = "DECIMAL(65), INDEX (form)" if numbers else text
        # Of a temporary table neither the making nor the dropping ends the transaction.
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {name} (person INTEGER, form {form})")
        rows = [{"person": person, "form": form} for person, form in forms]
        if rows:
            connection.execute(sa.insert(self.asked(number, column)), rows)
        return {}

    def unload(self, connection: Connection, number: int) -> None:
        connection.exec_driver_sql(f"DROP TEMPORARY TABLE IF EXISTS kept_asked_{number}")

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
