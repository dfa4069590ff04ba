"""Categories of personal data: fideslang's data categories, each with its DPV concept and Art. 9 mark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from .key import is_under
from .vocabulary import known, read


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of personal data; `dpv` is the W3C concept that equals it or takes it in, when there is one."""

    key: str
    name: str
    dpv: str | None
    special: bool
    """A special category of GDPR Art. 9(1)."""
    article: str | None = None
    """The article that guards it: Art. 9(1) for special categories, Art. 10 for criminal history."""


def is_personal(key: str) -> bool:
    """Is it about a person, and not about the system? fideslang keeps the two apart at the first dot.

    >>> is_personal("user.contact"), is_personal("system.operations")
    (True, False)
    """
    return is_under(key, "user")


@cache
def categories() -> Mapping[str, Category]:
    """Every category by its key."""
    return read("categories", Category)


def known_category(key: str) -> Category:
    """The category with this key. Raises Misuse with the nearest right one.

    >>> known_category("user.contact.email").dpv
    'pd:EmailAddress'
    """
    return known("category", key, categories())
