"""PostgreSQL through psycopg 3."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlalchemy.sql.elements import ColumnElement

from .dialect import FETCHED, Answer, Dialect, Forms


class Postgres(Dialect):
    """PostgreSQL 13 or newer."""

    name = "postgresql"
    straight = True

    def engine(self, url: sa.URL) -> Engine:
        return sa.create_engine(url.set(drivername="postgresql+psycopg"), pool_size=1, max_overflow=1)

    def fold(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return sa.func.lower(value)

    def indexed_fold(self, column: str) -> str:
        return f"lower({column})"

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

    def stream(
        self, connection: Connection, text: str, values: Mapping[str, object]
    ) -> Iterator[tuple[Any, ...]]:
        """Rows as the driver gives them, a thousand in memory at a time, in one round trip."""
        driver: Any = connection.dialect.dbapi
        size = FETCHED if driver.capabilities.has_stream_chunked() else 1
        with _told(driver), _raw(connection).cursor() as cursor:
            yield from cursor.stream(text, values, size=size)

    def together(
        self, connection: Connection, statements: Sequence[tuple[str, Mapping[str, object]]]
    ) -> Sequence[Answer]:
        """In one round trip; statements that come often are prepared, as for any other."""
        driver: Any = connection.dialect.dbapi
        raw = _raw(connection)
        cursors = [raw.cursor() for _ in statements]
        with _told(driver), raw.pipeline() if driver.capabilities.has_pipeline() else nullcontext():
            for cursor, (text, values) in zip(cursors, statements, strict=True):
                cursor.execute(text, values)
        return [Answer(c.fetchall() if c.description else (), c.rowcount) for c in cursors]

    def relax(self, connection: Connection) -> None:
        connection.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")


def _raw(connection: Connection) -> Any:
    return connection.connection.driver_connection


@contextmanager
def _told(driver: Any) -> Iterator[None]:
    """The driver's errors as the toolkit's own."""
    try:
        yield
    except driver.Error as error:
        raise sa.exc.DBAPIError.instance(None, None, error, driver.Error) from None


def _form(column: sa.Column[Any]) -> sa.types.TypeEngine[Any]:
    if isinstance(column.type, sa.Integer):
        return sa.BigInteger()  # as a number of any size it would find no index
    return sa.Numeric() if isinstance(column.type, sa.Numeric) else sa.Text()


def unnested(name: str, columns: Mapping[str, sa.types.TypeEngine[Any]]) -> sa.FromClause:
    """Arrays as rows; each column `c` is bound as `name_c`. The planner sees how many rows there are."""
    arrays = [sa.bindparam(f"{name}_{c}", [], type_=sa.ARRAY(kind)) for c, kind in columns.items()]
    rows = sa.func.unnest(*arrays).table_valued(*(sa.column(c, kind) for c, kind in columns.items()))
    return rows.render_derived()
