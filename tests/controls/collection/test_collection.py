"""Collection: a store that keeps it, one that breaks it, one that cannot prove it; and the limit it sets."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.controls.firm import Firm, firm

from kept.proof.report import Report

COMMITMENTS = """\
- {id: given, kind: collection, data: [user.contact, user.unique_id], about: [user], cites: [s2]}
- {id: no-health, kind: collection, effect: forbid, data: [user.health_and_medical], cites: [s2]}
"""
TABLES = """\
  users:
    about: user
    identifiers: {email: email}
    fields: {id: user.unique_id, email: user.contact.email}
"""
SCRIPT = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);"
HELD = TABLES.replace("user.contact.email}", "user.contact.email, note: %s}")
NOTE = SCRIPT.replace("email TEXT", "email TEXT, note TEXT")


@pytest.fixture
def shop(tmp_path: Path) -> Firm:
    return firm(tmp_path, COMMITMENTS, TABLES, SCRIPT)


def verdicts(report: Report) -> dict[str, str]:
    return {f.commitment: f.verdict for f in report.findings}


def test_a_store_that_holds_what_is_permitted_keeps_it(shop: Firm) -> None:
    assert verdicts(shop.check()) == {"given": "kept", "no-health": "kept", "collection-limit": "kept"}
    assert shop.found("given")[0].found == "2 flows rest on it in 2 fields"
    assert shop.found("no-health")[0].found == "not in 2 fields"


def test_a_field_that_is_forbidden_breaks_the_prohibition_and_not_the_limit(tmp_path: Path) -> None:
    shop = firm(tmp_path, COMMITMENTS, HELD % "user.health_and_medical", NOTE)
    assert verdicts(shop.check()) == {"given": "kept", "no-health": "broken", "collection-limit": "kept"}
    (evidence,) = shop.found("no-health")
    assert evidence.found == "shop.users.note holds `user.health_and_medical` about user"


def test_a_field_that_the_policy_does_not_speak_of_breaks_the_limit(tmp_path: Path) -> None:
    shop = firm(tmp_path, COMMITMENTS, HELD % "user.financial", NOTE)
    assert verdicts(shop.check()) == {"given": "kept", "no-health": "kept", "collection-limit": "broken"}
    (evidence,) = shop.found("collection-limit")
    assert evidence.found == (
        "shop.users.note holds `user.financial` about user, and the policy permits no such thing"
    )


@pytest.mark.parametrize(
    ("script", "what"),
    [
        (NOTE, "shop.users.note"),
        (f"{SCRIPT} CREATE TABLE scratch (id INTEGER PRIMARY KEY, x TEXT);", "shop.scratch"),
    ],
)
def test_what_is_in_no_map_proves_neither_the_limit_nor_the_prohibition(
    tmp_path: Path, script: str, what: str
) -> None:
    shop = firm(tmp_path, COMMITMENTS, TABLES, script)
    assert verdicts(shop.check()) == {
        "given": "kept",
        "no-health": "unproven",
        "collection-limit": "unproven",
    }
    for name in ("no-health", "collection-limit"):
        assert f"{what} is in the store and in no map" in [e.found for e in shop.found(name)]


def test_a_forbidden_field_stays_broken_beside_what_is_in_no_map(tmp_path: Path) -> None:
    script = f"{NOTE} CREATE TABLE scratch (id INTEGER PRIMARY KEY);"
    shop = firm(tmp_path, COMMITMENTS, HELD % "user.health_and_medical", script)
    assert shop.finding("no-health").verdict == "broken"


def test_a_map_without_fields_cannot_prove_it(tmp_path: Path) -> None:
    shop = firm(tmp_path, COMMITMENTS, "  users: {no_personal_data: true}\n", SCRIPT)
    assert verdicts(shop.check()) == {"given": "unproven", "no-health": "unproven"}
