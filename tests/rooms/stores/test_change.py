from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from kept.controls.operation import Change, Count, Erase, Filled, Mask, OlderThan, Rows
from kept.controls.seen import Done
from kept.datamap.holding import Holding, Table
from kept.stores.store import Store
from kept.words.error import KeptError, Mismatch, Refused

from .filled import filled

NOW = datetime(2024, 3, 10, 12, tzinfo=UTC)
OLD = OlderThan("at", NOW)
WHY = "logs-30d"
MAP = Holding("shop", {"logs": Table("logs")})


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


def changed(store: Store, change: Change) -> int:
    """How many rows the change touched, all in its own table and in its own way."""
    done = store.apply(store.graph(MAP), change)
    act = "mask" if isinstance(change, Mask) else "erase"
    assert done in ((), (Done(change.table, act, sum(d.rows for d in done)),))
    return sum(d.rows for d in done)


def mask(rows: Rows, **fields: Any) -> Mask:
    return Mask("shop", "logs", tuple(fields.items()), rows, WHY)


def test_erasing_takes_the_old_rows_and_a_second_time_none(address: str) -> None:
    with filled(address, shop(), {"logs": ROWS}) as store:
        assert changed(store, Erase("shop", "logs", OLD, WHY)) == 2
        assert store.count(Count("shop", "logs", OLD)).rows == 0
        assert store.count(Count("shop", "logs", Filled("id"))).rows == 3
        assert changed(store, Erase("shop", "logs", OLD, WHY)) == 0


def test_masking_counts_only_rows_that_differ(address: str) -> None:
    with filled(address, shop(), {"logs": [*ROWS, row(6, 9, email="gone"), row(7, 9, email=None)]}) as store:
        assert changed(store, mask(OLD, email="gone")) == 3
        assert changed(store, mask(OLD, email="gone")) == 0
        with store.engine.connect() as connection:
            emails = connection.exec_driver_sql("SELECT email FROM logs ORDER BY id").scalars().all()
        kept = [f"p{n}@x.example" for n in (3, 4, 5)]
        assert emails == ["gone", "gone", *kept, "gone", "gone"]


def test_masking_sees_a_difference_of_case_and_accent(address: str) -> None:
    with filled(address, shop(), {"logs": [row(1, 9, email="Ása"), row(2, 9, email="ASA")]}) as store:
        assert changed(store, mask(OLD, email="asa")) == 2
        assert changed(store, mask(OLD, email="asa")) == 0


def test_masking_by_null_and_by_a_day_is_done_once(address: str) -> None:
    with filled(address, shop(), {"logs": ROWS}) as store:
        assert changed(store, mask(OLD, email=None, born="1900-01-01")) == 2
        assert changed(store, mask(OLD, email=None, born="1900-01-01")) == 0
        assert store.count(Count("shop", "logs", Filled("email"))).rows == 3
        assert store.count(Count("shop", "logs", Filled("born"))).rows == 2


def test_masking_what_cannot_be_null_by_null_is_a_mismatch(address: str) -> None:
    with filled(address, shop(), {"logs": ROWS}) as store:
        with pytest.raises(Mismatch, match=r"`logs\.kind`"):
            changed(store, mask(OLD, kind=None))
        with pytest.raises(Mismatch, match=r"`logs\.mail`"):
            changed(store, mask(OLD, mail=None))


def test_a_preview_says_what_the_change_then_does_and_changes_nothing(address: str) -> None:
    with filled(address, shop(), {"logs": ROWS}) as store:
        for change in (mask(OLD, email="gone"), Erase("shop", "logs", OLD, WHY)):
            foreseen = store.preview(store.graph(MAP), change)
            assert store.count(Count("shop", "logs", OLD)).rows == 2
            assert store.preview(store.graph(MAP), change) == foreseen
            assert store.apply(store.graph(MAP), change) == foreseen


def test_erasing_refuses_where_a_declared_reference_is_in_no_map(address: str) -> None:
    rows = {"logs": ROWS, "lines": [{"id": 1, "log": 4}]}
    with filled(address, shop(reference=True), rows) as store:
        with pytest.raises(Mismatch, match="refers to `logs`"):
            changed(store, Erase("shop", "logs", OLD, WHY))
        assert store.count(Count("shop", "logs", OLD)).rows == 2


def test_a_row_that_a_row_of_its_table_still_refers_to_is_refused_and_every_row_stays(address: str) -> None:
    with filled(address, shop(), {"logs": [*ROWS, row(6, 0, up=2)]}) as store:
        with pytest.raises(Refused, match="`logs`"):
            changed(store, Erase("shop", "logs", OLD, WHY))
        assert store.count(Count("shop", "logs", OLD)).rows == 2


@pytest.mark.parametrize("address", ["postgres", "mariadb"], indirect=True)  # SQLite takes any length
def test_a_value_the_store_will_not_take_changes_nothing_and_is_not_repeated(address: str) -> None:
    with filled(address, shop(), {"logs": ROWS}) as store:
        with pytest.raises(KeptError) as raised:
            changed(store, mask(OLD, kind="someone@x.example"))
        assert "@" not in "\n".join(raised.value.lines())
        assert raised.value.__suppress_context__
        assert store.count(Count("shop", "logs", OLD)).rows == 2
