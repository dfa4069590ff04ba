"""Sentences that commit to nothing, by their words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from .phrase import patterns
from .token import lowered


@lru_cache(maxsize=1024)
def nothing(text: str) -> str | None:
    """The rule by which a sentence commits to nothing, if one does."""
    low = lowered(text.strip())
    return next((name for name, pattern in _nothing().items() if pattern.search(low)), None)


@cache
def _nothing() -> Mapping[str, re.Pattern[str]]:
    return {name: re.compile(p) for name, p in patterns("nothing", "nothing").items()}
