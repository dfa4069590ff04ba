"""Dotted keys: `user.contact.email` is under `user.contact` and under `user`."""

from __future__ import annotations

from collections.abc import Iterable


def is_under(key: str, ancestor: str) -> bool:
    """Is the key the ancestor itself or one of its descendants? Respects the dot boundary.

    >>> is_under("user.contact.email", "user.contact")
    True
    >>> is_under("user.contact_notes", "user.contact")
    False
    """
    return key == ancestor or key.startswith(ancestor + ".")


def is_under_any(key: str, ancestors: Iterable[str]) -> bool:
    """Is the key under at least one of these? Under nothing when there are none."""
    return any(is_under(key, ancestor) for ancestor in ancestors)


def ancestors(key: str) -> tuple[str, ...]:
    """The key and everything it is under, nearest first.

    >>> ancestors("user.contact.email")
    ('user.contact.email', 'user.contact', 'user')
    """
    parts = key.split(".")
    return tuple(".".join(parts[:n]) for n in range(len(parts), 0, -1))
