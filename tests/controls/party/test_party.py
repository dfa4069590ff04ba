"""Party: settings that keep it, settings that break it, and parties of whom only they can tell."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.controls.firm import PARTIES, firm

COMMITMENTS = """\
- {id: us, kind: party, party: us, cites: [s2]}
- {id: providers, kind: party, party: provider, by: provider, cites: [s2]}
"""
TABLES = "  users: {about: user, fields: {id: user.unique_id}}\n"
SCRIPT = "CREATE TABLE users (id INTEGER PRIMARY KEY);"


@pytest.mark.parametrize(
    ("parties", "verdict", "found"),
    [
        (PARTIES, "kept", "the policy and the settings name `Acme AB`"),
        (
            PARTIES.replace("Acme AB", "Acme Ltd"),
            "broken",
            "the policy names `Acme Ltd`, the settings `Acme AB`",
        ),
        (
            PARTIES.replace("legal_name: Acme AB, ", ""),
            "broken",
            "the policy names nobody, the settings `Acme AB`",
        ),
    ],
)
def test_we_are_who_the_settings_say(tmp_path: Path, parties: str, verdict: str, found: str) -> None:
    (evidence,) = firm(tmp_path, COMMITMENTS, TABLES, SCRIPT, parties=parties).found("us")
    assert (evidence.verdict, evidence.found) == (verdict, found)


def test_what_another_party_does_cannot_be_proven(tmp_path: Path) -> None:
    (evidence,) = firm(tmp_path, COMMITMENTS, TABLES, SCRIPT).found("providers")
    assert evidence.verdict == "unproven"
    assert "only `provider` can show" in evidence.found
    assert "vouch" in (evidence.do or "")
