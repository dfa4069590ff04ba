from __future__ import annotations

import pytest

from kept.proof.verdict import VERDICTS, Evidence, Verdict, worst


def test_no_evidence_is_unproven() -> None:
    assert worst([]) == "unproven"


@pytest.mark.parametrize("bad", VERDICTS)
def test_one_worse_piece_of_evidence_decides(bad: Verdict) -> None:
    several = [Evidence(v, "found", "looked") for v in VERDICTS[: VERDICTS.index(bad) + 1]]
    assert worst(several) == bad
    assert worst(reversed(several)) == bad
