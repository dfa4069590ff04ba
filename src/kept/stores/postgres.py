"""PostgreSQL through psycopg 3."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlalchemy.sql.elements import ColumnElement

from .dialect import Dialect, Forms


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

    def asked(self, number: int, column: sa.Column[Any]) -> sa.FromClause:
        return unnested(f"asked{number}", {"person": sa.Integer(), "form": _form(column)})

    def load(
        self, connection: Connection, number: int, column: sa.Column[Any], forms: Forms
    ) -> Mapping[str, object]:
        if isinstance(column.type, sa.Integer):
            forms = [(p, form) for p, form in forms if abs(int(form)) < 2**63]
        return {
            f"asked{number}_person": [person for person, _ in forms],
            f"asked{number}_form": [form for _, form in forms],
        }

    def relax(self, connection: Connection) -> None:
        connection.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")


def _form(column: sa.Column[Any]) -> sa.types.TypeEngine[Any]:
    if isinstance(column.type, sa.Integer):
        return sa.BigInteger()  # as a number of any size it would find no index
    return sa.Numeric() if isinstance(column.type, sa.Numeric) else sa.Text()


def unnested(name: str, columns: Mapping[str, sa.types.TypeEngine[Any]]) -> sa.FromClause:
    """Arrays as rows; each column `c` is bound as `name_c`. The planner sees how many rows there are."""
    arrays = [sa.bindparam(f"{name}_{c}", type_=sa.ARRAY(kind)) for c, kind in columns.items()]
    rows = sa.func.unnest(*arrays).table_valued(*(sa.column(c, kind) for c, kind in columns.items()))
    return rows.render_derived()
