"""Verdicts: what a look or a flow says of a commitment, from best to worst."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["kept", "attested", "unproven", "broken"]
VERDICTS: tuple[Verdict, ...] = ("kept", "attested", "unproven", "broken")
"""From best to worst. `attested`: a named person vouches, until a day."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing looked at: what was found, where, and what to do about it. Holds no personal data."""

    verdict: Verdict
    found: str
    looked: str
    do: str | None = None


def worst(evidence: Iterable[Evidence]) -> Verdict:
    """The verdict of a commitment: the worst of its evidence, unproven when there is none."""
    return max((e.verdict for e in evidence), key=VERDICTS.index, default="unproven")
