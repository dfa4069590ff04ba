"""The people asked for, found by one statement a table of people however many they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from kept.controls.operation import Person
from kept.datamap.graph import Graph

from .dialect import Dialect, Forms
from .keys import Identity


@dataclass(frozen=True, slots=True)
class Sought:
    """A column of a table of people and what it is compared with."""

    column: str
    forms: Forms


def sought(graph: Graph, name: str, people: Sequence[Person]) -> tuple[Sought, ...]:
    """What to look for in this table of people; columns that nobody is asked for by are left out."""
    live, found = graph.schema.tables[name].columns, []
    for identifier, column in graph.holding.tables[name].identifiers.items():
        spelled = number if live[column].family == "number" else forms
        asked = [
            (p.number, form)
            for p in people
            for key, value in p.identifiers
            if graph.is_asked(key, name, identifier)
            for form in spelled(value)
        ]
        if asked:
            found.append(Sought(column, asked))
    return tuple(found)


def seeds(
    identity: Identity, wanted: Sequence[str], dialect: Dialect
) -> sa.Select[Any] | sa.CompoundSelect[Any]:
    """The rows that the forms name in these columns, each once a person: person, k0, k1, ...

    Columns of text are folded, so that an index on the folded column (`lower(email)` on PostgreSQL) finds
    the people without reading their whole table.
    """
    table, selects = identity.table, []
    for n, column in enumerate(wanted):
        asked = dialect.asked(n, table.c[column])
        same = _compared(table.c[column], dialect) == asked.c.form
        keys = [c.label(f"k{i}") for i, c in enumerate(identity.own(table))]
        selects.append(sa.select(asked.c.person, *keys).select_from(asked.join(table, same)))
    return selects[0].distinct() if len(selects) == 1 else sa.union(*selects)


def _compared(column: sa.Column[Any], dialect: Dialect) -> ColumnElement[Any]:
    if isinstance(column.type, sa.Integer | sa.Numeric):
        return column
    return dialect.fold(column if isinstance(column.type, sa.String) else sa.cast(column, sa.String()))


def number(value: str) -> list[int]:
    """The number that is written, if it is one that a key may be."""
    digits = value.removeprefix("-")
    return [int(value)] if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST else []


LONGEST = 60
"""Digits of the longest number that every store can compare."""


def forms(value: str) -> list[str]:
    """One identifier in every form a store may hold it in once its case is gone: composed or not.

    Databases lower-case letter by letter; Python knows the Greek final sigma. What is blank names nobody:
    else it would find everybody whose field is blank.
    """
    if not value.strip():
        return []
    found = {
        unicodedata.normalize(form, lowered)
        for lowered in (
            value.lower(),
            "".join(letter.lower() for letter in unicodedata.normalize("NFC", value)),
        )
        for form in ("NFC", "NFD")
    }
    return sorted(found)
