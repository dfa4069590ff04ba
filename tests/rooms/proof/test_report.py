"""Exit codes and counts of a report."""

from __future__ import annotations

from datetime import date

import pytest
from tests.controls.firm import NOW

from kept.policy.document import Document
from kept.policy.policy import Policy
from kept.proof.attest import Acceptance
from kept.proof.report import Finding, Report
from kept.proof.verdict import VERDICTS, Evidence, Verdict

POLICY = Policy("acme-privacy", "privacy.md", date(2026, 1, 15), {}, {}, ())
LATER = Acceptance("x", "dpo", date(2027, 1, 1), "known")


def finding(verdict: Verdict, accepted: Acceptance | None = None, hedge: str | None = None) -> Finding:
    return Finding("x", "use", (), (Evidence(verdict, "", ""),), hedge, accepted)


def report(*findings: Finding) -> Report:
    return Report(POLICY, Document("privacy.md", "0" * 64, ()), NOW, ("shop",), findings)


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ((), 0),
        (("kept", "attested"), 0),
        (("kept", "unproven"), 3),
        (("kept", "broken"), 1),
        (("unproven", "broken"), 1),
    ],
)
def test_the_worst_finding_sets_the_exit_code(verdicts: tuple[Verdict, ...], code: int) -> None:
    assert report(*map(finding, verdicts)).exit_code == code


@pytest.mark.parametrize("verdict", ["unproven", "broken"])
def test_what_is_accepted_changes_the_exit_code_and_no_verdict(verdict: Verdict) -> None:
    accepted = report(finding("kept"), finding(verdict, LATER))
    assert accepted.exit_code == 0
    assert accepted.count(verdict) == 1
    assert report(finding(verdict, LATER), finding("unproven")).exit_code == 3


def test_every_finding_is_counted_once() -> None:
    counted = report(*map(finding, (*VERDICTS, "kept")))
    assert [counted.count(verdict) for verdict in VERDICTS] == [2, 1, 1, 1]


def test_a_finding_without_evidence_is_unproven_and_fails() -> None:
    silent = Finding("x", "use", (), ())
    assert (silent.verdict, silent.fails) == ("unproven", True)


def test_only_a_broken_promise_in_hedged_words_is_drift() -> None:
    assert finding("broken", hedge="reasonable efforts").drift
    assert not finding("unproven", hedge="reasonable efforts").drift
    assert not finding("broken").drift
