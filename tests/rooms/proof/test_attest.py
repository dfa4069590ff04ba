"""What a named person vouches for or lives with, and the mistakes such a file can have."""

from __future__ import annotations

from datetime import date

import pytest

from kept.proof.attest import (
    Acceptance,
    Attestation,
    attested,
    parse_accepted,
    parse_attestations,
)
from kept.proof.verdict import Evidence, Verdict, worst
from kept.words.error import BadFile

KNOWN = frozenset({"logs-30d", "no-sale"})
VOUCHED = """\
attestations:
- commitment: logs-30d
  by: dpo
  on: 2026-09-01
  until: 2027-08-31
  evidence: audit of 2026
"""
ACCEPTED = """\
accepted:
- {commitment: no-sale, owner: dpo, until: 2027-03-31, reason: the register comes in March}
"""
DPO = Attestation("logs-30d", "dpo", date(2026, 9, 1), date(2027, 8, 31), "audit of 2026")
IN_TIME, TOO_EARLY, TOO_LATE = date(2026, 11, 2), date(2026, 8, 31), date(2027, 9, 1)


def evidence(*verdicts: Verdict) -> tuple[Evidence, ...]:
    return tuple(Evidence(v, f"{v} {n}", "somewhere") for n, v in enumerate(verdicts))


def verdicts(several: tuple[Evidence, ...]) -> list[str]:
    return [one.verdict for one in several]


def test_an_attestation_is_read_whole() -> None:
    assert parse_attestations(VOUCHED, "attestations.yaml", KNOWN) == {"logs-30d": DPO}


def test_an_acceptance_is_read_whole() -> None:
    accepted = Acceptance("no-sale", "dpo", date(2027, 3, 31), "the register comes in March")
    assert parse_accepted(ACCEPTED, "accepted.yaml", KNOWN) == {"no-sale": accepted}


@pytest.mark.parametrize(
    ("right", "wrong", "line", "key", "do"),
    [
        ("commitment: logs-30d", "commitment: logs-30", 2, "commitment", "did you mean `logs-30d`?"),
        ("until: 2027-08-31", "until: soon", 5, "until", "write for example `2021-12-28`"),
        ("until: 2027-08-31", "until: 2026-08-31", 5, "until", "set `until` to a later day"),
        ("  by: dpo\n", "", 2, "by", "add `by:`"),
        ("  evidence: audit of 2026\n", "", 2, "evidence", "add `evidence:`"),
        ("evidence:", "evidnce:", 6, "evidnce", "did you mean `evidence`?"),
        (VOUCHED, "{}", 1, "attestations", "add `attestations:`"),
    ],
)
def test_a_mistake_is_named_with_file_line_key_and_what_to_do(
    right: str, wrong: str, line: int, key: str, do: str
) -> None:
    with pytest.raises(BadFile) as caught:
        parse_attestations(VOUCHED.replace(right, wrong), "attestations.yaml", KNOWN)
    error = caught.value
    assert (error.file, error.line, error.key, error.do) == ("attestations.yaml", line, key, do)


def test_a_commitment_that_is_accepted_twice_is_refused() -> None:
    text = ACCEPTED + ACCEPTED.removeprefix("accepted:\n")
    with pytest.raises(BadFile, match="`no-sale` stands twice"):
        parse_accepted(text, "accepted.yaml", KNOWN)


def test_an_attestation_lifts_what_is_unproven_to_attested() -> None:
    assert verdicts(attested(evidence("kept", "unproven", "unproven"), DPO, IN_TIME)) == ["kept", "attested"]


def test_an_attestation_stands_in_for_no_evidence_at_all() -> None:
    assert verdicts(attested((), DPO, IN_TIME)) == ["attested"]


def test_an_attestation_never_lifts_what_is_broken() -> None:
    whole = attested(evidence("broken", "unproven"), DPO, IN_TIME)
    assert worst(whole) == "broken"


@pytest.mark.parametrize("several", [("kept",), ("broken",), ("kept", "broken")])
@pytest.mark.parametrize("today", [IN_TIME, TOO_EARLY, TOO_LATE])
def test_what_looks_have_shown_needs_nobody_to_vouch(several: tuple[Verdict, ...], today: date) -> None:
    assert attested(evidence(*several), DPO, today) == evidence(*several)


@pytest.mark.parametrize("today", [TOO_EARLY, TOO_LATE])
def test_an_attestation_vouches_for_nothing_before_and_after_its_days(today: date) -> None:
    whole = attested(evidence("kept", "unproven"), DPO, today)
    assert verdicts(whole) == ["kept", "unproven", "unproven"]
    assert whole[-1].found == "the attestation of dpo is for 2026-09-01 to 2027-08-31"
    assert verdicts(attested((), DPO, today)) == ["unproven"]


@pytest.mark.parametrize("today", [DPO.on, DPO.until])
def test_an_attestation_vouches_on_its_first_day_and_on_its_last(today: date) -> None:
    assert verdicts(attested(evidence("unproven"), DPO, today)) == ["attested"]


def test_without_an_attestation_evidence_is_what_it_is() -> None:
    assert attested(evidence("unproven"), None, IN_TIME) == evidence("unproven")
