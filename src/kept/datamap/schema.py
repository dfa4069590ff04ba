"""A live store's schema as the map needs to know it: columns, keys and declared references."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Family = Literal["text", "number", "other"]


@dataclass(frozen=True, slots=True)
class Column:
    """A live column; the family decides how values of two columns compare."""

    family: Family
    nullable: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """A declared foreign key."""

    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LiveTable:
    """A table as the store describes it. `key` is its primary key or, without one, a unique not-null key."""

    columns: Mapping[str, Column]
    key: tuple[str, ...]
    unique: tuple[frozenset[str], ...]
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """All tables of one live store."""

    tables: Mapping[str, LiveTable]
