"""Evidence from flows: what the map and the register show is judged by the same rules as what code asks.

Every flow is decided for a person who has said nothing. One that a prohibition meets breaks it; one that
nothing permits breaks the limit of its act (collection, use and disclosure limitation: OECD Privacy
Guidelines 2013, paragraphs 7 and 10; GDPR Art. 5(1)(b) and (c)); one that is permitted only together with
what a person said, or with a ground on record, is unproven until decisions are on record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from kept.controls.control import Gap, Which
from kept.decision.ask import Decision
from kept.decision.decide import Index, decide, index
from kept.decision.spec import ACT_OF
from kept.policy.commitment import Commitment, Condition, Decided, Disclosure, Sale
from kept.policy.policy import Policy
from kept.words.flow import Act, Flow, Sighting
from kept.words.number import counted

from .verdict import Evidence

ASK = "ask `kept decide` where the data is used, so that decisions are on record"
LIMITS: Mapping[Act, str] = {
    "collect": "collection-limit",
    "use": "use-limit",
    "disclose": "disclosure-limit",
    "sell": "sale-limit",
}
"""The commitment every policy makes by listing what it permits: nothing beyond it."""


@dataclass(frozen=True, slots=True)
class Observed:
    """What was seen of one act: where one looked, at how many of what, and the flows found there."""

    act: Act
    looked: str
    places: int
    unit: Which
    """What is counted: fields, declared uses."""
    sightings: tuple[Sighting, ...]
    unseen: tuple[Gap, ...] = ()
    """What is there and could not be looked into, such as tables that no map speaks of."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A sighting and the answer to it."""

    sighting: Sighting
    decision: Decision


Answers: TypeAlias = Mapping[Act, Sequence[Judged]]


def judged(policy: Policy, observed: Iterable[Observed]) -> dict[Act, tuple[Judged, ...]]:
    """The answer to every sighting, by act."""
    ready = index(policy)
    answers: dict[Act, list[Judged]] = {}
    for one in observed:
        answers.setdefault(one.act, []).extend(_answers(ready, one.sightings))
    return {act: tuple(found) for act, found in answers.items()}


def _answers(ready: Index, sightings: Iterable[Sighting]) -> list[Judged]:
    return [Judged(sighting, decide(ready, sighting.flow)) for sighting in sightings]


@dataclass(frozen=True, slots=True)
class _Seen:
    """All that was looked at for one act, with the answers."""

    places: int
    counted: str
    looked: str
    judged: tuple[Judged, ...]
    unseen: tuple[Gap, ...]

    def of(self, answer: str) -> tuple[Judged, ...]:
        return tuple(j for j in self.judged if j.decision.answer == answer)


def _seen(act: Act, observed: Iterable[Observed], answers: Answers) -> _Seen:
    own = [one for one in observed if one.act == act]
    return _Seen(
        places=sum(one.places for one in own),
        counted=" and ".join(one.unit.counted(one.places) for one in own),
        looked=", ".join(dict.fromkeys(one.looked for one in own)) or "nothing",
        judged=tuple(answers.get(act, ())),
        unseen=tuple(what for one in own for what in one.unseen),
    )


def evidence(
    commitment: Decided, policy: Policy, observed: Sequence[Observed], answers: Answers
) -> tuple[Evidence, ...]:
    """What the flows of a commitment's act say of it; unproven where none of them could be looked at.

    A prohibition is unproven as well where something is there that could not be looked into.
    """
    act = ACT_OF[type(commitment)]
    seen = _seen(act, observed, answers)
    if not seen.places:
        return (Evidence("unproven", f"nothing was there to look at for `{act}`", seen.looked, ASK),)
    met = [j for j in seen.judged if commitment.id in _speaking(j.decision, policy)]
    if commitment.effect == "forbid":
        return _forbidden([j for j in met if j.decision.answer == "forbidden"], seen)
    return (_permitted(commitment, met, seen),)


def _speaking(decision: Decision, policy: Policy) -> frozenset[str]:
    """The commitments an answer is laid to: those that name data or recipients, where any does.

    Else `we may disclose what you approve` would be in doubt with every disclosure that lacks something.
    """
    named = {b.commitment for b in decision.because}
    if decision.answer == "allowed" or len(named) == 1:
        return frozenset(named)
    exact = {c.id for c in policy.commitments if c.id in named and _names(c)}
    return frozenset(exact or named)


