"""empty-list: a sentence leads a list in, and its part ends there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kept.policy.document import Document, Sentence

from .finding import Finding

_LEADS = re.compile(r":\W*$|\b(?:as follows|the following(?: \w+){0,3})\W*$", re.IGNORECASE)


def find(document: Document, today: date) -> Iterator[Finding]:
    """Leads with nothing of their part behind them."""
    every = document.sentences
    for n, sentence in enumerate(every):
        if sentence.unit in ("heading", "cell") or not _LEADS.search(sentence.text):
            continue
        follows = every[n + 1] if n + 1 < len(every) else None
        if follows is None or _leaves(sentence, follows) or _leads_anew(follows):
            yield Finding(
                "empty-list",
                "error",
                (sentence.id,),
                "leads a list in that is not there",
                "write the list, or end the sentence without it",
            )


def _leaves(sentence: Sentence, follows: Sentence) -> bool:
    """A heading of another part; one below this part may head the list's items."""
    below = follows.section.startswith(f"{sentence.section} > ")
    return follows.unit == "heading" and follows.section != sentence.section and not below


def _leads_anew(follows: Sentence) -> bool:
    return follows.unit == "body" and follows.text[:1].isupper() and _LEADS.search(follows.text) is not None
