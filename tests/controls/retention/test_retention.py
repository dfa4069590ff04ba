"""Retention: a store that keeps it, one that breaks it, one that cannot prove it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.controls.firm import Firm, ago, firm

COMMITMENTS = """\
- {id: logs-30d, kind: retention, data: [shop_records], keep: {for: 30 days, from: visit}, cites: [s2]}
"""
TABLES = """\
  visits:
    data: shop_records
    about: user
    identifiers: {id: id}
    since: {visit: at}
    fields: {id: user.unique_id, at: system.operations, page: user.behavior.browsing_history}
"""
SCRIPT = "CREATE TABLE visits (id INTEGER PRIMARY KEY, at TEXT, page TEXT);"
MASK = COMMITMENTS.replace("cites", "then: mask, cites")


@pytest.fixture
def shop(tmp_path: Path) -> Firm:
    return firm(tmp_path, COMMITMENTS, TABLES, SCRIPT)


def test_a_store_whose_rows_are_young_keeps_it(shop: Firm) -> None:
    shop.execute(f"INSERT INTO visits VALUES (1, '{ago(29)}', '/'), (2, '{ago(0)}', '/'), (3, NULL, '/')")
    (evidence,) = shop.found("logs-30d")
    assert evidence.verdict == "kept"
    assert evidence.found == "no row older than 30 days in shop.visits"
    assert evidence.looked == "count of shop.visits where at < 2026-10-03 09:30 UTC"


def test_an_empty_store_keeps_it(shop: Firm) -> None:
    assert shop.finding("logs-30d").verdict == "kept"


def test_a_store_with_old_rows_breaks_it_and_says_how_many_and_how_old(shop: Firm) -> None:
    shop.execute(
        f"INSERT INTO visits VALUES (1, '{ago(31)}', '/'), (2, '{ago(91)}', '/'), (3, '{ago(1)}', '/')"
    )
    (evidence,) = shop.found("logs-30d")
    assert evidence.verdict == "broken"
    assert evidence.found == "2 rows older than 30 days in shop.visits, the oldest 91 days"
    assert evidence.do == "kept apply logs-30d"


def test_a_row_exactly_as_old_as_promised_is_not_late(shop: Firm) -> None:
    shop.execute(f"INSERT INTO visits VALUES (1, '{ago(30)}', '/')")
    assert shop.finding("logs-30d").verdict == "kept"
    shop.pass_by(seconds=1)
    assert shop.finding("logs-30d").verdict == "broken"


def test_a_table_that_does_not_say_when_cannot_prove_it(tmp_path: Path) -> None:
    shop = firm(tmp_path, COMMITMENTS, TABLES.replace("visit: at", "order: at"), SCRIPT)
    (evidence,) = shop.found("logs-30d")
    assert evidence.verdict == "unproven"
    assert "no field says when `visit` was" in evidence.found
    assert evidence.do == "set `since: {visit: COLUMN}` for `visits` in the data map of `shop`"


def test_data_that_no_table_holds_cannot_prove_it(tmp_path: Path) -> None:
    shop = firm(tmp_path, COMMITMENTS, TABLES.replace("    data: shop_records\n", ""), SCRIPT)
    (evidence,) = shop.found("logs-30d")
    assert (evidence.verdict, evidence.found) == ("unproven", "the data map: no table holds `shop_records`")


def test_a_moment_that_cannot_be_read_cannot_prove_it(shop: Firm) -> None:
    shop.execute("INSERT INTO visits VALUES (1, 'last spring', '/')")
    (evidence,) = shop.found("logs-30d")
    assert evidence.verdict == "unproven"
    assert evidence.found == "1 row of shop.visits says a moment that cannot be read"


def test_a_column_that_vanished_while_looking_cannot_prove_it(shop: Firm) -> None:
    kept = shop.kept
    assert kept.controls
    shop.execute("ALTER TABLE visits RENAME COLUMN at TO seen_at")
    finding = next(f for f in kept.check().findings if f.commitment == "logs-30d")
    (evidence,) = finding.evidence
    assert evidence.verdict == "unproven"
    assert evidence.found == "store `shop` lost its column `visits.at`"


def test_an_old_row_in_one_table_breaks_it_whatever_another_cannot_prove(tmp_path: Path) -> None:
    tables = f"{TABLES}{TABLES.replace('visits', 'clicks').replace('visit: at', 'order: at')}"
    shop = firm(tmp_path, COMMITMENTS, tables, SCRIPT + SCRIPT.replace("visits", "clicks"))
    shop.execute(f"INSERT INTO visits VALUES (1, '{ago(31)}', '/')")
    finding = shop.finding("logs-30d")
    assert [e.verdict for e in finding.evidence] == ["broken", "unproven"]
    assert finding.verdict == "broken"


def test_masking_keeps_the_row_and_keeps_the_promise(tmp_path: Path) -> None:
    shop = firm(tmp_path, MASK, TABLES, SCRIPT)
    shop.execute(f"INSERT INTO visits VALUES (1, '{ago(31)}', '/a'), (2, '{ago(1)}', '/b')")
    (evidence,) = shop.found("logs-30d")
    assert evidence.verdict == "broken"
    (made,) = shop.kept.apply()
    assert (made.done[0].act, made.done[0].rows, made.left) == ("mask", 1, 0)
    assert shop.rows("SELECT id, page FROM visits ORDER BY id") == [(1, None), (2, "/b")]
    assert shop.finding("logs-30d").verdict == "kept"


def test_a_table_with_nothing_to_mask_outside_its_key_cannot_prove_it(tmp_path: Path) -> None:
    tables = TABLES.replace("user.behavior.browsing_history", "system.operations")
    shop = firm(tmp_path, MASK, tables, SCRIPT)
    (evidence,) = shop.found("logs-30d")
    assert evidence.verdict == "unproven"
    assert evidence.found == "shop.visits: no field outside its key is there to mask"


def test_a_field_that_cannot_be_masked_cannot_prove_it(tmp_path: Path) -> None:
    shop = firm(tmp_path, MASK, TABLES, SCRIPT.replace("page TEXT", "page TEXT NOT NULL"))
    evidence = shop.found("logs-30d")
    assert "unproven" in [e.verdict for e in evidence]
    assert "shop.visits.page: cannot be null, so it cannot be masked" in [e.found for e in evidence]