def _names(commitment: Commitment) -> bool:
    to = commitment.to if isinstance(commitment, Disclosure | Sale) else ()
    return isinstance(commitment, Decided) and bool(commitment.data or to)


def _forbidden(against: Sequence[Judged], seen: _Seen) -> tuple[Evidence, ...]:
    if not against:
        return (Evidence("kept", f"not in {seen.counted}", seen.looked), *map(_unseen, seen.unseen))
    do = "stop it, or say in the policy that it is done"
    return tuple(Evidence("broken", found, seen.looked, do) for found in _places(against))


def _permitted(commitment: Decided, met: Sequence[Judged], seen: _Seen) -> Evidence:
    needing = [j for j in met if j.decision.answer != "allowed"]
    if needing:
        where = _places(needing)
        lacking = dict.fromkeys(words for j in needing for words in j.decision.missing)
        more = f" and {len(where) - 1:,} more" if len(where) > 1 else ""
        found = f"{where[0]}{more}: only with {', '.join(lacking) or 'what nobody recorded'}"
        return Evidence("unproven", found, seen.looked, ASK)
    if met and (depends := _personal(commitment)):
        found = f"{_flows(met)} on it, each as far as the person's {' and '.join(depends)} allows"
        return Evidence("unproven", found, seen.looked, ASK)
    resting = f"{_flows(met)} on it" if met else "not made use of"
    return Evidence("kept", f"{resting} in {seen.counted}", seen.looked)


def _flows(met: Sequence[Judged]) -> str:
    return counted(len(met), "flow rests", "flows rest")


def _personal(commitment: Decided) -> tuple[str, ...]:
    """What a person must have said or be: a flow about nobody in particular cannot show it."""
    words = {
        "consent": "consent",
        "objected": "objection",
        "restricted": "restriction",
        "minor": "age",
        "opted_out_of_sale": "opt-out",
        "residence": "residence",
    }
    tests = [t for c in (commitment.condition, commitment.unless) if c is not None for t in _tests(c)]
    return tuple(dict.fromkeys(words[test] for test in tests if test in words))


def _tests(condition: Condition) -> tuple[str, ...]:
    return (condition.test, *(test for part in condition.parts for test in _tests(part)))


def limit(act: Act, observed: Sequence[Observed], answers: Answers) -> tuple[Evidence, ...]:
    """Whether anything is done that the policy does not speak of; no evidence where nothing was looked at."""
    seen = _seen(act, observed, answers)
    if not seen.places:
        return ()
    # What may not even be held is said once, under collection, and not again for each use.
    held = {
        (j.sighting.where, j.sighting.flow.about) for j in _seen("collect", observed, answers).of("silent")
    }
    silent = [
        j
        for j in seen.of("silent")
        if act == "collect" or (j.sighting.where, j.sighting.flow.about) not in held
    ]
    unseen = tuple(map(_unseen, seen.unseen))
    if not silent:
        return (Evidence("kept", f"nothing beyond the policy in {seen.counted}", seen.looked), *unseen)
    do = "stop it, or say in the policy that it is done; where the map is wrong, correct the map"
    beyond = (
        Evidence("broken", f"{found}, and the policy permits no such thing", seen.looked, do)
        for found in _places(silent)
    )
    return (*beyond, *unseen)


def _unseen(gap: Gap) -> Evidence:
    return Evidence("unproven", f"{gap.where} {gap.lacks}", "the store's schema and its map", gap.do)


def _places(several: Sequence[Judged]) -> tuple[str, ...]:
    """Where, and what: each place once."""
    return tuple(dict.fromkeys(f"{j.sighting.where} {_said(j.sighting.flow)}" for j in several))


def _said(flow: Flow) -> str:
    what = f"`{flow.category}` about {flow.about}"
    match flow.act:
        case "collect":
            return f"holds {what}"
        case "use":
            return f"uses {what} for `{flow.purpose}`"
        case "disclose" | "sell":
            receives = "receives" if flow.act == "disclose" else "pays for"
            return f"({flow.to}) {receives} {what}{f' for `{flow.purpose}`' if flow.purpose else ''}"
        case _:
            return f"{flow.act}: {what}"
