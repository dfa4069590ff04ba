"""What every outside case needs: where the data lie, who asks, what is shown, what is there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from kept.controls.operation import Person
from kept.datamap.holding import Holding
from kept.stores.store import Store

CASES = Path(__file__).parents[2].parent / "shared" / "cases" / "fides"
here = pytest.mark.skipif(not CASES.is_dir(), reason="the folder ../shared/cases/fides is not here")


def people(**identifiers: str) -> list[Person]:
    return [Person(1, tuple(identifiers.items()))]


def rows_of(store: Store, holding: Holding, who: list[Person]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in store.rows(store.graph(holding), who):
        found.setdefault(row.table, []).append(dict(zip(row.columns, row.values, strict=True)))
    return found


def dump(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    with store.engine.connect() as connection:
        return {
            name: sorted((tuple(r) for r in connection.execute(sa.select(table))), key=repr)
            for name, table in store.metadata.tables.items()
        }


def stored(folder: Path, sql: str) -> Store:
    """A SQLite store with these tables and rows."""
    file = folder / "store.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(sql)
    return Store("store", f"sqlite:///{file}")
