from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.ledger.canonical import LARGEST, Json, canonical, parsed
from kept.words.error import Refused, Tampered

texts = st.text(st.characters(exclude_categories=("Cs",)))
values: st.SearchStrategy[Json] = st.recursive(
    texts | st.integers(-LARGEST, LARGEST),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_what_was_written_reads_back_as_the_same_value_and_the_same_bytes(value: Json) -> None:
    text = canonical(value)
    assert parsed(text) == value
    assert canonical(parsed(text)) == text
    assert json.loads(text) == value


def test_keys_stand_in_the_order_of_rfc_8785_section_3_2_3() -> None:
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    ordered = list(json.loads(canonical(dict.fromkeys(keys, 0))))
    assert ordered == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_text_is_escaped_as_in_rfc_8785_section_3_2_2_2() -> None:
    written = canonical('\u20ac$\u000f\u000aA\'B"\\\\"/\u007f')
    assert written == '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/\u007f"'.encode()


@pytest.mark.parametrize("value", [True, None, 1.5, LARGEST + 1, -LARGEST - 1, "\ud800", {"\ud800": 1}, {1}])
def test_a_value_with_no_one_way_to_write_it_is_refused(value: object) -> None:
    with pytest.raises(Refused):
        canonical(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [b"", b'{"a": 1}', b'{"b":1,"a":2}', b'{"a":1,"a":1}', b'"\\u0041"', b"1.0", b"1e2", b"-0", b"\xff",
     b"NaN", b'{"a":1}\n', b"[" * 60_000, b"9" * 5_000, b"true"],
)  # fmt: skip
def test_bytes_that_are_not_canonical_are_tampered(text: bytes) -> None:
    with pytest.raises(Tampered):
        parsed(text)
