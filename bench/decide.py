"""`python -m bench.decide [--quick]`: microseconds of one decision, with standing in memory."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import product
from random import Random
from statistics import median
from time import perf_counter

from bench.table import Row, report
from kept.decision import spec
from kept.decision.ask import Decision
from kept.decision.decide import Index, decide, index
from kept.decision.standing import Consent, Standing
from kept.policy.citation import Citation
from kept.policy.commitment import (
    Collection,
    Condition,
    Disclosure,
    Organisation,
    Sale,
    Term,
    Use,
)
from kept.policy.policy import Policy
from kept.words.flow import Act, Flow

COMMITMENTS = 200
LIMIT = 5.0  # microseconds
CATEGORIES = [
    f"user.{group}.{kind}" for group in ("contact", "device", "behavior", "financial") for kind in "abcdef"
]
WIDER = ["user.contact", "user.behavior", "visitor_data", "customer_data"]
PURPOSES = [
    f"{top}.{part}" for top in ("marketing", "analytics", "essential", "personalize") for part in "abcd"
]
PEOPLE = ["visitor", "prospect", "candidate", "customer"]
RECIPIENTS = ["providers", "partners", "authority", "affiliates"]


def policy(random: Random) -> Policy:
    """A policy of 200 decided commitments, one in eight a prohibition, most with conditions."""
    return Policy(
        id="bench",
        document="privacy.md",
        effective=date(2024, 5, 1),
        parties={key: Organisation(kind="processor") for key in RECIPIENTS},
        terms={f"{people}_data": Term((people,), ("user.contact", "user.device")) for people in PEOPLE},
        commitments=tuple(commitment(random, n) for n in range(COMMITMENTS)),
    )


def commitment(random: Random, n: int) -> Collection | Use | Disclosure | Sale:
    """One decided commitment of a random kind."""
    forbids = random.random() < 0.125
    named = random.choice(PURPOSES)
    purpose = (named.split(".")[0] if random.random() < 0.5 else named,)
    one = kind(random, f"c{n}", purpose)
    return replace(
        one,
        cites=(Citation(f"s{n}", "0" * 12),),
        effect="forbid" if forbids else "permit",
        data=(
            random.choice([*CATEGORIES, "user.contact", "user.behavior", "visitor_data", "customer_data"]),
        ),
        condition=condition(random, purpose, forbids),
        unless=Condition("objected", purpose) if not forbids and random.random() < 0.5 else None,
        duties=("record_ground",) if random.random() < 0.3 else (),
    )


def kind(random: Random, name: str, purpose: tuple[str, ...]) -> Collection | Use | Disclosure | Sale:
    """A bare commitment; uses are the commonest, as in policies."""
    match random.choice(["collect", "use", "use", "use", "disclose", "disclose", "sell"]):
        case "collect":
            return Collection(id=name, cites=())
        case "use":
            return Use(id=name, cites=(), purpose=purpose)
        case "disclose":
            return Disclosure(id=name, cites=(), purpose=purpose, to=(random.choice(RECIPIENTS),))
        case _:
            return Sale(id=name, cites=())


def condition(random: Random, purpose: tuple[str, ...], forbids: bool) -> Condition | None:
    """Conditions as policies have them: minors and places forbid, yeses and grounds permit."""
    if forbids:
        return random.choice([Condition("minor"), Condition("residence", ("EU", "UK"))])
    yes = Condition("consent", purpose)
    ground = Condition("ground", ("legal_process",))
    return random.choice([None, yes, ground, Condition("any", parts=(yes, ground))])


def asked(random: Random, held: Policy, many: int) -> list[tuple[Flow, Standing]]:
    """Flows that at least one commitment speaks of, with standings of every sort."""
    acts: list[Act] = ["use", "use", "use", "disclose", "collect", "sell"]
    ready = index(held)
    found: list[tuple[Flow, Standing]] = []
    corners = list(product(CATEGORIES, PEOPLE, PURPOSES))
    while len(found) < many:
        category, about, purpose = random.choice(corners)
        act = random.choice(acts)
        to = random.choice(RECIPIENTS) if act in ("disclose", "sell") else None
        grounds = frozenset({"legal_process"}) if random.random() < 0.5 else frozenset()
        flow = Flow(act, category, about, purpose, to, grounds=grounds)
        if decide(ready, flow).answer != "silent":
            found.append((flow, standing(random)))
    return found


def standing(random: Random) -> Standing:
    """A person who said yes to some purposes and no to others."""
    return Standing(
        consents=frozenset(Consent(p, "express") for p in random.sample(PURPOSES, random.randint(0, 4))),
        objections=frozenset(random.sample(PURPOSES, random.randint(0, 2))),
        restricted=random.random() < 0.02,
        minor=random.random() < 0.05,
        residence=random.choice(["SE", "US-CA", "GB", "NO"]),
    )


def microseconds(answer: Callable[[Flow, Standing], Decision], asked: list[tuple[Flow, Standing]]) -> float:
    """The median microseconds of one decision, each timed by itself; the clock's own cost is taken off."""
    took: list[float] = []
    idle: list[float] = []
    for flow, standing in asked:
        began = perf_counter()
        answer(flow, standing)
        between = perf_counter()
        took.append(between - began)
        idle.append(perf_counter() - between)
    return (median(took) - median(idle)) * 1e6


def main(arguments: list[str]) -> int:
    """Measures and prints; exit code 1 when the limit is passed or the two disagree."""
    many = 500 if "--quick" in arguments else 3_000
    random = Random(7)
    held = policy(random)
    flows = asked(random, held, many)
    ready = index(held)
    if any(decide(ready, f, s) != spec.decide(held, f, s) for f, s in flows[:500]):
        print("decide and its meaning disagree: nothing was measured.")
        return 1
    cold = microseconds(lambda f, s: decide(Index(held, ready.acts), f, s), flows)
    for flow, person in flows:
        decide(ready, flow, person)
    rounds = flows * (5 if "--quick" in arguments else 20)
    warm = microseconds(lambda f, s: decide(ready, f, s), rounds)
    slow = microseconds(lambda f, s: spec.decide(held, f, s), flows[:500])
    return report(
        f"One decision, {COMMITMENTS} commitments, standing in memory",
        "us",
        [
            Row("decide, flow seen before", warm, LIMIT),
            Row("decide, flow not seen before", cold),
            Row("spec, the meaning", slow),
        ],
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
