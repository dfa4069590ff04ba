"""A whole check: what stands beside what, what it leaves alone and what it never says."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.controls.firm import Firm
from tests.rooms.proof.whole import ACCEPTED, VOUCHED, whole

from kept.proof.report import Finding, Report
from kept.words.error import BadFile


@pytest.fixture
def shop(tmp_path: Path) -> Firm:
    return whole(tmp_path)


def verdicts(report: Report) -> dict[str, str]:
    return {f.commitment: f.verdict for f in report.findings}


def finding(report: Report, name: str) -> Finding:
    return next(f for f in report.findings if f.commitment == name)


def test_every_commitment_stands_once_in_the_policys_order_and_then_the_limits(shop: Firm) -> None:
    assert verdicts(shop.check()) == {
        "run": "kept",
        "given": "kept",
        "logs-30d": "broken",
        "children": "unproven",
        "no-sale": "unproven",
        "whom": "attested",
        "access": "kept",
        "collection-limit": "kept",
        "use-limit": "kept",
    }


def test_each_finding_has_its_kind_and_the_sentence_it_comes_from(shop: Firm) -> None:
    for found in shop.check().findings:
        assert [s.text for s in found.sentences] == ["We keep our word."]
    assert finding(shop.check(), "logs-30d").kind == "retention"
    assert finding(shop.check(), "use-limit").kind == "use"


def test_a_check_changes_no_store(shop: Firm) -> None:
    before = shop.store.read_bytes()
    shop.check()
    assert shop.store.read_bytes() == before


def test_no_evidence_says_who_is_in_the_store(shop: Firm) -> None:
    said = repr([f.evidence for f in shop.check().findings])
    assert "@" not in said
    assert "ada" not in said


def test_what_is_accepted_keeps_its_verdict_and_ceases_to_fail(shop: Firm) -> None:
    found = finding(shop.check(), "no-sale")
    assert (found.verdict, found.fails) == ("unproven", False)
    assert found.accepted
    assert found.accepted.owner == "head of sales"


def test_what_was_accepted_until_a_day_fails_on_the_next(shop: Firm) -> None:
    shop.pass_by(days=28)
    assert not finding(shop.check(), "no-sale").fails
    shop.pass_by(days=1)
    assert finding(shop.check(), "no-sale").fails


def test_what_is_broken_can_be_accepted_as_well(shop: Firm) -> None:
    shop.write("register/accepted.yaml", ACCEPTED.replace("no-sale", "logs-30d"))
    report = shop.check()
    assert (finding(report, "logs-30d").verdict, report.exit_code) == ("broken", 3)


def test_hedged_words_that_are_broken_are_drift(shop: Firm) -> None:
    assert finding(shop.check(), "logs-30d").drift


def test_a_limit_can_be_vouched_for(shop: Firm) -> None:
    shop.execute("CREATE TABLE scratch (id INTEGER PRIMARY KEY)")
    assert finding(shop.check(), "collection-limit").verdict == "unproven"
    shop.write("register/attestations.yaml", VOUCHED.replace("whom", "collection-limit"))
    assert finding(shop.check(), "collection-limit").verdict == "attested"


def test_with_nothing_broken_what_is_unproven_gives_its_own_exit_code(shop: Firm) -> None:
    assert shop.check().exit_code == 1
    list(shop.kept.apply())
    assert shop.check().exit_code == 3
    accepted = "accepted:\n" + "".join(
        f"- {{commitment: {name}, owner: dpo, until: 2026-11-30, reason: known}}\n"
        for name in ("no-sale", "children")
    )
    shop.write("register/accepted.yaml", accepted)
    assert shop.check().exit_code == 0


def test_a_limit_can_be_accepted(shop: Firm) -> None:
    shop.execute("CREATE TABLE scratch (id INTEGER PRIMARY KEY)")
    shop.write("register/accepted.yaml", ACCEPTED.replace("no-sale", "collection-limit"))
    assert not finding(shop.check(), "collection-limit").fails


@pytest.mark.parametrize("name", ["attestations", "accepted"])
def test_a_commitment_that_the_policy_does_not_make_is_refused(shop: Firm, name: str) -> None:
    text = {
        "attestations": VOUCHED.replace("whom", "whon"),
        "accepted": ACCEPTED.replace("no-sale", "no-sales"),
    }
    shop.write(f"register/{name}.yaml", text[name])
    with pytest.raises(BadFile, match="unknown commitment") as caught:
        shop.check()
    assert caught.value.file.endswith(f"register/{name}.yaml")
    assert caught.value.line == 2


def test_a_store_that_goes_away_while_looking_is_unproven_and_the_rest_is_still_told(shop: Firm) -> None:
    kept = shop.kept
    assert kept.controls
    for store in kept.stores.values():
        store.close()
    shop.store.unlink()
    found = finding(kept.check(), "logs-30d")
    assert (found.verdict, found.evidence[0].found) == ("unproven", "cannot reach store `shop`")
    assert finding(kept.check(), "run").verdict == "kept"
