from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from kept.controls.operation import Count, Erase, Filled, Mask, OlderThan, Rows
from kept.words.error import KeptError, Mismatch, Refused

from .filled import filled

NOW = datetime(2024, 3, 10, 12, tzinfo=UTC)
OLD = OlderThan("at", NOW)
WHY = "logs-30d"


def shop(reference: bool = False) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table(
        "logs", metadata,
        sa.Column("id", sa.Integer, primary_key=True), sa.Column("at", sa.DateTime),
        sa.Column("email", sa.String(80)), sa.Column("born", sa.Date),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("up", sa.Integer, sa.ForeignKey("logs.id")),
    )  # fmt: skip
    if reference:
        sa.Table(
            "lines", metadata,
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("log", sa.Integer, sa.ForeignKey("logs.id")),
        )  # fmt: skip
    return metadata


def row(number: int, days: int | None, **more: Any) -> dict[str, Any]:
    at = None if days is None else (NOW - timedelta(days=days)).replace(tzinfo=None)
    return {
        "id": number,
        "at": at,
        "email": f"p{number}@x.example",
        "kind": "a",
        "born": None,
        "up": None,
    } | more


ROWS = [row(1, 2), row(2, 1), row(3, 0), row(4, -1), row(5, None)]


def mask(rows: Rows, **fields: Any) -> Mask:
    return Mask("shop", "logs", tuple(fields.items()), rows, WHY)


def test_erasing_takes_the_old_rows_and_a_second_time_none(address: str) -> None:
    with filled(address, shop(), {"logs": ROWS}) as store:
        assert store.apply(Erase("shop", "logs", OLD, WHY)) == 2
        assert store.count(Count("shop", "logs", OLD)).rows == 0
        assert store.count(Count("shop", "logs", Filled("id"))).rows == 3
        assert store.apply(Erase("shop", "logs", OLD, WHY)) == 0


def test_masking_counts_only_rows_that_differ(address: str) -> None:
    with filled(address, shop(), {"logs": [*ROWS, row(6, 9, email="gone"), row(7, 9, email=None)]}) as store:
        assert store.apply(mask(OLD, email="gone")) == 3
        assert store.apply(mask(OLD, email="gone")) == 0
        with store.engine.connect() as connection:
            emails = connection.exec_driver_sql("SELECT email FROM logs ORDER BY id").scalars().all()
        kept = [f"p{n}@x.example" for n in (3, 4, 5)]
        assert emails == ["gone", "gone", *kept, "gone", "gone"]


def test_masking_sees_a_difference_of_case_and_accent(address: str) -> None:
    with filled(address, shop(), {"logs": [row(1, 9, email="Ása"), row(2, 9, email="ASA")]}) as store:
        assert store.apply(mask(OLD, email="asa")) == 2
        assert store.apply(mask(OLD, email="asa")) == 0


def test_masking_by_null_and_by_a_day_is_done_once(address: str) -> None:
    with filled(address, shop(), {"logs": ROWS}) as store:
        assert store.apply(mask(OLD, email=None, born="1900-01-01")) == 2
        assert store.apply(mask(OLD, email=None, born="1900-01-01")) == 0
        assert store.count(Count("shop", "logs", Filled("email"))).rows == 3
        assert store.count(Count("shop", "logs", Filled("born"))).rows == 2


def test_masking_what_cannot_be_null_by_null_is_a_mismatch(address: str) -> None:
    with filled(address, shop(), {"logs": ROWS}) as store:
        with pytest.raises(Mismatch, match=r"`logs\.kind`"):
            store.apply(mask(OLD, kind=None))
        with pytest.raises(Mismatch, match=r"`logs\.mail`"):
            store.apply(mask(OLD, mail=None))


def test_erasing_refuses_where_another_table_refers_and_nobody_was_told(address: str) -> None:
    rows = {"logs": ROWS, "lines": [{"id": 1, "log": 4}]}
    with filled(address, shop(reference=True), rows) as store:
        with pytest.raises(Mismatch, match="`lines`"):
            store.apply(Erase("shop", "logs", OLD, WHY))
        assert store.count(Count("shop", "logs", OLD)).rows == 2
        assert store.apply(Erase("shop", "logs", OLD, WHY), told=["lines"]) == 2


def test_a_row_that_is_still_referred_to_is_refused_and_every_row_stays(address: str) -> None:
    rows = {"logs": ROWS, "lines": [{"id": 1, "log": 2}]}
    with filled(address, shop(reference=True), rows) as store:
        with pytest.raises(Refused, match="`logs`"):
            store.apply(Erase("shop", "logs", OLD, WHY), told=["lines"])
        assert store.count(Count("shop", "logs", OLD)).rows == 2


@pytest.mark.parametrize("address", ["postgres", "mariadb"], indirect=True)  # SQLite takes any length
def test_a_value_the_store_will_not_take_changes_nothing_and_is_not_repeated(address: str) -> None:
    with filled(address, shop(), {"logs": ROWS}) as store:
        with pytest.raises(KeptError) as raised:
            store.apply(mask(OLD, kind="someone@x.example"))
        assert "@" not in "\n".join(raised.value.lines())
        assert raised.value.__suppress_context__
        assert store.count(Count("shop", "logs", OLD)).rows == 2
