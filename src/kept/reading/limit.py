"""Words that limit a commitment: conditions, exceptions, `only`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from .draft import Clause
from .phrase import wording
from .token import lowered

_END = re.compile(r"[,;()]|\.(?:\s|$)|$")


@dataclass(frozen=True, slots=True)
class _Limit:
    role: Literal["if", "unless", "only", "without"]
    test: str | None


def clauses(text: str) -> tuple[Clause, ...]:
    """The limits of a sentence, in order; each runs from its words to the end of its clause."""
    found: list[Clause] = []
    for start, limit, end in _starts(lowered(text)):
        if not any(c.start <= start < c.end and c.role == limit.role for c in found):
            stop = _END.search(text, end)
            found.append(Clause(limit.role, limit.test, start, stop.start() if stop else len(text)))
    return tuple(found)


def _starts(text: str) -> Iterator[tuple[int, _Limit, int]]:
    """Where limits begin; at one place the first of the wording file that fits is taken."""
    every, words = _limits()
    for found in words.finditer(text):
        yield found.start(), every[int((found.lastgroup or "l0")[1:])], found.end()


@cache
def _limits() -> tuple[tuple[_Limit, ...], re.Pattern[str]]:
    """The limits, and one expression whose groups are their numbers: a sentence is gone through once."""
    every = tuple(_Limit(entry["role"], entry.get("test")) for entry in wording("clauses")["limit"])
    named = (f"(?P<l{n}>{entry['words']})" for n, entry in enumerate(wording("clauses")["limit"]))
    return every, re.compile(rf"\b(?:{'|'.join(named)})\b")
