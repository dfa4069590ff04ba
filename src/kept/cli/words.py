"""`kept words`: the dictionary of categories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from kept.cli.option import Json, Unread
from kept.cli.printed import as_json, line
from kept.words.category import Category, categories, known_category
from kept.words.key import is_under


def words(
    key: Annotated[
        str | None, typer.Argument(metavar="[KEY]", help="A category, or a part of a key.")
    ] = None,
    as_facts: Json = False,
    project: Unread = None,
) -> int:
    """List the categories of personal data under a key; a part such as `contact` finds its place."""
    found = below(key, categories())
    if as_facts:
        as_json(
            {"words": [{"key": w.key, "name": w.name, "dpv": w.dpv, "special": w.special} for w in found]}
        )
        return 0
    width = min(36, max(len(word.key) for word in found))  # a longer key pushes its name aside
    for word in found:
        gap = "  " if len(word.key) <= width else " "
        line(f"{word.key:<{width}}{gap}{word.name}{'  special' if word.special else ''}")
    under = f" under {key}" if key else ""
    line(f"{len(found)} categor{'y' if len(found) == 1 else 'ies'}{under}.")
    return 0


def below(key: str | None, every: Mapping[str, Category]) -> tuple[Category, ...]:
    """The categories at and under a key, or with a part of that name. Raises Misuse for an unknown one."""
    if key is None:
        return tuple(every.values())
    found = tuple(word for word in every.values() if is_under(word.key, key))
    found = found or tuple(word for word in every.values() if key in word.key.split("."))
    return found or (known_category(key),)
