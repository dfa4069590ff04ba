"""A policy: one version of what was promised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kept.words.key import is_under

from .commitment import Commitment, Decided, Organisation, Term


@dataclass(frozen=True)
class Policy:
    """Parties, defined terms and commitments of one document, in force from a day."""

    id: str
    document: str
    effective: date
    parties: Mapping[str, Organisation]
    terms: Mapping[str, Term]
    commitments: tuple[Commitment, ...]

    def spans(self, commitment: Decided) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
        """The (kinds of people, categories) pairs a commitment covers; an empty set means all of them.

        A term brings its own people and categories; a category key stands for itself.
        """
        named = frozenset(commitment.about)
        if not commitment.data:
            yield named, frozenset()
        for word in commitment.data:
            term = self.terms.get(word)
            if term is None:
                yield named, frozenset({word})
                continue
            people = named & frozenset(term.about) if named else frozenset(term.about)
            if people:  # an empty set would mean everybody
                yield people, frozenset(term.categories)

    def covers(self, commitment: Decided, category: str, about: str) -> bool:
        """Does the commitment speak of this category about these people?"""
        return any(
            (not people or about in people) and (not keys or any(is_under(category, k) for k in keys))
            for people, keys in self.spans(commitment)
        )
