"""What people write -> the dictionary's keys: phrases of the wording files, found by their stems."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

from .token import Token, tokens

Meaning: TypeAlias = tuple[str, str]
"""The family (`data`, `act`, `recipient` ...) and the key in it."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase found: tokens `first` up to and without `last`."""

    family: str
    key: str
    first: int
    last: int


class _Node:
    """A step of the trie."""

    __slots__ = ("meanings", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.meanings: tuple[Meaning, ...] = ()


class Lexicon:
    """Phrases with what they mean. In each family the longest phrase wins, and none overlap."""

    def __init__(self, entries: Iterable[tuple[Meaning, str]]) -> None:
        self._root = _Node()
        for meaning, phrase in entries:
            node = self._root
            for token in tokens(phrase):
                node = node.next.setdefault(token.stem, _Node())
            if meaning not in node.meanings:
                node.meanings += (meaning,)

    def find(self, words: Sequence[Token]) -> tuple[Phrase, ...]:
        """Every phrase of the words, by where it begins."""
        found: list[Phrase] = []
        free: dict[str, int] = {}
        begins = self._root.next
        for first, word in enumerate(words):
            if word.stem not in begins:
                continue
            longest: dict[str, tuple[str, int]] = {}
            for (family, key), last in self._from(words, first):
                if free.get(family, 0) <= first:
                    longest[family] = key, last
            for family, (key, last) in longest.items():
                free[family] = last
                found.append(Phrase(family, key, first, last))
        return tuple(found)

    def _from(self, words: Sequence[Token], first: int) -> Iterator[tuple[Meaning, int]]:
        node = self._root
        for at in range(first, len(words)):
            following = node.next.get(words[at].stem)
            if following is None:
                return
            node = following
            for meaning in node.meanings:
                yield meaning, at + 1

    def with_terms(self, terms: Mapping[str, Sequence[Meaning]]) -> Lexicon:
        """This lexicon and a document's own terms; a term means what the document says it does."""
        return _Joined(self, Lexicon((meaning, term) for term, ms in terms.items() for meaning in ms))


class _Joined(Lexicon):
    def __init__(self, general: Lexicon, own: Lexicon) -> None:
        self._general, self._own = general, own

    def find(self, words: Sequence[Token]) -> tuple[Phrase, ...]:
        own = self._own.find(words)
        rest = [p for p in self._general.find(words) if not any(_same_place(p, o) for o in own)]
        return tuple(sorted((*own, *rest), key=lambda p: (p.first, p.last)))


def _same_place(one: Phrase, own: Phrase) -> bool:
    return one.family == own.family and one.first < own.last and own.first < one.last


@cache
def standard() -> Lexicon:
    """The phrases of the package's own wording files."""
    entries: list[tuple[Meaning, str]] = []
    for family in ("data", "purposes"):
        name = "purpose" if family == "purposes" else family
        entries += [((name, key), p) for key, phrases in wording(family).items() for p in phrases]
    for family, keys in wording("words").items():
        entries += [((family, key), p) for key, phrases in keys.items() for p in phrases]
    return Lexicon(entries)


@cache
def wording(name: str) -> Mapping[str, Any]:
    """One wording file as it is written."""
    return tomllib.loads((files("kept.reading") / "wording" / f"{name}.toml").read_text("utf-8"))


def patterns(name: str, section: str) -> Mapping[str, str]:
    """A section of a wording file that gives each name a regular expression."""
    found: Mapping[str, str] = wording(name)[section]
    return found
