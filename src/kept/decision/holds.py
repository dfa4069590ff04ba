"""When a condition holds: part of the meaning in `spec.py`, written to be read."""

from __future__ import annotations

from collections.abc import Iterable

from kept.policy.commitment import Condition, Strength
from kept.words.flow import Flow
from kept.words.key import is_under

from .place import lives_in
from .standing import Standing
from .truth import Truth, asked_purposes, phrase


def holds(condition: Condition, flow: Flow, standing: Standing) -> Truth:
    """Is what the condition asks true of this flow and this person? Asking for nothing is unknown.

    Several purposes of `consent`, or names of `ground`, mean each of them; several of `objected`, or
    places of `residence`, mean any of them.
    """
    match condition.test:
        case "consent":
            asked = asked_purposes(condition, flow.purpose)
            return every(yes_if(consented(purpose, condition.strength, standing)) for purpose in asked)
        case "objected":
            return objected(condition, flow.purpose, standing)
        case "restricted":
            return yes_if(standing.restricted)
        case "minor":
            return yes_if(standing.minor)
        case "opted_out_of_sale":
            return yes_if(standing.opted_out_of_sale)
        case "residence":
            return some(lives_in(standing.residence, place) for place in condition.values)
        case "ground":
            return every(yes_if(on_record(name, flow)) for name in condition.values)
        case "any":
            return some(holds(part, flow, standing) for part in condition.parts)
        case "all":
            return every(holds(part, flow, standing) for part in condition.parts)
        case _:  # a test this version does not know
            return "unknown"


def consented(purpose: str, strength: Strength | None, standing: Standing) -> bool:
    """Did the person say yes, strongly enough, to the purpose or to one that covers it?"""
    return any(is_under(purpose, c.purpose) and c.strength in enough(strength) for c in standing.consents)


def enough(asked: Strength | None) -> tuple[Strength, ...]:
    """The strengths that satisfy; an agreement merely deemed does only where the condition says `deemed`."""
    match asked:
        case "opt-in":
            return ("opt-in",)
        case "deemed":
            return ("deemed", "express", "opt-in")
        case _:
            return ("express", "opt-in")


def objected(condition: Condition, purpose: str | None, standing: Standing) -> Truth:
    """Did the person object to what the condition names, or to a purpose that covers the flow's own?

    Unknown when the person objected to only a part of what the flow may be for.
    """
    subjects = condition.values if purpose is None else (*condition.values, purpose)
    if any(is_under(subject, no) for subject in subjects for no in standing.objections):
        return "yes"
    whole = condition.values if purpose is None else (purpose,)
    if any(is_under(no, subject) for subject in whole for no in standing.objections):
        return "unknown"
    return "no" if subjects or not standing.objections else "unknown"


def on_record(name: str, flow: Flow) -> bool:
    """Is the ground, or a more exact one (`good_faith.safety` for `good_faith`), on record for the flow?"""
    return any(is_under(ground, name) for ground in flow.grounds)


def objection_stands(condition: Condition, flow: Flow, standing: Standing) -> bool:
    """Does the condition not fail, and is an objection one reason?"""
    if holds(condition, flow, standing) == "no":
        return False
    if condition.test == "objected":
        return True
    return any(objection_stands(part, flow, standing) for part in condition.parts)


def lacks(condition: Condition, flow: Flow, standing: Standing) -> tuple[str, ...]:
    """What would have to be so for the condition to hold, in words; nothing when it does."""
    if holds(condition, flow, standing) == "yes":
        return ()
    if condition.test == "all" and condition.parts:
        return tuple(words for part in condition.parts for words in lacks(part, flow, standing))
    return (phrase(condition, flow.purpose),)


def hinders(condition: Condition, flow: Flow, standing: Standing) -> tuple[str, ...]:
    """What must not be so for the condition to fail, in words; nothing when it fails."""
    if holds(condition, flow, standing) == "no":
        return ()
    if condition.test == "any" and condition.parts:
        return tuple(words for part in condition.parts for words in hinders(part, flow, standing))
    return (f"without {phrase(condition, flow.purpose)}",)


def yes_if(fact: bool) -> Truth:
    """A fact as a truth."""
    return "yes" if fact else "no"


def some(truths: Iterable[Truth]) -> Truth:
    """Yes when one is yes, no when each is no, else unknown; unknown when there are none."""
    found = set(truths)
    if "yes" in found:
        return "yes"
    return "no" if found == {"no"} else "unknown"


def every(truths: Iterable[Truth]) -> Truth:
    """No when one is no, yes when each is yes, else unknown; unknown when there are none."""
    found = set(truths)
    if "no" in found:
        return "no"
    return "yes" if found == {"yes"} else "unknown"
