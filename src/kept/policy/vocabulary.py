"""The words a written policy may use, so that a slip of the pen is found where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kept.words.basis import BASES
from kept.words.category import categories
from kept.words.purpose import purposes
from kept.words.right import RIGHTS
from kept.words.subject import subjects


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Known keys of each dictionary; places are known by their own rule (ISO 3166)."""

    categories: frozenset[str]
    purposes: frozenset[str]
    subjects: frozenset[str]
    bases: frozenset[str]
    rights: frozenset[str]


@cache
def standard() -> Vocabulary:
    """The words of the package's own dictionaries."""
    return Vocabulary(
        frozenset(categories()),
        frozenset(purposes()),
        frozenset(subjects()),
        frozenset(BASES),
        frozenset(RIGHTS),
    )
