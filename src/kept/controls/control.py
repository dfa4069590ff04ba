"""A control: what is done for one commitment, what proves it, and the gaps where neither is possible."""

from __future__ import annotations

from dataclasses import dataclass

from kept.policy.commitment import Commitment

from .operation import Change, Look


@dataclass(frozen=True, slots=True)
class Proof:
    """A look that must find no row; `rows` says in words which rows those would be."""

    look: Look
    rows: str


@dataclass(frozen=True, slots=True)
class Due:
    """A change the commitment asks for; `rows` says in words which rows it concerns."""

    change: Change
    rows: str


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
