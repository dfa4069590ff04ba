from __future__ import annotations

from pathlib import Path

from tests.firm import MAP, ORDERS, SCHEMA, all_rows, finding, firm, told

LOGS = "{id: visits-1y, kind: retention, data: user_records, keep: {for: 1 year, from: visit}, cites: [s2]}"
SALES = "{id: sales-1y, kind: retention, data: order_records, keep: {for: 1 year, from: sale}, cites: [s2]}"
OLD = "INSERT INTO users VALUES (1, 'ada@acme.example', NULL, '2024-01-01 10:00:00');"
NEW = "INSERT INTO users VALUES (2, 'bob@acme.example', NULL, '2026-05-01 10:00:00');"


def test_a_column_that_the_store_lost_is_unproven_and_never_kept(tmp_path: Path) -> None:
    kept = firm(tmp_path, LOGS, rows=NEW)
    _ = kept.graphs
    kept.stores["crm"].engine.dispose()
    with kept.stores["crm"].engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE users RENAME COLUMN came_at TO went_at")
    found = finding(kept, "visits-1y")
    assert found.verdict == "unproven"
    assert "lost its column `users.came_at`" in told(found)


def test_what_hangs_on_a_row_goes_along_and_other_data_only_loses_the_reference(tmp_path: Path) -> None:
    orders = (
        "INSERT INTO orders VALUES (1, 1, '9', '2026-05-01'), (2, 2, '9', '2024-01-01');"
        "INSERT INTO orders VALUES (3, 2, '9', '2026-05-01');"
        "INSERT INTO lines VALUES (1, 1), (2, 1), (2, 2), (3, 1);"
    )
    kept = firm(tmp_path, LOGS, SALES, rows=OLD + NEW + orders)
    for made in kept.apply():
        assert made.left == 0
    rows = all_rows(kept)
    assert [user for user, *_ in rows["users"]] == [2]
    assert [(order, user) for order, user, *_ in rows["orders"]] == [(1, None), (3, 2)]
    assert rows["lines"] == [(1, 1), (3, 1)]


def test_a_row_that_cannot_be_parted_from_what_leaves_is_a_gap_and_stops_it(tmp_path: Path) -> None:
    schema = SCHEMA.replace("user_id INTEGER REFERENCES", "user_id INTEGER NOT NULL REFERENCES")
    keep = ORDERS.replace(
        "links: [{owner: users, by: user_id}]",
        'links: [{owner: users, by: user_id}]\n    on_erasure: {keep: "bookkeeping: GDPR Art. 17(3)(b)"}',
    )
    rows = OLD + "INSERT INTO orders VALUES (1, 1, '9', '2026-05-01');"
    kept = firm(tmp_path, LOGS, schema=schema, rows=rows, tables=MAP.replace(ORDERS, keep))
    found = finding(kept, "visits-1y")
    assert "`user_id`, which cannot be null" in told(found)
    assert found.verdict == "broken"


LOOSE = SCHEMA[: SCHEMA.index("CREATE TABLE lines")] + (
    "CREATE TABLE lines (id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders (id), n INTEGER);"
)
FLOATING = MAP.replace("fields: {order_id", "fields: {id: system.operations, order_id")
SOLD = "INSERT INTO orders VALUES (1, NULL, '9', '2026-05-01');"
LINE = "INSERT INTO lines VALUES (1, 1, 1);"


def test_a_row_without_an_age_that_hangs_on_nothing_leaves_the_promise_unproven(tmp_path: Path) -> None:
    whole = finding(
        firm(tmp_path / "one", SALES, schema=LOOSE, tables=FLOATING, rows=SOLD + LINE), "sales-1y"
    )
    assert whole.verdict == "kept"
    rows = SOLD + LINE + "INSERT INTO lines VALUES (2, NULL, 1);"
    found = finding(firm(tmp_path / "two", SALES, schema=LOOSE, tables=FLOATING, rows=rows), "sales-1y")
    assert found.verdict == "unproven"
    assert "1 row that hangs on nothing, so nothing says how old it is in crm.lines" in told(found)
    assert "where (order_id is null)" in told(found)


def test_a_link_whose_condition_does_not_hold_is_nothing_to_hang_on(tmp_path: Path) -> None:
    tables = FLOATING.replace("by: order_id}", 'by: order_id, where: "n = 1"}')
    rows = SOLD + LINE + "INSERT INTO lines VALUES (2, 1, 2), (3, 1, NULL);"
    found = finding(firm(tmp_path, SALES, schema=LOOSE, tables=tables, rows=rows), "sales-1y")
    assert found.verdict == "unproven"
    assert "2 rows that hang on nothing" in told(found)


def test_a_mask_takes_nothing_along_so_what_hangs_on_a_row_needs_an_age_of_its_own(tmp_path: Path) -> None:
    masked = SALES.replace("cites", "then: mask, cites")
    found = finding(firm(tmp_path, masked, rows=SOLD), "sales-1y")
    assert found.verdict == "unproven"
    assert "crm.lines: no field says when `sale` was" in told(found)
