"""Conditions turned into closures for one purpose: the fast twin of `holds.py`.

A truth is a number here, so that `any` is the largest and `all` the smallest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from kept.policy.commitment import Condition
from kept.words.key import ancestors, is_under

from .place import lives_in
from .standing import Consent, Standing
from .truth import asked_purposes, phrase

NO: Final = 0
UNKNOWN: Final = 1
YES: Final = 2
_NUMBER: Final = {"no": NO, "unknown": UNKNOWN, "yes": YES}

Grounds: TypeAlias = frozenset[str]
Test: TypeAlias = Callable[[Standing, Grounds], int]
Reason: TypeAlias = Callable[[Standing, Grounds], bool]
Words: TypeAlias = Callable[[Standing, Grounds], tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A condition for flows of one purpose.

    `lacks` is asked only where `test` did not say YES; `objection` and `hinders` where it did not say NO.
    """

    test: Test
    objection: Reason
    lacks: Words
    hinders: Words


def compiled(condition: Condition, purpose: str | None) -> Compiled:
    """The condition as closures; a test nobody knows is unknown."""
    parts = tuple(compiled(part, purpose) for part in condition.parts)
    test = _test(condition, purpose, tuple(part.test for part in parts))
    return Compiled(
        test,
        _objection(condition, parts),
        _lacks(condition, parts, phrase(condition, purpose)),
        _hinders(condition, parts, phrase(condition, purpose)),
    )


def _test(condition: Condition, purpose: str | None, parts: tuple[Test, ...]) -> Test:
    match condition.test:
        case "consent":
            return _consent(condition, purpose)
        case "objected":
            return _objected(condition.values, purpose)
        case "restricted":
            return lambda standing, grounds: YES if standing.restricted else NO
        case "minor":
            return lambda standing, grounds: YES if standing.minor else NO
        case "opted_out_of_sale":
            return lambda standing, grounds: YES if standing.opted_out_of_sale else NO
        case "residence":
            return _residence(condition.values)
        case "ground":
            return _ground(condition.values)
        case "any" if parts:
            return lambda standing, grounds: max([part(standing, grounds) for part in parts])
        case "all" if parts:
            return lambda standing, grounds: min([part(standing, grounds) for part in parts])
        case _:
            return _unknown


def _unknown(standing: Standing, grounds: Grounds) -> int:
    return UNKNOWN


def _consent(condition: Condition, purpose: str | None) -> Test:
    """For each purpose asked, every consent that would do: sets remember their hashes, so this is quick."""
    strengths = {
        "deemed": ("deemed", "express", "opt-in"),
        "opt-in": ("opt-in",),
    }.get(condition.strength or "", ("express", "opt-in"))
    enough = tuple(
        frozenset(Consent(key, strength) for key in ancestors(asked) for strength in strengths)  # type: ignore[arg-type]
        for asked in asked_purposes(condition, purpose)
    )
    if not enough:
        return _unknown
    if len(enough) == 1:
        only = enough[0]
        return lambda standing, grounds: NO if only.isdisjoint(standing.consents) else YES

    def test(standing: Standing, grounds: Grounds) -> int:
        return NO if any(one.isdisjoint(standing.consents) for one in enough) else YES

    return test


def _objected(values: tuple[str, ...], purpose: str | None) -> Test:
    subjects = values if purpose is None else (*values, purpose)
    covering = frozenset(key for subject in subjects for key in ancestors(subject))
    whole = values if purpose is None else (purpose,)

    def test(standing: Standing, grounds: Grounds) -> int:
        objections = standing.objections
        if not objections:
            return NO
        if not covering.isdisjoint(objections):
            return YES
        partly = any(is_under(objection, subject) for objection in objections for subject in whole)
        return UNKNOWN if partly or not subjects else NO

    return test


def _residence(places: tuple[str, ...]) -> Test:
    known: dict[str | None, int] = {}  # few residences exist, and each always gives the same answer

    def test(standing: Standing, grounds: Grounds) -> int:
        truth = known.get(standing.residence)
        if truth is None:
            found = [_NUMBER[lives_in(standing.residence, place)] for place in places]
            truth = max(found, default=UNKNOWN)
            if len(known) < 1000:
                known[standing.residence] = truth
        return truth

    return test


def _ground(names: tuple[str, ...]) -> Test:
    if not names:
        return _unknown

    def test(standing: Standing, grounds: Grounds) -> int:
        for name in names:
            if name not in grounds and not any(is_under(ground, name) for ground in grounds):
                return NO
        return YES

    return test


def _objection(condition: Condition, parts: tuple[Compiled, ...]) -> Reason:
    if condition.test == "objected":
        return lambda standing, grounds: True
    within = [part for part in parts if part.objection is not _never]
    if not within:
        return _never
    return lambda standing, grounds: any(
        part.test(standing, grounds) != NO and part.objection(standing, grounds) for part in within
    )


def _never(standing: Standing, grounds: Grounds) -> bool:
    return False


def _lacks(condition: Condition, parts: tuple[Compiled, ...], words: str) -> Words:
    if condition.test == "all" and parts:
        return lambda standing, grounds: tuple(
            lacking
            for part in parts
            if part.test(standing, grounds) != YES
            for lacking in part.lacks(standing, grounds)
        )
    own = (words,)
    return lambda standing, grounds: own


def _hinders(condition: Condition, parts: tuple[Compiled, ...], words: str) -> Words:
    if condition.test == "any" and parts:
        return lambda standing, grounds: tuple(
            hindering
            for part in parts
            if part.test(standing, grounds) != NO
            for hindering in part.hinders(standing, grounds)
        )
    own = (f"without {words}",)
    return lambda standing, grounds: own
