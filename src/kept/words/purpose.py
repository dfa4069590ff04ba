"""Purposes: fideslang's data uses, each with its DPV concept (GDPR Art. 5(1)(b))."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from .vocabulary import known, read


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why data is used; `dpv` is the W3C concept that equals it or takes it in, when there is one."""

    key: str
    name: str
    dpv: str | None


@cache
def purposes() -> Mapping[str, Purpose]:
    """Every purpose by its key."""
    return read("purposes", Purpose)


def known_purpose(key: str) -> Purpose:
    """The purpose with this key. Raises Misuse with the nearest right one.

    >>> known_purpose("marketing.communications").dpv
    'dpv:DirectMarketing'
    """
    return known("purpose", key, purposes())
