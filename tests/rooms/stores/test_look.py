from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from kept.controls.operation import Count, Filled, LaterThan, OlderThan, Rows
from kept.controls.seen import Seen
from kept.stores.store import Store
from kept.words.error import Mismatch

from .filled import filled

NOON = datetime(2024, 3, 10, 12, tzinfo=UTC)
OLD, SAME, NEW = NOON - timedelta(days=2), NOON, NOON + timedelta(days=2)
ZONED = sa.DateTime(timezone=True).with_variant(mysql.TIMESTAMP(fsp=6), "mysql")
PLAIN = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")


def logs(kind: Any) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table("logs", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("at", kind))
    return metadata


def looked(address: str, kind: Any, values: list[Any], rows: Rows) -> Seen:
    made = [{"id": n, "at": value} for n, value in enumerate(values, 1)]
    with filled(address, logs(kind), {"logs": made}) as store:
        return store.count(Count("shop", "logs", rows))


def test_a_timestamp_without_zone_is_read_as_utc(address: str) -> None:
    values = [m.replace(tzinfo=None) for m in (OLD, SAME, NEW)]
    assert looked(address, PLAIN, [*values, None], OlderThan("at", NOON)) == Seen(1, OLD)
    assert looked(address, PLAIN, [*values, None], LaterThan("at", NOON)) == Seen(1, NEW)


def test_a_moment_in_another_zone_is_the_same_moment(address: str) -> None:
    values = [m.replace(tzinfo=None) for m in (OLD, SAME, NEW)]
    abroad = NOON.astimezone(timezone(timedelta(hours=9)))
    assert looked(address, PLAIN, values, OlderThan("at", abroad)) == Seen(1, OLD)


def test_a_timestamp_with_zone_is_compared_as_a_moment_whatever_the_session_zone(address: str) -> None:
    near = [NOON - timedelta(minutes=30), NOON, NOON + timedelta(minutes=30)]
    zone = {"postgresql": "SET TIME ZONE 'Asia/Tokyo'", "mysql": "SET time_zone = '+09:00'"}
    with filled(address, logs(ZONED), {}) as store:
        kind = store.dialect.name
        sa.event.listen(store.engine, "connect", lambda c, _: kind in zone and c.cursor().execute(zone[kind]))
        store.engine.dispose()
        with store.engine.begin() as connection:
            if kind == "mysql":
                connection.exec_driver_sql("SET time_zone = '+00:00'")
            at = [m if kind == "postgresql" else m.replace(tzinfo=None) for m in near]
            made = [{"id": n, "at": value} for n, value in enumerate(at, 1)]
            connection.execute(sa.insert(logs(ZONED).tables["logs"]), [*made, {"id": 9, "at": None}])
        store.engine.dispose()
        assert store.count(Count("shop", "logs", OlderThan("at", NOON))) == Seen(1, near[0])
        assert store.count(Count("shop", "logs", LaterThan("at", NOON))) == Seen(1, near[2])


def test_a_day_is_before_a_moment_only_when_all_of_it_is(address: str) -> None:
    days = [date(2024, 3, 9), date(2024, 3, 10), date(2024, 3, 11), None]
    assert looked(address, sa.Date, days, OlderThan("at", NOON)) == Seen(1, datetime(2024, 3, 9, tzinfo=UTC))
    assert looked(address, sa.Date, days, LaterThan("at", NOON)) == Seen(1, datetime(2024, 3, 11, tzinfo=UTC))


def test_a_day_in_text_is_compared_like_a_day(address: str) -> None:
    days = ["2024-03-09", "2024-03-10", "2024-03-11", None]
    kind = sa.String(40)
    assert looked(address, kind, days, OlderThan("at", NOON)) == Seen(1, datetime(2024, 3, 9, tzinfo=UTC))
    assert looked(address, kind, days, LaterThan("at", NOON)) == Seen(1, datetime(2024, 3, 11, tzinfo=UTC))


@pytest.mark.parametrize("between", ["T", " "])
@pytest.mark.parametrize("end", ["", "Z", "+00:00"])
def test_a_moment_in_text_is_compared_whatever_stands_between_day_and_time(
    address: str, between: str, end: str
) -> None:
    hours = ["11:59:59.999", "12:00", "12:00:00", "12:00:00.000", "12:00:00.000000", "12:00:00.001"]
    texts = [f"2024-03-10{between}{hour}{end}" for hour in hours]
    before, later = NOON - timedelta(milliseconds=1), NOON + timedelta(milliseconds=1)
    assert looked(address, sa.String(40), [*texts, None], OlderThan("at", NOON)) == Seen(1, before)
    assert looked(address, sa.String(40), [*texts, None], LaterThan("at", NOON)) == Seen(1, later)


