"""SQLite: foreign keys on, references checked at commit, Unicode folding by a function of ours."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event
from sqlalchemy.sql.elements import ColumnElement

from .dialect import Dialect, Forms


class SQLite(Dialect):
    """SQLite 3.35 or newer through the standard library."""

    name = "sqlite"

    def engine(self, url: sa.URL) -> Engine:
        engine = sa.create_engine(url)

        @event.listens_for(engine, "connect")
        def prepare(connection: Any, _record: object) -> None:
            # The driver's own transaction handling would commit before DDL; we begin by ourselves.
            connection.isolation_level = None
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA busy_timeout = 10000")
            # Key tables are small: keep them off the disk, and out of reach of a crash.
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.create_function("kept_fold", 1, _fold, deterministic=True)

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN")

        return engine

    def fold(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return sa.func.kept_fold(value, type_=sa.String())

    def create_keys(self, name: str, select: str, index: Sequence[str]) -> Sequence[str]:
        columns = ", ".join(index)
        return (
            f"CREATE TEMPORARY TABLE {name} AS {select}",
            f"CREATE INDEX temp.{name}_index ON {name} ({columns})",
        )

    def asked(self, number: int, column: sa.Column[Any]) -> sa.TableClause:
        return sa.table(
            f"kept_asked_{number}", sa.column("person", sa.Integer), sa.column("form", column.type)
        )

    def load(
        self, connection: Connection, number: int, column: sa.Column[Any], forms: Forms
    ) -> Mapping[str, object]:
        name = f"kept_asked_{number}"
        self.unload(connection, number)
        # Without a type the forms stay what they are; the index finds them from the people's side.
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {name} (person INTEGER, form)")
        connection.exec_driver_sql(f"CREATE INDEX temp.{name}_index ON {name} (form)")
        fit = [pair for pair in forms if isinstance(pair[1], str) or abs(pair[1]) < 2**63]
        if fit:
            connection.execute(
                sa.insert(self.asked(number, column)), [{"person": p, "form": f} for p, f in fit]
            )
        return {}

    def unload(self, connection: Connection, number: int) -> None:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS temp.kept_asked_{number}")

    def relax(self, connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")

    def analyze(self, connection: Connection, name: str) -> None:
        connection.exec_driver_sql(f"ANALYZE temp.{name}")


def _fold(value: object) -> object:
    return unicodedata.normalize("NFC", value).lower() if isinstance(value, str) else value
