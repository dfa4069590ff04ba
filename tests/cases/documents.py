"""Collections of documents as tables: nested fields are columns, each list is a child table of elements."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from .outside import CASES

Row = dict[str, Any]
NAMES = {
    "customer_details": "details",
    "customer_feedback": "feedback",
    "internal_customer_profile": "profiles",
    "conversations": "conversations",
    "flights": "flights",
    "aircraft": "aircraft",
    "employee": "pilots",  # the sample has a table `employee` of its own
    "rewards": "rewards",
}


def fill(engine: sa.Engine, file: str) -> None:
    """Make the tables of `datasets/<file>` and their rows."""
    documents = json.loads((CASES / "datasets" / file).read_text())
    found: dict[str, list[Row]] = {}
    for collection, name in NAMES.items():
        for number, document in enumerate(documents[collection], 1):
            for table, row in _rows(name, document, {"doc": number}):
                found.setdefault(table, []).append(row)
    metadata = sa.MetaData()
    for table, rows in found.items():
        sa.Table(table, metadata, *_columns(rows))
    metadata.create_all(engine)
    with engine.begin() as connection:
        for table, rows in found.items():
            empty = dict.fromkeys(metadata.tables[table].columns.keys())
            connection.execute(sa.insert(metadata.tables[table]), [empty | row for row in rows])


def _rows(table: str, fields: Row, key: Row) -> Iterator[tuple[str, Row]]:
    """The document's own row, then those of its lists: `<table>_<list>`, known by document and place."""
    own, inside = dict(key), dict(fields)
    while inside:
        name, value = inside.popitem()
        if isinstance(value, dict) and not any(k.startswith("$") for k in value):
            inside |= value
        elif isinstance(value, list):
            for place, element in enumerate(value):
                parts = element if isinstance(element, dict) else {"value": element}
                yield f"{table}_{name}", {**key, "place": place, **parts}
        else:
            own[name] = next(iter(value.values())) if isinstance(value, dict) else value
    yield table, own


def _columns(rows: list[Row]) -> Iterator[sa.Column[Any]]:
    for name in dict.fromkeys(name for row in rows for name in row):
        numbers = all(isinstance(row[name], int) for row in rows if row.get(name) is not None)
        kind = sa.Integer() if numbers else sa.String(200)
        key = name in ("doc", "place")
        yield sa.Column(name, kind, primary_key=key, autoincrement=False)
