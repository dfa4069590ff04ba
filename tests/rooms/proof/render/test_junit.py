"""A report as JUnit XML: it parses, its counts are right, and what is accepted passes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

from tests.rooms.proof.whole import whole

from kept.proof.render.junit import junit
from kept.proof.report import Report
from kept.proof.verdict import Evidence


def parsed(report: Report) -> ElementTree.Element:
    return ElementTree.fromstring(junit(report))  # noqa: S314 - made by the code under test


def case(suite: ElementTree.Element, name: str) -> ElementTree.Element:
    (found,) = [c for c in suite if c.get("name") == name]
    return found


def test_the_counts_are_those_of_its_cases(tmp_path: Path) -> None:
    suite = parsed(whole(tmp_path).check())
    assert (suite.tag, suite.get("name")) == ("testsuite", "acme-privacy")
    assert suite.get("tests") == str(len(suite)) == "9"
    assert suite.get("failures") == str(len(suite.findall("testcase/failure"))) == "1"
    assert suite.get("errors") == str(len(suite.findall("testcase/error"))) == "1"


def test_what_is_broken_is_a_failure_and_what_is_unproven_an_error(tmp_path: Path) -> None:
    suite = parsed(whole(tmp_path).check())
    failure = case(suite, "logs-30d").find("failure")
    assert failure is not None
    assert failure.get("message") == "1 row older than 30 days in shop.visits, the oldest 31 days"
    assert "promised: privacy.md:3" in (failure.text or "")
    assert case(suite, "children").find("error") is not None


def test_what_is_accepted_or_attested_passes_and_says_so(tmp_path: Path) -> None:
    suite = parsed(whole(tmp_path).check())
    for name, verdict in (("no-sale", "unproven"), ("whom", "attested")):
        said = case(suite, name).find("system-out")
        assert said is not None
        assert (said.text or "").startswith(f"{verdict}: privacy.md:3")


def test_words_that_xml_cannot_hold_are_spelled_out(tmp_path: Path) -> None:
    found = whole(tmp_path).check()
    odd = Evidence("broken", "table `a\x00<b>\x1b\ud800` & more", "there")
    suite = parsed(replace(found, findings=(replace(found.findings[0], evidence=(odd,)),)))
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert failure.get("message") == "table `a\\x00<b>\\x1b\\ud800` & more"
