"""stale: the text was last changed more than twelve months ago."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kept.policy.document import Document

from .dates import dates
from .finding import Finding

_VERSION = re.compile(r"updated|effective|revised|modified|in force|version", re.IGNORECASE)
_DAYS = 366


def find(document: Document, today: date) -> Iterator[Finding]:
    """The latest date of the text, where it is too old. California asks for a look every twelve months."""
    found = [(day, s.id) for s in document.sentences if _VERSION.search(s.text) for day in dates(s.text)]
    if not found:
        return
    latest, sentence = max(found)
    if (today - latest).days > _DAYS:
        yield Finding(
            "stale",
            "warning",
            (sentence,),
            f"was last changed on {latest}, more than twelve months ago",
            "look it through and date it anew, where California's law applies",
            "Cal. Civ. Code 1798.130(a)(5)",
        )