@pytest.mark.parametrize(
    ("moment", "older"),
    [
        (datetime(2024, 3, 10, tzinfo=UTC), 1),
        (datetime(2024, 3, 10, 0, 0, 0, 1, tzinfo=UTC), 2),
        (datetime(2024, 3, 10, 10, tzinfo=UTC), 2),
        (datetime(2024, 3, 10, 10, 20, tzinfo=UTC), 3),
        (datetime(2024, 3, 10, 10, 20, 30, tzinfo=UTC), 4),
        (datetime(2024, 3, 10, 10, 20, 30, 500_000, tzinfo=UTC), 5),
    ],
)
def test_round_moments_are_no_earlier_than_they_are(address: str, moment: datetime, older: int) -> None:
    texts = ["2024-03-09 23:59", "2024-03-10 00:00", "2024-03-10T10:00", "2024-03-10 10:20:00",
             "2024-03-10 10:20:30Z", "2024-03-10 10:20:30.50", "2024-03-10"]  # fmt: skip
    assert looked(address, sa.String(40), texts, OlderThan("at", moment)).rows == older


def test_text_that_is_no_moment_in_utc_is_said_and_never_counted(address: str) -> None:
    texts = ["2024-03-01", "yesterday", "2024-03-01T10:00:00+02:00", "", "1700000000", None]
    for rows in (OlderThan("at", NOON), LaterThan("at", NOON)):
        found = looked(address, sa.String(40), texts, rows)
        assert (found.rows, found.unread) == (1 if isinstance(rows, OlderThan) else 0, 4)


def test_a_day_no_calendar_has_is_a_mismatch(address: str) -> None:
    with pytest.raises(Mismatch, match="no calendar"):
        looked(address, sa.String(40), ["2024-02-31"], OlderThan("at", NOON))


def test_a_column_that_holds_something_is_counted(address: str) -> None:
    assert looked(address, sa.String(40), ["x", "", None], Filled("at")) == Seen(1, None)
    assert looked(address, sa.Integer, [0, 1, None], Filled("at")) == Seen(2, None)


def test_an_empty_table_has_no_rows_and_no_oldest(address: str) -> None:
    assert looked(address, PLAIN, [], OlderThan("at", NOON)) == Seen(0, None)
    assert looked(address, sa.String(40), [], OlderThan("at", NOON)) == Seen(0, None)


def test_a_number_is_no_moment(address: str) -> None:
    with pytest.raises(Mismatch, match=r"`logs\.at` holds no moment"):
        looked(address, sa.Integer, [1], OlderThan("at", NOON))


def test_looking_at_age_is_one_statement(address: str) -> None:
    with filled(address, logs(sa.String(40)), {"logs": [{"id": 1, "at": "2024-01-01"}]}) as store:
        assert store.metadata.tables
        seen: list[str] = []
        sa.event.listen(store.engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
        store.count(Count("shop", "logs", OlderThan("at", NOON)))
    assert len([s for s in seen if s.startswith("SELECT")]) == 1


def test_an_unknown_column_or_table_is_a_mismatch_with_the_nearest_name(address: str) -> None:
    with filled(address, logs(PLAIN), {}) as store:
        with pytest.raises(Mismatch, match=r"`logs\.att`") as column:
            store.count(Count("shop", "logs", OlderThan("att", NOON)))
        assert "`at`" in column.value.do
        with pytest.raises(Mismatch, match="`log`") as table:
            store.count(Count("shop", "log", OlderThan("at", NOON)))
        assert "`logs`" in table.value.do


def test_a_column_lost_after_the_schema_was_read_is_a_mismatch_naming_it(address: str) -> None:
    with filled(address, logs(PLAIN), {}) as store:
        assert "at" in store.schema.tables["logs"].columns
        _drop(store)
        with pytest.raises(Mismatch, match=r"lost its column `logs\.at`"):
            store.count(Count("shop", "logs", OlderThan("at", NOON)))


def _drop(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE logs DROP COLUMN at")


def test_only_rows_that_still_hold_something_are_counted_where_it_is_asked(address: str) -> None:
    metadata = logs(sa.String(40))
    sa.Table("notes", metadata, sa.Column("at", sa.String(40)), sa.Column("a", sa.String(9)),
             sa.Column("b", sa.Integer))  # fmt: skip
    notes = [
        {"at": "2024-03-08", "a": None, "b": None},
        {"at": "2024-03-08", "a": "x", "b": None},
        {"at": "2024-03-08", "a": None, "b": 0},
        {"at": "2024-03-11", "a": "x", "b": 1},
        {"at": "yesterday", "a": None, "b": None},
    ]
    with filled(address, metadata, {"notes": notes}) as store:
        found = store.count(Count("shop", "notes", OlderThan("at", NOON, ("a", "b"))))
    assert (found.rows, found.unread) == (2, 0)
