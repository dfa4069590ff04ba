"""What stands around a sentence: the heading it is under and the sentence that leads it in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from kept.policy.document import Document, Sentence

from .phrase import patterns


@dataclass(frozen=True, slots=True)
class Context:
    """A sentence, what its heading is about (`use`, `rights` ...; empty when that is not clear), its lead."""

    sentence: Sentence
    topic: str
    item: bool
    """It stands in a list, or begins as no sentence does."""
    lead: Sentence | None


def contexts(document: Document) -> tuple[Context, ...]:
    """Every sentence in its context.

    A list is led in by the sentence before it that ends with a colon, or by the last one of its section.
    """
    found: list[Context] = []
    lead: Sentence | None = None
    before: Sentence | None = None
    for sentence in document.sentences:
        if before is None or before.section != sentence.section:
            lead = None
        item = sentence.unit == "bullet" or _goes_on(sentence)
        said = document.by_id[sentence.lead] if sentence.lead else lead
        found.append(Context(sentence, topic(sentence.section), item, said if item else None))
        if sentence.unit == "body" and not item:
            lead = sentence
        before = sentence
    return tuple(found)


def _goes_on(sentence: Sentence) -> bool:
    """An item that lost its bullet: it begins as no sentence does."""
    text = sentence.text.lstrip("-•* ")
    return text[:1].islower() or text.startswith("To ") or text.rstrip().endswith(";")


@lru_cache(maxsize=1024)
def topic(section: str) -> str:
    """What the nearest heading that says it is about; empty when none does."""
    for heading in reversed(section.split(" > ")):
        for name, pattern in _topics().items():
            if pattern.search(heading):
                return name
    return ""


@cache
def _topics() -> Mapping[str, re.Pattern[str]]:
    return {name: re.compile(p, re.IGNORECASE) for name, p in patterns("topics", "topics").items()}
