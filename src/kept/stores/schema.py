"""A live database's schema, read once and described in the map's terms."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from kept.datamap.schema import Column, Family, LiveTable, Reference, Schema


def reflected(connection: Connection, schemas: Collection[str]) -> sa.MetaData:
    """The tables of the connection's own schema, by name, and of these others, by schema and name."""
    found, live = sa.MetaData(), sa.inspect(connection)
    found.reflect(connection)
    for schema in sorted(set(schemas) & set(live.get_schema_names()) - {live.default_schema_name}):
        found.reflect(connection, schema=schema)
    return found


def describe(metadata: sa.MetaData) -> Schema:
    """The reflected tables as the map's Schema."""
    return Schema({name: _table(table) for name, table in metadata.tables.items()})


def _table(table: sa.Table) -> LiveTable:
    primary = tuple(c.name for c in table.primary_key.columns)
    unique = [frozenset(primary)] if primary else []
    for made in table.constraints:
        if isinstance(made, sa.UniqueConstraint):
            unique.append(frozenset(c.name for c in made.columns))
    for index in table.indexes:
        # An expression or a condition in a unique index says nothing about the bare columns.
        plain = all(isinstance(c, sa.Column) for c in index.expressions)
        if (
            index.unique
            and plain
            and not any(index.dialect_options[d].get("where") for d in index.dialect_options)
        ):
            unique.append(frozenset(c.name for c in index.columns))
    certain = [u for u in unique if u and not any(table.c[c].nullable for c in u)]
    key = primary or (tuple(c.name for c in table.columns if c.name in certain[0]) if certain else ())
    references = tuple(
        Reference(tuple(f.columns.keys()), f.referred_table.key, tuple(e.column.name for e in f.elements))
        for f in table.foreign_key_constraints
    )
    columns = {
        c.name: Column(_family(c.type), bool(c.nullable) and c.name not in primary) for c in table.columns
    }
    return LiveTable(columns, key, tuple(unique), references)


def _family(kind: sa.types.TypeEngine[Any]) -> Family:
    if isinstance(kind, sa.String):
        return "text"
    if isinstance(kind, sa.Integer | sa.Numeric):
        return "number"
    return "other"
