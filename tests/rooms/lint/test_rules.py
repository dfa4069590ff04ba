from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kept.lint.dates import dates
from kept.lint.examine import RULES, examine
from kept.lint.finding import Finding
from kept.reading.sentence import read

TODAY = date(2026, 3, 1)
PAGES = Path(__file__).resolve().parents[3] / "docs" / "lint"


def found(text: str) -> list[Finding]:
    return list(examine(read("policy.md", text), TODAY))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (
            "empty-list",
            "# P\n\n## Uses\n\nWe use data for the following purposes:\n\n## Sharing\n\nWe do not.\n",
        ),
        ("empty-list", "# P\n\nWe share it as follows:\n"),
        ("empty-list", "# P\n\nWe share it as follows:\n\nWe also ask for:\n\n- your name.\n"),
        ("missing-date", "# P\n\nWe will revise the “updated” date at the bottom.\n"),
        ("placeholder", "# P\n\nWrite to [email protected] if you have questions.\n"),
        ("placeholder", "# P\n\n[Company name] collects data.\n"),
        ("section-reference", "# P\n\n## 1. Data\n\nSee Section 9 below.\n"),
        ("section-reference", "# P\n\n## Our Cookies\n\nSee the section “Cookies We Set” below.\n"),
        ("stale", "# P\n\nLast updated: 28 December 2021.\n"),
    ],
)
def test_a_fault_is_found_by_its_rule_alone(rule: str, text: str) -> None:
    assert [finding.rule for finding in found(text)] == [rule]


@pytest.mark.parametrize(
    "text",
    [
        "# P\n\nWe use data for:\n\n- billing.\n",
        "# P\n\nWe will revise the “updated” date.\n\nUpdated: January 15, 2026.\n",
        "# P\n\n## Data\n\nThese are our sources:\n\n### You\n\nYou tell us.\n",
        "# P\n\n## Data\n\nThis section uses the term “cookie” as readers know it.\n",
        "# P\n\nWrite to privacy@acme.example.\n",
        "# P\n\n[our terms](https://acme.example/terms) apply.\n",
        "# P\n\n## 1. Data\n\n## 2. Uses\n\nSee Section 1 above.\n",
        "# P\n\nUnder Section 1798 of the Code you may ask.\n",
        "# P\n\n## Cookies\n\nSee the section “Cookies”.\n",
        "# P\n\nLast updated: 2026-01-15.\n",
        "# P\n\nWe were founded on 28 December 2001.\n",
    ],
)
def test_a_sound_text_has_no_finding(text: str) -> None:
    assert found(text) == []


def test_a_reference_that_is_nearly_a_heading_is_told_that_heading() -> None:
    (finding,) = found("# P\n\n## Our Use of Cookies\n\nSee the section “Use of Cookies” below.\n")
    assert finding.do == "write its heading: `our use of cookies`"


def test_findings_stand_in_the_order_of_the_text() -> None:
    text = "# P\n\nLast updated: 2 May 2020.\n\nWrite to [email protected].\n\nWe share:\n"
    assert [f.rule for f in found(text)] == ["stale", "placeholder", "empty-list"]


@pytest.mark.parametrize(
    "written",
    [
        "15 January 2026",
        "January 15, 2026",
        "Jan. 15, 2026",
        "2026-01-15",
        "15th of January 2026",
        "_January 15, 2026_",
    ],
)
def test_dates_are_read_in_every_form(written: str) -> None:
    assert list(dates(f"Updated on {written}.")) == [date(2026, 1, 15)]


def test_a_day_that_no_calendar_has_is_no_date() -> None:
    assert list(dates("February 30, 2026")) == []


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_its_page(rule: str) -> None:
    assert (PAGES / f"{rule}.md").read_text(encoding="utf-8").startswith(f"# {rule}\n")
