"""Use: a store that keeps it, one that breaks it, one that cannot prove it; and the limit it sets."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.controls.firm import Firm, firm

COMMITMENTS = """\
- {id: given, kind: collection, data: [user.contact, user.unique_id], cites: [s2]}
- {id: run, kind: use, purpose: essential.service, cites: [s2]}
- {id: no-ads, kind: use, effect: forbid, data: [user.contact], purpose: marketing, cites: [s2]}
- {id: news, kind: use, data: [user.contact], purpose: marketing.communications, if: consent, cites: [s2]}
"""
TABLES = """\
  users:
    about: user
    identifiers: {email: email}
    uses: [essential.service]
    fields: {id: user.unique_id, email: user.contact.email}
"""
SCRIPT = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);"


@pytest.fixture
def shop(tmp_path: Path) -> Firm:
    return firm(tmp_path, COMMITMENTS, TABLES, SCRIPT)


def used_for(folder: Path, *purposes: str, commitments: str = COMMITMENTS, tables: str = TABLES) -> Firm:
    return firm(folder, commitments, tables.replace("essential.service", ", ".join(purposes)), SCRIPT)


def test_a_table_used_as_permitted_keeps_it(shop: Firm) -> None:
    assert {shop.finding(n).verdict for n in ("run", "no-ads", "use-limit")} == {"kept"}


def test_a_permission_that_nothing_rests_on_is_kept(shop: Firm) -> None:
    (evidence,) = shop.found("news")
    assert (evidence.verdict, evidence.found) == ("kept", "not made use of in 1 declared use")


def test_a_forbidden_use_breaks_the_prohibition(tmp_path: Path) -> None:
    shop = used_for(tmp_path, "essential.service", "marketing.advertising")
    finding = shop.finding("no-ads")
    assert finding.verdict == "broken"
    assert [e.found for e in finding.evidence] == [
        "shop.users.email uses `user.contact.email` about user for `marketing.advertising`"
    ]


def test_a_use_that_the_policy_does_not_speak_of_breaks_the_limit(tmp_path: Path) -> None:
    shop = used_for(tmp_path, "analytics")
    assert shop.finding("use-limit").verdict == "broken"
    assert len(shop.found("use-limit")) == 2


def test_a_field_the_policy_does_not_speak_of_is_told_of_once_and_not_again_for_each_use(
    tmp_path: Path,
) -> None:
    commitments = COMMITMENTS.replace("kind: use, purpose: essential.service", (
        "kind: use, data: [user.contact, user.unique_id], purpose: essential.service"
    ))  # fmt: skip
    tables = TABLES.replace("user.contact.email}", "user.contact.email, card: user.financial}")
    shop = firm(tmp_path, commitments, tables, SCRIPT.replace("email TEXT", "email TEXT, card TEXT"))
    told = [e.found for f in shop.check().findings for e in f.evidence if "shop.users.card" in e.found]
    assert told == ["shop.users.card holds `user.financial` about user, and the policy permits no such thing"]
    assert shop.finding("use-limit").verdict == "kept"


def test_a_use_that_hangs_on_consent_is_unproven_until_decisions_are_on_record(tmp_path: Path) -> None:
    commitments = COMMITMENTS.replace("effect: forbid, ", "").replace("no-ads", "ads")
    commitments = commitments.replace("purpose: marketing,", "purpose: marketing.advertising,")
    shop = used_for(tmp_path, "essential.service", "marketing.communications", commitments=commitments)
    (evidence,) = shop.found("news")
    assert evidence.verdict == "unproven"
    assert "consent" in evidence.found
    assert "kept decide" in (evidence.do or "")


def test_a_map_that_declares_no_use_cannot_prove_it(tmp_path: Path) -> None:
    shop = firm(tmp_path, COMMITMENTS, TABLES.replace("    uses: [essential.service]\n", ""), SCRIPT)
    assert {shop.finding(n).verdict for n in ("run", "no-ads", "news")} == {"unproven"}
    assert shop.found("no-ads")[0].found == "nothing was there to look at for `use`"


def test_a_table_that_declares_no_use_proves_neither_the_limit_nor_the_prohibition(tmp_path: Path) -> None:
    other = "  notes:\n    fields: {id: user.unique_id, user_id: user.unique_id}\n"
    tables = TABLES + other + "    links: [{owner: users, by: user_id}]\n"
    script = SCRIPT + " CREATE TABLE notes (id INTEGER PRIMARY KEY, user_id INTEGER);"
    shop = firm(tmp_path, COMMITMENTS, tables, script)
    for name in ("no-ads", "use-limit"):
        assert shop.finding(name).verdict == "unproven"
        assert any("shop.notes holds personal data and declares no use" in e.found for e in shop.found(name))
