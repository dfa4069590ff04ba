"""Kinds of people data is about: fideslang's data subjects and the few that kept adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from .vocabulary import known, read


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of people, never a person; `source` says whose word it is."""

    key: str
    name: str
    dpv: str | None
    source: Literal["fideslang", "kept"]


@cache
def subjects() -> Mapping[str, Subject]:
    """Every kind of people by its key."""
    return read("subjects", Subject)


def known_subject(key: str) -> Subject:
    """The kind of people with this key. Raises Misuse with the nearest right one.

    >>> known_subject("event_guest").source
    'kept'
    """
    return known("kind of people", key, subjects())
