"""What a masked field becomes, as a value that a statement sets and compares."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any

import sqlalchemy as sa

from kept.datamap.link import Each, Masked


def values(table: sa.Table, fields: Sequence[tuple[str, Masked]]) -> dict[str, Any]:
    """The fields with what they are set to, in terms of the row's own columns."""
    return {name: _value(table, wanted) for name, wanted in fields}


def differs(table: sa.Table, wanted: dict[str, Any]) -> sa.ColumnElement[bool]:
    """Is a field still something else? A second run then finds none and touches no row."""
    return sa.or_(*(table.c[name].is_distinct_from(value) for name, value in wanted.items()))


def _value(table: sa.Table, wanted: Masked) -> Any:
    if not isinstance(wanted, Each):
        return wanted
    pieces: list[sa.ColumnElement[str]] = []
    for text, column in wanted.parts():
        pieces += [sa.literal(text)] if text else []
        pieces += [sa.cast(table.c[column], sa.String())] if column else []
    return reduce(add, pieces)
