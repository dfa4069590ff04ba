"""The coverage ledger: what became of every sentence. What was not understood is shown, never passed over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kept.policy.document import Document, Sentence

from .definition import Names, names
from .draft import Draft
from .extract import defines, drafts
from .nothing import nothing

_RUN_IN = re.compile(r"(?:[-*•]\s+)?(?:\*\*|__)[^*_]{1,80}(?:\*\*|__):?$")
"""Words in bold before a paragraph: a heading on its line."""
Reading = Literal["commitment", "context", "definition", "nothing", "unread"]
"""`commitment`: it has drafts. `context`: a heading or the words that lead a list in. `definition`: it gives
a term its meaning. `nothing`: it commits to nothing, by a rule. `unread`: no rule understood it."""


@dataclass(frozen=True)
class Coverage:
    """A document as it was read."""

    document: Document
    drafts: tuple[Draft, ...]
    names: Names
    readings: Mapping[str, Reading]
    """By sentence."""
    rules: Mapping[str, str]
    """By sentence that commits to nothing: the rule that says so."""

    def counts(self) -> Mapping[Reading, int]:
        """How many sentences of each reading."""
        return Counter(self.readings.values())

    def unread(self) -> tuple[Sentence, ...]:
        """The sentences that no rule understood, in order."""
        return tuple(s for s in self.document.sentences if self.readings[s.id] == "unread")


def cover(document: Document) -> Coverage:
    """Read a document: its drafts and what became of each sentence."""
    found, named = drafts(document), names(document)
    cited = {draft.cites[-1] for draft in found}
    leading = {sentence for draft in found for sentence in draft.cites[:-1]}
    readings: dict[str, Reading] = {}
    rules: dict[str, str] = {}
    for sentence in document.sentences:
        rule = nothing(sentence.text)
        if rule and sentence.unit != "heading" and sentence.id not in cited:
            rules[sentence.id] = rule
        readings[sentence.id] = _reading(sentence, cited, leading, rule)
    return Coverage(document, found, named, readings, rules)


def _reading(sentence: Sentence, cited: set[str], leading: set[str], rule: str | None) -> Reading:
    if sentence.unit == "heading" or _RUN_IN.match(sentence.text):
        return "context"
    if sentence.id in cited:
        return "commitment"
    if sentence.id in leading:
        return "context"
    if defines(sentence.text):
        return "definition"
    return "nothing" if rule else "unread"


def of_sentence(found: Sequence[Draft]) -> Mapping[str, tuple[Draft, ...]]:
    """The drafts by the sentence each was found in."""
    by: dict[str, tuple[Draft, ...]] = {}
    for draft in found:
        by[draft.cites[-1]] = (*by.get(draft.cites[-1], ()), draft)
    return by
