from __future__ import annotations

from itertools import product

import pytest

from kept.proof.verdict import VERDICTS, Evidence, Verdict, worst


def test_no_evidence_is_unproven() -> None:
    assert worst(()) == "unproven"


@pytest.mark.parametrize(("one", "other"), list(product(VERDICTS, VERDICTS)))
def test_the_worse_of_two_pieces_of_evidence_is_the_verdict(one: Verdict, other: Verdict) -> None:
    found = worst(Evidence(v, "", "") for v in (one, other))
    assert VERDICTS.index(found) == max(VERDICTS.index(one), VERDICTS.index(other))


def test_from_best_to_worst_it_is_kept_attested_unproven_broken() -> None:
    assert VERDICTS == ("kept", "attested", "unproven", "broken")
