"""A recipient of the register: who, where, on what contract, and what it receives (GDPR Art. 30(1)(d))."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Receives:
    """Categories about kinds of people, for purposes; no purpose means any."""

    data: tuple[str, ...]
    about: tuple[str, ...]
    purposes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """`kind` is a party of the policy or one of its kinds; `consideration` is what is given for the data.

    Anything of value makes a disclosure a sale (Civ. Code 1798.140(ad)).
    """

    name: str
    kind: str
    country: str
    receives: tuple[Receives, ...]
    contract: str | None = None
    consideration: str | None = None
