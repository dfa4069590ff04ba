"""Sentences that commit to nothing, by their words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from .phrase import patterns


def nothing(text: str) -> str | None:
    """The rule by which a sentence commits to nothing, if one does."""
    return next((name for name, pattern in _nothing().items() if pattern.search(text.strip())), None)


@cache
def _nothing() -> Mapping[str, re.Pattern[str]]:
    return {name: re.compile(p, re.IGNORECASE) for name, p in patterns("nothing", "nothing").items()}
