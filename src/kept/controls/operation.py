"""Operations: plain values that say what is looked at or changed, where and why.

A Look reads; a Change writes, and done twice does no more than done once. They are different
types, so code that checks cannot be handed a Change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from kept.datamap.condition import Condition, Value


@dataclass(frozen=True, slots=True)
class OlderThan:
    """Rows whose `column` lies before `moment` (UTC); rows that do not say are not among them.

    Where `holding` names columns, only rows in which one of these is not null.
    """

    column: str
    moment: datetime
    holding: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LaterThan:
    """Rows whose `column` lies after `moment` (UTC), such as births that make a person too young."""

    column: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Filled:
    """Rows in which `column` holds something."""

    column: str


Rows: TypeAlias = OlderThan | LaterThan | Filled


@dataclass(frozen=True, slots=True)
class Adrift:
    """Rows that hang on nothing: of each link a column is null or its condition does not hold."""

    links: tuple[tuple[tuple[str, ...], Condition | None], ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of a table are such, and the oldest moment among them."""

    store: str
    table: str
    rows: Rows | Adrift


@dataclass(frozen=True, slots=True)
class Erase:
    """Remove such rows for good, and with them what hangs on them in the tables of `taking`.

    Rows of other tables that refer to them lose the reference.
    """

    store: str
    table: str
    rows: Rows
    why: str
    taking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ErasePeople:
    """Erase the people whose own rows these are, as if each of them had asked for it."""

    store: str
    table: str
    rows: Rows
    why: str


@dataclass(frozen=True, slots=True)
class Mask:
    """Set fields of such rows to a value (null when none is given)."""

    store: str
    table: str
    fields: tuple[tuple[str, Value], ...]
    rows: Rows
    why: str


@dataclass(frozen=True, slots=True)
class Person:
    """How a request finds a person: identifiers by name, and an ordinal that stands for the person."""

    number: int
    identifiers: tuple[tuple[str, str], ...]


Look: TypeAlias = Count
Change: TypeAlias = Erase | ErasePeople | Mask
