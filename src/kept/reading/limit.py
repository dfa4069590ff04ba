"""Words that limit a commitment: conditions, exceptions, `only`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from .draft import Clause
from .phrase import wording

_END = re.compile(r"[,;()]|\.(?:\s|$)|$")


@dataclass(frozen=True, slots=True)
class _Limit:
    role: Literal["if", "unless", "only", "without"]
    test: str | None
    words: re.Pattern[str]


def clauses(text: str) -> tuple[Clause, ...]:
    """The limits of a sentence, in order; each runs from its words to the end of its clause."""
    found: list[Clause] = []
    for start, limit, end in _starts(text):
        if not any(c.start <= start < c.end and c.role == limit.role for c in found):
            stop = _END.search(text, end)
            found.append(Clause(limit.role, limit.test, start, stop.start() if stop else len(text)))
    return tuple(found)


def _starts(text: str) -> Sequence[tuple[int, _Limit, int]]:
    """Where limits begin: the first of the wording file that fits at a place."""
    taken: dict[int, tuple[int, _Limit, int]] = {}
    for limit in _limits():
        for found in limit.words.finditer(text):
            if not any(at <= found.start() < end for at, _, end in taken.values()):
                taken[found.start()] = found.start(), limit, found.end()
    return [taken[at] for at in sorted(taken)]


@cache
def _limits() -> tuple[_Limit, ...]:
    return tuple(
        _Limit(entry["role"], entry.get("test"), re.compile(rf"\b(?:{entry['words']})\b", re.IGNORECASE))
        for entry in wording("clauses")["limit"]
    )
