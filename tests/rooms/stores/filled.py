"""A store with small tables, made for one test and emptied before it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from kept.stores.store import Store


@contextmanager
def filled(address: str, metadata: sa.MetaData, rows: dict[str, list[dict[str, Any]]]) -> Iterator[Store]:
    store = Store("shop", address)
    with store.engine.begin() as connection:
        cascade = " CASCADE" if connection.dialect.name == "postgresql" else ""
        if connection.dialect.name == "mysql":
            connection.exec_driver_sql("SET foreign_key_checks = 0")
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for name in sa.inspect(connection).get_table_names():
            quoted = connection.dialect.identifier_preparer.quote_identifier(name)
            connection.exec_driver_sql(f"DROP TABLE {quoted}{cascade}")
        if connection.dialect.name == "mysql":
            connection.exec_driver_sql("SET foreign_key_checks = 1")
    try:
        with store.engine.begin() as connection:
            metadata.create_all(connection)
            for name, made in rows.items():
                if made:
                    connection.execute(sa.insert(metadata.tables[name]), made)
        yield store
    finally:
        store.close()
