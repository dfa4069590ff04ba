"""A report as text, JSON and JUnit says the same."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.firm import firm

from kept.proof.render.facts import facts
from kept.proof.render.junit import junit
from kept.proof.render.text import text
from kept.proof.report import Report

VISITS = """{id: visits-1y, kind: retention, data: user_records, keep: {for: 1 year, from: visit},
  cites: [s3], hedge: as a rule}"""
ROLE = "{id: role, kind: role, data: [user_records], role: controller, cites: [s2]}"
SCOPE = "{id: scope, kind: scope, people: [user], cites: [s2]}"
SERVE = "{id: serve, kind: use, purpose: [essential.service], cites: [s1]}"
OLD = "INSERT INTO users VALUES (1, 'ada@acme.example', NULL, '2024-01-01');"
ACCEPTED = "accepted:\n- {commitment: scope, owner: dpo, until: 2026-12-31, reason: in work}\n"


@pytest.fixture
def report(tmp_path: Path) -> Report:
    return firm(tmp_path, VISITS, ROLE, SCOPE, SERVE, rows=OLD, accepted=ACCEPTED).check()


def test_text_shows_what_is_broken_first_and_ends_with_the_whole_answer(report: Report) -> None:
    lines = list(text(report))
    assert lines[0] == "privacy.md of 15 Jan 2026, 5 commitments and the limits they set."
    assert lines[3] == "broken    visits-1y (drift: the words are hedged)"
    assert lines[4] == "  promised privacy.md:5 And this is the rest of it."
    assert lines[-1] == "4 kept, 1 broken, 2 unproven (1 accepted)."
    assert all(len(line) <= 80 for line in lines)
    assert not any(line.startswith("kept ") for line in lines[:-1])


def test_the_whole_text_shows_what_is_kept_too(report: Report) -> None:
    assert sum(line.startswith("kept ") for line in text(report, whole=True)) == 4


def test_json_has_the_same_facts(report: Report) -> None:
    value = json.loads(json.dumps(facts(report)))
    assert value["counts"] == {"kept": 4, "attested": 0, "unproven": 2, "broken": 1}
    (broken,) = [f for f in value["findings"] if f["verdict"] == "broken"]
    assert broken["commitment"] == "visits-1y"
    assert broken["drift"] is True
    assert broken["sentences"][0]["line"] == 5
    assert set(broken["evidence"][0]) == {"verdict", "found", "looked", "do"}
    (accepted,) = [f for f in value["findings"] if f["accepted"]]
    assert accepted["accepted"] == {"owner": "dpo", "until": "2026-12-31", "reason": "in work"}


def test_junit_counts_what_fails_the_check(report: Report) -> None:
    suite = ElementTree.fromstring(junit(report))  # noqa: S314 - our own text
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("7", "1", "1")
    assert [case.get("name") for case in suite if case.find("failure") is not None] == ["visits-1y"]
    assert [case.get("name") for case in suite if case.find("error") is not None] == ["role"]


def test_nobody_is_named(report: Report) -> None:
    said = "\n".join([*text(report, whole=True), json.dumps(facts(report)), junit(report)])
    assert "@acme.example" not in said


def test_with_nothing_broken_what_is_unproven_gives_its_own_exit_code(tmp_path: Path) -> None:
    assert firm(tmp_path / "one", ROLE, SERVE).check().exit_code == 3
    assert firm(tmp_path / "two", SERVE).check().exit_code == 0
