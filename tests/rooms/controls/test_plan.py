"""The plan of a whole policy."""

from __future__ import annotations

from pathlib import Path

from tests.controls.firm import firm

COMMITMENTS = """\
- {id: run, kind: use, purpose: essential.service, cites: [s2]}
- {id: no-sale, kind: sale, cites: [s2]}
- {id: logs-30d, kind: retention, data: [shop_records], keep: {for: 30 days, from: visit}, cites: [s2]}
- {id: us, kind: party, party: us, cites: [s2]}
- {id: whom, kind: scope, people: [user], cites: [s2]}
"""
TABLES = """\
  visits: {data: shop_records, since: {visit: at}, fields: {at: system.operations, page: user.content}}
"""


def test_every_commitment_has_one_control_in_the_policys_order(tmp_path: Path) -> None:
    controls = firm(tmp_path, COMMITMENTS, TABLES, "CREATE TABLE visits (at TEXT, page TEXT)").kept.controls
    assert [c.commitment.id for c in controls] == ["run", "no-sale", "logs-30d", "us", "whom"]
    assert [(len(c.dues), len(c.proofs), len(c.gaps)) for c in controls] == [
        (0, 0, 0), (0, 0, 0), (1, 1, 0), (0, 0, 0), (0, 0, 1),
    ]  # fmt: skip


def test_planning_reads_no_row_and_changes_none(tmp_path: Path) -> None:
    made = firm(tmp_path, COMMITMENTS, TABLES, "CREATE TABLE visits (at TEXT, page TEXT)")
    before = made.store.read_bytes()
    assert made.kept.controls
    assert made.store.read_bytes() == before
