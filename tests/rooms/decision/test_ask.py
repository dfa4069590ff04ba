"""The answer as people read it."""

import pytest

from kept.decision.ask import ANSWERS, Answer, Because, Decision

BY = (Because("promote", ("s47", "s48")),)


@pytest.mark.parametrize("answer", ANSWERS)
def test_only_allowed_is_a_yes(answer: Answer) -> None:
    assert Decision(answer, BY).allowed == (answer == "allowed")


@pytest.mark.parametrize(
    ("decision", "reason"),
    [
        (Decision("allowed", BY), "Allowed by promote (s47, s48)."),
        (Decision("allowed", BY, (), ("a", "b")), "Allowed by promote (s47, s48), on condition of a, b."),
        (Decision("forbidden", (Because("no", ()),)), "Forbidden by no."),
        (Decision("silent"), "Not allowed: nothing in the policy permits it."),
        (Decision("needs", BY, ("x", "y")), "Not allowed yet: promote (s47, s48) asks for x; y."),
        (
            Decision("restricted", BY),
            "Not allowed: this person's data is restricted; otherwise promote (s47, s48) would permit it.",
        ),
        (Decision("objected", BY), "Not allowed: this person objected, which ends promote (s47, s48)."),
    ],
)
def test_the_reason_is_one_plain_sentence(decision: Decision, reason: str) -> None:
    assert decision.reason == reason
