"""missing-date: the text points to a date of its own that it does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kept.policy.document import Document

from .dates import dates
from .finding import Finding

_PROMISED = re.compile(
    r"\b(?:updated|effective|revised|revision|modified)[”\"']?,? date\b"
    r"|date (?:\w+ ){0,4}(?:last )?(?:updated|revised)",
    re.IGNORECASE,
)


def find(document: Document, today: date) -> Iterator[Finding]:
    """Sentences that speak of the date of the text, where it names none."""
    if any(True for s in document.sentences for _ in dates(s.text)):
        return
    for sentence in document.sentences:
        if _PROMISED.search(sentence.text):
            yield Finding(
                "missing-date",
                "error",
                (sentence.id,),
                "speaks of the date of this text, and the text has none",
                "write the date it was last changed",
                "Cal. Bus. & Prof. Code 22575(b)(4)",
            )
