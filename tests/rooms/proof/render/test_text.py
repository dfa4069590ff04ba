"""A report in lines: 80 columns, what is broken first, at the end the whole answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.rooms.proof.whole import whole

from kept.proof.attest import Acceptance
from kept.proof.render.text import MOST, answer, text
from kept.proof.report import Report
from kept.proof.verdict import Evidence


def report(folder: Path) -> Report:
    return whole(folder).check()


def test_a_report_reads_so(tmp_path: Path) -> None:
    assert list(text(report(tmp_path))) == [
        "privacy.md of 15 Jan 2026, 7 commitments and the limits they set.",
        "Looked at shop on 2 Nov 2026 09:30 UTC.",
        "",
        "broken    logs-30d (drift: the words are hedged)",
        "  promised privacy.md:3 We keep our word.",
        "  found    1 row older than 30 days in shop.visits, the oldest 31 days",
        "  looked   count of shop.visits where at < 2026-10-03 09:30 UTC",
        "  do       kept apply logs-30d",
        "",
        "unproven  children",
        "  promised privacy.md:3 We keep our word.",
        "  found    the data map: no table of people holds a date of birth",
        "  looked   the policy and the data map",
        "  do       let somebody vouch for it in register/attestations.yaml, with",
        "           evidence and an end date",
        "",
        "unproven  no-sale (accepted by head of sales until 2026-11-30)",
        "  promised privacy.md:3 We keep our word.",
        "  found    nothing was there to look at for `sell`",
        "  looked   register/recipients.yaml",
        "  do       ask `kept decide` where the data is used, so that decisions are on",
        "           record",
        "",
        "attested  whom",
        "  promised privacy.md:3 We keep our word.",
        "  found    dpo vouches until 2027-08-31: terms of service version 7",
        "  looked   register/attestations.yaml",
        "",
        "5 kept, 1 broken, 1 attested, 2 unproven (1 accepted).",
    ]


def test_what_is_kept_is_shown_where_all_is_asked_for(tmp_path: Path) -> None:
    lines = list(text(report(tmp_path), whole=True))
    assert "kept      run" in lines
    assert lines[-1] == "5 kept, 1 broken, 1 attested, 2 unproven (1 accepted)."


def test_no_line_is_wider_than_80_columns_whatever_is_said(tmp_path: Path) -> None:
    found = report(tmp_path)
    long = "words that go on and on " * 9
    said = replace(
        found,
        stores=tuple(f"store-number-{n}" for n in range(12)),
        findings=tuple(
            replace(
                one,
                commitment=f"commitment-{'x' * 40}",
                evidence=tuple(replace(e, found=long, looked=long, do=long) for e in one.evidence),
                accepted=Acceptance("x", "the head of the department of sales", found.at.date(), long),
            )
            for one in found.findings
        ),
    )
    assert max(map(len, text(said, whole=True))) <= 80


def test_of_many_places_the_first_few_are_shown_and_the_rest_counted(tmp_path: Path) -> None:
    found = report(tmp_path)
    broken = tuple(Evidence("broken", f"place {n}", "there", "mend it") for n in range(MOST + 2))
    lines = list(text(replace(found, findings=(replace(found.findings[0], evidence=broken),))))
    assert sum("found" in line for line in lines) == MOST
    assert "           and 2 more of this kind: see --json" in lines
    assert sum("mend it" in line for line in lines) == 1


def test_an_answer_with_nothing_wrong_still_says_that_nothing_is_broken(tmp_path: Path) -> None:
    found = report(tmp_path)
    assert answer(replace(found, findings=found.findings[:2])) == "2 kept, 0 broken, 0 unproven."
