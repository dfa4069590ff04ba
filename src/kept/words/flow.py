"""A flow: one act on personal data, intended, recorded or observed (contextual integrity)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Act = Literal[
    "collect", "use", "disclose", "sell", "transfer", "link", "track", "message", "release", "infer"
]
ACTS: tuple[Act, ...] = (
    "collect", "use", "disclose", "sell", "transfer", "link", "track", "message", "release", "infer",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flow:
    """What is done, with which category of data, about whom, what for, to whom and where.

    `category` and `purpose` are dotted keys; `about` is a kind of people (`prospect`), never a person.
    """

    act: Act
    category: str
    about: str
    purpose: str | None = None
    to: str | None = None
    place: str | None = None
    grounds: frozenset[str] = frozenset()
    """What is on record for this flow: `legal_process`, `good_faith.safety`, `approval` ..."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """An observed flow and where it was seen, such as `crm.people.email` or a line of the register."""

    flow: Flow
    where: str
    rows: int | None = None
