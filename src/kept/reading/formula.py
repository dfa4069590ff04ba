"""Sentences that say what they say by a set form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .draft import Shape
from .phrase import wording
from .slots import Words
from .token import lowered


@dataclass(frozen=True, slots=True)
class _Formula:
    name: str
    kind: str
    effect: Shape
    needs: str | None
    words: re.Pattern[str]


def formulas(words: Words) -> Iterator[tuple[str, str, Shape, tuple[int, int]]]:
    """The set forms a sentence holds: name, kind, effect and the place of the words."""
    text = lowered(words.text)
    for formula in _formulas():
        found = formula.words.search(text)
        if found and (formula.needs is None or words.keys(formula.needs)):
            yield formula.name, formula.kind, formula.effect, found.span()


@cache
def _formulas() -> tuple[_Formula, ...]:
    return tuple(
        _Formula(e["name"], e["kind"], e["effect"], e.get("needs"), re.compile(e["words"]))
        for e in wording("formulas")["formula"]
    )
