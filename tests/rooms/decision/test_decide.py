"""What the index remembers is bounded and never seen from outside."""

from __future__ import annotations

from datetime import date

import pytest

from kept.decision import decide as module
from kept.decision.decide import decide, index
from kept.decision.standing import Standing
from kept.policy.commitment import Condition, Disclosure, Use
from kept.policy.policy import Policy
from kept.words.flow import Flow

GROUNDED = Use(id="grounded", cites=(), condition=Condition("ground", ("approval",)))
HELD = Policy("acme", "privacy.md", date(2024, 5, 1), {}, {}, (GROUNDED,))


def test_the_index_remembers_no_more_flows_than_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 3)
    ready = index(HELD)
    for n in range(50):
        assert decide(ready, Flow("use", f"user.c{n}", "visitor")).answer == "needs"
        assert len(ready.seen) <= 3


def test_grounds_and_standing_are_weighed_anew_each_time() -> None:
    ready = index(HELD)
    flow = Flow("use", "user", "visitor")
    approved = Flow("use", "user", "visitor", grounds=frozenset({"approval"}))
    answers = [
        decide(ready, f, s).answer for f in (flow, approved) for s in (Standing(), Standing(restricted=True))
    ]
    assert answers == ["needs", "needs", "allowed", "restricted"]


def test_flows_that_differ_in_one_part_are_not_mistaken_for_each_other() -> None:
    police = Disclosure(
        id="police", cites=(), data=("user",), about=("visitor",), purpose=("law",), to=("police",)
    )
    ready = index(Policy("acme", "privacy.md", date(2024, 5, 1), {}, {}, (police,)))
    asked = [
        Flow("disclose", "user", "visitor", "law", "police"),
        Flow("disclose", "user", "visitor", "law", "friends"),
        Flow("disclose", "user", "visitor", "fun", "police"),
        Flow("disclose", "user", "prospect", "law", "police"),
        Flow("disclose", "system", "visitor", "law", "police"),
        Flow("use", "user", "visitor", "law", "police"),
    ]
    assert [decide(ready, flow).answer for flow in asked] == ["allowed"] + ["silent"] * 5
