"""What a person has said, as a decision needs it."""

from __future__ import annotations

from dataclasses import dataclass

from kept.policy.commitment import Strength


@dataclass(frozen=True, slots=True)
class Consent:
    """A yes in force: to which purpose, and how strongly it was said (GDPR Art. 4(11))."""

    purpose: str
    strength: Strength


@dataclass(frozen=True, slots=True)
class Standing:
    """One person's consents, objections and state; yes to a purpose covers the narrower ones, so does no.

    `objections` are purposes; `residence` is a place such as `SE`, `US-CA` or `EU`, None when unknown.
    A refused, withdrawn or expired consent is simply absent.
    """

    consents: frozenset[Consent] = frozenset()
    objections: frozenset[str] = frozenset()
    restricted: bool = False
    minor: bool = False
    opted_out_of_sale: bool = False
    residence: str | None = None


NOBODY = Standing()
"""The standing of a flow about no person in particular: nothing was said."""
