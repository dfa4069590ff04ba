"""Every rule over one document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TypeAlias

from kept.policy.document import Document

from . import empty_list, missing_date, placeholder, section_reference, stale
from .finding import Finding

Rule: TypeAlias = Callable[[Document, date], Iterator[Finding]]
RULES: Mapping[str, Rule] = {
    "empty-list": empty_list.find,
    "missing-date": missing_date.find,
    "placeholder": placeholder.find,
    "section-reference": section_reference.find,
    "stale": stale.find,
}


def examine(document: Document, today: date) -> tuple[Finding, ...]:
    """What the rules find, in the order of the text."""
    place = {sentence.id: n for n, sentence in enumerate(document.sentences)}
    found = [finding for rule in RULES.values() for finding in rule(document, today)]
    return tuple(sorted(found, key=lambda f: (place[f.sentences[0]], f.rule)))
