"""Values of stores as text."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.rights.cell import LONGEST, plain, sheet, shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (-5, "-5"),
        (2.5, "2.5"),
        (Decimal("-5.00"), "-5.00"),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 3, tzinfo=UTC), "2026-01-02T03:00:00+00:00"),
        (b"\x00\x01", "base64:AAE="),
        (memoryview(b"\x00"), "base64:AA=="),
        ({"a": [1, None]}, '{"a": [1, null]}'),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        ("plain", "plain"),
        ("=1+1", "'=1+1"),
        ("+46 70", "'+46 70"),
        ("-1", "'-1"),
        ("@SUM", "'@SUM"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
    ],
)
def test_a_cell_of_a_sheet_is_read_and_never_run(value: Any, text: str) -> None:
    assert sheet(value) == text


def test_a_long_value_is_cut_on_the_page() -> None:
    assert shown("x" * LONGEST) == "x" * LONGEST
    assert shown("x" * (LONGEST + 1)) == "x" * LONGEST + " ..."


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.binary() | st.text(), st.lists))
def test_whatever_a_store_holds_can_be_written_as_json(value: Any) -> None:
    json.loads(json.dumps(plain(value), allow_nan=False))
