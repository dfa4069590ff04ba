"""What is held: stores, their tables and fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .link import Link, OnErasure


@dataclass(frozen=True, slots=True)
class Field:
    """A column and the category of personal data it holds."""

    category: str
    free_text: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: whom its rows are about, how a request finds them and how they reach a person.

    `about` is set where each row is one person. `identifiers` maps what people can be asked for
    (`email`) to a column. `since` maps an event (`last_contact`) to the column that says when it was.
    """

    name: str
    about: str | None = None
    identifiers: Mapping[str, str] = field(default_factory=dict)
    data: str | None = None
    uses: tuple[str, ...] = ()
    since: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Field] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    on_erasure: OnErasure = field(default_factory=OnErasure)
    tenant: str | None = None
    no_personal_data: bool = False


@dataclass(frozen=True, slots=True)
class Holding:
    """The data map of one store."""

    store: str
    tables: Mapping[str, Table]
