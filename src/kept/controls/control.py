"""A control: what is done for one commitment, what proves it, and the gaps where neither is possible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kept.policy.commitment import Commitment
from kept.words.number import counted

from .operation import Change, Look


@dataclass(frozen=True, slots=True)
class Which:
    """Which rows are meant, in words: `row older than 30 days`, `rows older than 30 days`."""

    one: str
    many: str

    def counted(self, rows: int) -> str:
        """The rows with their number.

        >>> Which("person under 16", "people under 16").counted(1)
        '1 person under 16'
        """
        return counted(rows, self.one, self.many)


@dataclass(frozen=True, slots=True)
class Proof:
    """A look that must find no such row, or else the commitment is what `means` says; `do` is the remedy."""

    look: Look
    which: Which
    means: Literal["broken", "unproven"] = "broken"
    do: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A change the commitment asks for, on such rows; `count` is the look that says how many there are."""

    change: Change
    count: Look
    which: Which


@dataclass(frozen=True, slots=True)
class Gap:
    """Something the commitment has nothing to stand on: where, what is lacking and what to do."""

    where: str
    lacks: str
    do: str


@dataclass(frozen=True, slots=True)
class Control:
    """One commitment's changes, proofs and gaps; a permission or prohibition has none: flows decide it.

    Changes stand in the order in which they are made: rows furthest from the person first.
    """

    commitment: Commitment
    dues: tuple[Due, ...] = ()
    proofs: tuple[Proof, ...] = ()
    gaps: tuple[Gap, ...] = ()


ATTEST = "let somebody vouch for it in register/attestations.yaml, with evidence and an end date"
"""What to do where only a person can know."""
