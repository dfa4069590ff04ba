"""Scope: no look at a store shows it; somebody may vouch for it, until a day."""

from __future__ import annotations

from pathlib import Path

from tests.controls.firm import firm

COMMITMENTS = "- {id: whom, kind: scope, people: [user], cites: [s2]}\n"
TABLES = "  users: {about: user, fields: {id: user.unique_id}}\n"
SCRIPT = "CREATE TABLE users (id INTEGER PRIMARY KEY);"
VOUCHED = """\
attestations:
- {commitment: whom, by: dpo, on: 2026-09-01, until: 2026-11-02, evidence: minutes of the board}
"""


def test_no_store_can_prove_it(tmp_path: Path) -> None:
    (evidence,) = firm(tmp_path, COMMITMENTS, TABLES, SCRIPT).found("whom")
    assert (evidence.verdict, evidence.found) == (
        "unproven",
        "the policy: no store shows whom and what the policy covers",
    )


def test_somebody_may_vouch_for_it_until_the_end_of_a_day(tmp_path: Path) -> None:
    shop = firm(tmp_path, COMMITMENTS, TABLES, SCRIPT, register={"attestations": VOUCHED})
    (evidence,) = shop.found("whom")
    assert (evidence.verdict, evidence.found) == (
        "attested",
        "dpo vouches until 2026-11-02: minutes of the board",
    )
    shop.pass_by(days=1)
    assert shop.finding("whom").verdict == "unproven"
