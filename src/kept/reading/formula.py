"""Sentences that say what they say by a set form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .draft import Shape
from .phrase import wording


@dataclass(frozen=True, slots=True)
class _Formula:
    name: str
    kind: str
    effect: Shape
    words: re.Pattern[str]


def formulas(text: str) -> Iterator[tuple[str, str, Shape, tuple[int, int]]]:
    """The set forms a sentence holds: name, kind, effect and the place of the words."""
    for formula in _formulas():
        found = formula.words.search(text)
        if found:
            yield formula.name, formula.kind, formula.effect, found.span()


@cache
def _formulas() -> tuple[_Formula, ...]:
    return tuple(
        _Formula(e["name"], e["kind"], e["effect"], re.compile(e["words"], re.IGNORECASE))
        for e in wording("formulas")["formula"]
    )
