"""The closures of a condition, against the meaning they stand for."""

from __future__ import annotations

import pytest

from kept.decision.compiled import NO, UNKNOWN, YES, compiled
from kept.decision.holds import holds
from kept.decision.standing import Standing
from kept.policy.commitment import Condition
from kept.words.flow import Flow

TRUTHS = {"yes": YES, "no": NO, "unknown": UNKNOWN}
SURE = Condition("minor")
FALSE = Condition("restricted")
UNSURE = Condition("residence", ("EU",))


@pytest.mark.parametrize("test", ["any", "all"])
@pytest.mark.parametrize("one", [SURE, FALSE, UNSURE])
@pytest.mark.parametrize("other", [SURE, FALSE, UNSURE])
def test_any_and_all_join_yes_no_and_unknown_alike(test: str, one: Condition, other: Condition) -> None:
    joined = Condition(test, parts=(one, other))  # type: ignore[arg-type]
    standing = Standing(minor=True)
    truth = holds(joined, Flow("use", "user", "visitor"), standing)
    assert compiled(joined, None).test(standing, frozenset()) == TRUTHS[truth]


def test_unknown_beside_a_yes_is_yes_for_any_and_unknown_for_all() -> None:
    flow, standing = Flow("use", "user", "visitor"), Standing(minor=True)
    assert holds(Condition("any", parts=(UNSURE, SURE)), flow, standing) == "yes"
    assert holds(Condition("all", parts=(UNSURE, SURE)), flow, standing) == "unknown"
    assert holds(Condition("all", parts=(UNSURE, FALSE)), flow, standing) == "no"
