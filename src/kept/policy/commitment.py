"""The kinds of commitment, one class each; the slug is the same in class, control, page and test."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from kept.words.period import Period

from .citation import Citation

Effect = Literal["permit", "forbid"]
Strength = Literal["deemed", "express", "opt-in"]


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold: one test, or several joined by `any` or `all`.

    Tests (`test`, `values`): `consent` (purposes), `objected` (purposes), `restricted`, `minor`,
    `opted_out_of_sale`, `residence` (places), `ground` (names of what must be on record for the flow).
    """

    test: Literal[
        "consent", "objected", "restricted", "minor", "opted_out_of_sale", "residence", "ground", "any", "all"
    ]
    values: tuple[str, ...] = ()
    parts: tuple[Condition, ...] = ()
    strength: Strength | None = None
    """For `consent`: how strong a yes must be; None takes any but a deemed one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What every commitment carries."""

    id: str
    cites: tuple[Citation, ...]
    hedge: str | None = None
    by: str = "us"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided(Common):
    """A permission or a prohibition: decided whenever data is about to flow.

    `data` names the policy's own terms or category keys; empty means all personal data.
    """

    effect: Effect = "permit"
    data: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    condition: Condition | None = None  # written `if`
    unless: Condition | None = None
    duties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection(Decided):
    """We may collect (or never collect) these categories about these people."""

    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Use(Decided):
    """We may use (or never use) data for a purpose; no purpose means any."""

    purpose: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure(Decided):
    """We may give (or never give) data to recipients of these kinds; none named means anybody."""

    to: tuple[str, ...] = ()
    purpose: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale(Decided):
    """We may sell (or never sell) data."""

    effect: Effect = "forbid"
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention(Common):
    """Data leaves when it has been kept for a period since an event."""

    data: tuple[str, ...]
    keep: Period
    since: str
    """The event in the data map's `since` that the period runs from, such as `last_contact`."""
    then: Literal["erase", "mask"] = "erase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Right(Common):
    """People of these residences may exercise this right; none named means everybody."""

    right: str
    residence: tuple[str, ...] = ()
    within: Period | None = None
    limits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Child(Common):
    """Nobody under this age (years): their data is not collected, and erased when found."""

    age: int
    then: Literal["erase"] = "erase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party(Common):
    """Who is who: `party` is a key of the policy's parties."""

    party: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Common):
    """We are controller or processor of this data, for this controller."""

    data: tuple[str, ...]
    role: Literal["controller", "processor", "sub-processor"]
    controller: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope(Common):
    """Whom and what the policy covers: kinds of people, products, sites."""

    people: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


Commitment: TypeAlias = (
    Collection | Use | Disclosure | Sale | Retention | Right | Child | Party | Role | Scope
)
KINDS: dict[str, type[Commitment]] = {
    "collection": Collection,
    "use": Use,
    "disclosure": Disclosure,
    "sale": Sale,
    "retention": Retention,
    "right": Right,
    "child": Child,
    "party": Party,
    "role": Role,
    "scope": Scope,
}
SLUGS: dict[type[Commitment], str] = {kind: slug for slug, kind in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Organisation:
    """A party of the policy: us, or a kind of others (`providers`)."""

    legal_name: str | None = None
    country: str | None = None
    contact: str | None = None
    dpo: str | None = None
    kind: str | None = None
    includes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One of the policy's own defined terms: which categories about which people, and in which role."""

    about: tuple[str, ...]
    categories: tuple[str, ...]
    role: Literal["controller", "processor", "sub-processor"] = "controller"
    controller: str | None = None
    cites: tuple[Citation, ...] = field(default=())
