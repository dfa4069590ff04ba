"""May this flow take place? The answer of `spec.py`, from an index built once per policy version.

A decision is a look-up of the commitments that speak of the flow (kept for flows seen before) and a few
closures on the person's standing. Random policies keep the two equal: `tests/agree/test_decide_is_spec.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from kept.policy.commitment import Condition, Decided
from kept.policy.policy import Policy
from kept.words.flow import Act, Flow

from .ask import Because, Decision
from .compiled import NO, YES, Compiled, Grounds, compiled
from .matching import Prepared, above, known_as, prepared
from .standing import NOBODY, Standing

Key: TypeAlias = tuple[Act, str, str, str | None, str | None]
REMEMBERED = 4096  # flows; a deployment has some hundreds, so this only bounds what strangers can ask for
SILENT = Decision("silent")


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A commitment that speaks of the flow, ready to be weighed against a standing."""

    because: Because
    duties: tuple[str, ...]
    wanted: Compiled | None
    exception: Compiled | None


Failing: TypeAlias = tuple[Rule, int, int]
"""A permission that does not apply, with the truth of its `if` and of its `unless`."""


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """All that speak of one flow; `settled` is the answer when no condition could change it.

    `granted` is the answer when every permission applies, made once because it is the common one.
    """

    prohibitions: tuple[Rule, ...]
    permissions: tuple[Rule, ...]
    settled: Decision | None
    granted: Decision


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """A policy made ready for many decisions; what it remembers of flows changes no answer."""

    policy: Policy
    acts: dict[Act, tuple[Prepared, ...]]
    seen: dict[Key, Matched] = field(default_factory=dict, repr=False)


def index(policy: Policy) -> Index:
    """The index of one policy version; share it between threads."""
    return Index(policy, prepared(policy))


def decide(index: Index, flow: Flow, standing: Standing = NOBODY) -> Decision:
    """The policy's answer for one flow about a person of this standing."""
    key = (flow.act, flow.category, flow.about, flow.purpose, flow.to)
    matched = index.seen.get(key)
    if matched is None:
        matched = _matched(index, flow)
        if len(index.seen) >= REMEMBERED:
            index.seen.clear()  # one step, so that threads need no lock
        index.seen[key] = matched
    if matched.settled is not None:
        return matched.settled
    return _weighed(matched, standing, flow.grounds)


def _matched(index: Index, flow: Flow) -> Matched:
    categories = above((flow.category,))
    purposes = frozenset() if flow.purpose is None else above((flow.purpose,))
    recipients = frozenset() if flow.to is None else known_as(index.policy, flow.to)
    speaking = [
        one.commitment
        for one in index.acts.get(flow.act, ())
        if one.speaks(flow, categories, purposes, recipients)
    ]
    against = tuple(_rule(c, flow.purpose) for c in speaking if c.effect == "forbid")
    permissions = tuple(_rule(c, flow.purpose) for c in speaking if c.effect == "permit")
    return Matched(against, permissions, _settled(against, permissions), _allowed(permissions))


def _settled(against: tuple[Rule, ...], permissions: tuple[Rule, ...]) -> Decision | None:
    if against and all(rule.wanted is None and rule.exception is None for rule in against):
        return Decision("forbidden", tuple(rule.because for rule in against))
    return None if against or permissions else SILENT


def _rule(c: Decided, purpose: str | None) -> Rule:
    def ready(condition: Condition | None) -> Compiled | None:
        return None if condition is None else compiled(condition, purpose)

    because = Because(c.id, tuple(cite.sentence for cite in c.cites))
    return Rule(because, c.duties, ready(c.condition), ready(c.unless))


def _weighed(matched: Matched, standing: Standing, grounds: Grounds) -> Decision:
    against = matched.prohibitions and [
        rule.because
        for rule in matched.prohibitions
        if (rule.wanted is None or rule.wanted.test(standing, grounds) != NO)
        and (rule.exception is None or rule.exception.test(standing, grounds) != YES)
    ]
    if against:
        return Decision("forbidden", tuple(against))
    if not matched.permissions:
        return SILENT
    applying: list[Rule] = []
    failing: list[Failing] = []
    for rule in matched.permissions:
        wanted = YES if rule.wanted is None else rule.wanted.test(standing, grounds)
        barred = NO if rule.exception is None else rule.exception.test(standing, grounds)
        if wanted == YES and barred == NO:
            applying.append(rule)
        else:
            failing.append((rule, wanted, barred))
    if not applying:
        return _refused(failing, standing, grounds)
    if standing.restricted:
        return Decision("restricted", tuple([rule.because for rule in applying]))
    return _allowed(applying) if failing else matched.granted


def _allowed(rules: Sequence[Rule]) -> Decision:
    duties = tuple(dict.fromkeys([duty for rule in rules for duty in rule.duties]))
    return Decision("allowed", tuple([rule.because for rule in rules]), (), duties)


def _refused(failing: list[Failing], standing: Standing, grounds: Grounds) -> Decision:
    ended: list[Because] = []
    missing: list[str] = []
    for rule, wanted, barred in failing:
        if rule.wanted is not None and wanted != YES:
            missing += rule.wanted.lacks(standing, grounds)
        if rule.exception is not None and barred != NO:
            if rule.exception.objection(standing, grounds):
                ended.append(rule.because)
            missing += rule.exception.hinders(standing, grounds)
    if ended:
        return Decision("objected", tuple(ended))
    return Decision("needs", tuple([rule.because for rule, _, _ in failing]), tuple(dict.fromkeys(missing)))
