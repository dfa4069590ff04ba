"""A report as JSON: the keys that are promised, and nothing that names a person."""

from __future__ import annotations

import json
from pathlib import Path

from tests.rooms.proof.whole import whole

from kept.proof.render.facts import facts


def test_the_keys_are_those_that_are_documented(tmp_path: Path) -> None:
    found = json.loads(json.dumps(facts(whole(tmp_path).check())))
    assert list(found) == ["policy", "effective", "document", "at", "stores", "findings", "counts"]
    for finding in found["findings"]:
        assert list(finding) == [
            "commitment", "kind", "verdict", "drift", "accepted", "sentences", "evidence",
        ]  # fmt: skip
        assert [list(s) for s in finding["sentences"]] == [["id", "section", "line", "text"]]
        assert all(list(e) == ["verdict", "found", "looked", "do"] for e in finding["evidence"])


def test_the_head_says_what_was_checked_and_when(tmp_path: Path) -> None:
    found = facts(whole(tmp_path).check())
    assert (found["policy"], found["effective"], found["document"]) == (
        "acme-privacy",
        "2026-01-15",
        "privacy.md",
    )
    assert (found["at"], found["stores"]) == ("2026-11-02T09:30:00+00:00", ["shop"])


def test_verdicts_are_counted_from_best_to_worst(tmp_path: Path) -> None:
    found = facts(whole(tmp_path).check())
    assert found["counts"] == {"kept": 5, "attested": 1, "unproven": 2, "broken": 1}


def test_an_acceptance_says_who_why_and_until_when(tmp_path: Path) -> None:
    found = json.loads(json.dumps(facts(whole(tmp_path).check())))
    accepted = {f["commitment"]: f["accepted"] for f in found["findings"]}
    assert accepted["run"] is None
    assert accepted["no-sale"] == {
        "owner": "head of sales",
        "until": "2026-11-30",
        "reason": "the register of recipients comes in March",
    }
