"""A draft: what a sentence seems to commit to, before a person has confirmed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Shape = Literal["permit", "forbid", "oblige", "fact"]
Asked = Literal["negation", "condition", "exception", "number", "criterion"]
Strength = Literal["deemed", "express", "opt-in"]


@dataclass(frozen=True, slots=True)
class Clause:
    """Words that limit a commitment: `role` says how, `test` what it hangs on where that was understood."""

    role: Literal["if", "unless", "only", "without"]
    test: str | None
    start: int
    end: int
    """Where the words stand in the sentence."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that a sentence names: of time, of times in a time, or of years of age."""

    kind: Literal["period", "count", "age"]
    number: int
    unit: str
    per: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One commitment as it was read. What a field leaves empty was not said, or not understood."""

    cites: tuple[str, ...]
    """The sentence last; before it what leads it in, or names its row."""
    kind: str
    """The slug of a kind of commitment."""
    effect: Shape
    rule: str
    """The wording rule that found it."""
    words: tuple[int, int]
    """Where the words stand in the sentence that the rule matched; both 0 when its lead holds them."""
    by: str = "us"
    data: tuple[str, ...] = ()
    open: bool = False
    """The data named are examples (`such as`), not all of it."""
    about: tuple[str, ...] = ()
    purpose: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    amounts: tuple[Amount, ...] = ()
    conditions: tuple[Clause, ...] = ()
    strength: Strength | None = None
    hedges: tuple[str, ...] = ()
    negations: tuple[str, ...] = ()
    """Every word of the sentence that says no; `effect` says what they come to."""
    links: tuple[str, ...] = ()

    @property
    def asks(self) -> tuple[Asked, ...]:
        """Why a person must look at it with care: what is dear to get wrong."""
        found: list[Asked] = ["negation"] if self.negations else []
        if any(c.role in ("if", "only") for c in self.conditions):
            found.append("condition")
        if any(c.role in ("unless", "without") for c in self.conditions):
            found.append("exception")
        if self.amounts:
            found.append("number")
        if self.kind == "retention" and not self.amounts:
            found.append("criterion")
        return tuple(found)
