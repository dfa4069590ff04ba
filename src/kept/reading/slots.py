"""What a commitment is about: data, purposes, recipients and the rest, from the phrases of its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .draft import Amount, Clause
from .phrase import Phrase
from .token import Token

_LINK = re.compile(r"https?://[^\s<>()\"”]+|www\.[^\s<>()\"”;,]+")


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence as words, with the phrases, limiting clauses and numbers found in it."""

    text: str
    tokens: Sequence[Token]
    phrases: Sequence[Phrase]
    limits: tuple[Clause, ...] = ()
    amounts: tuple[Amount, ...] = ()

    @property
    def negations(self) -> tuple[str, ...]:
        """Every word of the sentence that says no, in order."""
        said = (self.tokens[p.first] for p in self.phrases if p.family == "negation")
        return tuple(token.text.casefold() for token in said)

    def keys(self, family: str, first: int = 0, last: int | None = None) -> tuple[str, ...]:
        """The keys of a family between two tokens, each once, in order."""
        until = len(self.tokens) if last is None else last
        found = (p.key for p in self.phrases if p.family == family and first <= p.first and p.last <= until)
        return tuple(dict.fromkeys(found))

    def place(self, first: int, last: int) -> tuple[int, int]:
        """Where the tokens from `first` up to `last` stand in the sentence."""
        return self.tokens[first].start, self.tokens[max(first, last - 1)].end

    def limited(self, phrase: Phrase) -> bool:
        """Does it stand in a limiting clause?"""
        at = self.tokens[phrase.first].start
        return any(limit.start <= at < limit.end for limit in self.limits)


def narrowest(keys: Iterable[str]) -> tuple[str, ...]:
    """Without keys that another is under: `user` says nothing beside `user.name`."""
    every = tuple(dict.fromkeys(keys))
    return tuple(k for k in every if not any(o != k and o.startswith(f"{k}.") for o in every))


def links(text: str) -> tuple[str, ...]:
    """Addresses of pages, as they are written."""
    return tuple(dict.fromkeys(found[0].rstrip(".,;:") for found in _LINK.finditer(text)))
