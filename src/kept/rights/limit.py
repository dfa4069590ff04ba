"""What may be refused, on which ground, with the articles of the laws that know it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kept.law.law import Law
from kept.policy.commitment import Right
from kept.policy.policy import Policy
from kept.words.period import Period
from kept.words.place import is_in

TOO_OFTEN = "too_often"


@dataclass(frozen=True, slots=True)
class Limit:
    """A ground to refuse (part of) a request. It is named for who decides; kept refuses nothing by it."""

    ground: str
    law: str
    articles: tuple[str, ...]


def promises(policy: Policy, right: str, residence: str) -> tuple[Right, ...]:
    """What the policy promises people who live there about this right."""
    return tuple(
        c
        for c in policy.commitments
        if isinstance(c, Right)
        and c.right == right
        and (not c.residence or any(is_in(residence, place) for place in c.residence))
    )


def limits(promised: Iterable[Right], laws: Iterable[Law], right: str) -> Iterator[Limit]:
    """The grounds the policy names, as the laws know them for this right."""
    named = list(dict.fromkeys(ground for promise in promised for ground in promise.limits))
    for law in laws:
        for known in law.grounds_for(right):
            if known.ground in named:
                yield Limit(known.ground, law.law, known.articles)


def too_often(laws: Iterable[Law], right: str, counted: Callable[[Period], int]) -> Iterator[Limit]:
    """The laws under which one more request is one too many; `counted` says how many came in a period."""
    for law in laws:
        frequency = law.grant(right).frequency if law.grants(right) else None
        if frequency is not None and counted(frequency.within) >= frequency.times:
            yield Limit(TOO_OFTEN, law.law, (frequency.article,))
