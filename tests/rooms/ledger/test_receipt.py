from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rooms.ledger.made import KEY, entries, note, receipt

from kept.ledger.receipt import Opening, from_json, to_json, to_tlog_proof
from kept.ledger.verify import verify_receipt
from kept.words.error import BadFile, KeptError, Refused, Tampered

LOG = entries(5)

GOLDEN = Path(__file__).with_name("golden.receipt.json").read_text(encoding="utf-8")


def test_the_receipt_of_a_fixed_entry_is_this_file() -> None:
    assert to_json(receipt(LOG, 3)) == GOLDEN
    assert from_json(GOLDEN) == receipt(LOG, 3)
    assert verify_receipt(from_json(GOLDEN), KEY).opened


@pytest.mark.parametrize("with_opening", [True, False])
@pytest.mark.parametrize("index", range(5))
def test_a_receipt_reads_back_as_itself(index: int, with_opening: bool) -> None:
    one = receipt(LOG, index, with_opening=with_opening)
    assert from_json(to_json(one)) == one


def test_a_receipt_is_also_a_tlog_proof() -> None:
    text = to_tlog_proof(receipt(LOG, 3))
    lines = text.split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 3"]
    assert lines.index("") == 2 + len(receipt(LOG, 3).proof)
    assert text.endswith("\n\n" + note(LOG))


@given(st.data())
def test_a_receipt_with_any_character_changed_is_the_same_or_found_out(data: st.DataObject) -> None:
    text = to_json(receipt(LOG, 3))
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters(max_codepoint=0x2100).filter(lambda other: other != text[at]))
    try:
        found = from_json(text[:at] + letter + text[at + 1 :])
        verify_receipt(found, KEY)
    except KeptError:
        return
    # White space between the values may change: the receipt says the same.
    assert found == receipt(LOG, 3)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("receipt", "kept/v2"), ("receipt", 1), ("index", -1), ("index", "3"), ("index", True),
        ("index", None), ("proof", "x"), ("proof", ["x"]), ("proof", [1]), ("proof", ["AAAA"]),
        ("checkpoint", 1), ("key", None),
        ("key", "\ud800"), ("entry", {"a": 1.5}), ("entry", None), ("opening", "x"), ("opening", None),
    ],
)  # fmt: skip
def test_a_receipt_with_a_bad_value_names_its_key(key: str, value: object) -> None:
    made = json.loads(to_json(receipt(LOG, 3)))
    made[key] = value
    with pytest.raises(BadFile) as caught:
        from_json(json.dumps(made), file="mine.json")
    assert (caught.value.key or "").rstrip(".") == key
    assert caught.value.file == "mine.json"


@pytest.mark.parametrize(
    ("key", "value"), [("record", 1), ("record", "\ud800"), ("salt", "AAAA"), ("salt", None), ("pepper", "x")]
)
def test_an_opening_with_a_bad_value_names_its_key(key: str, value: object) -> None:
    made = json.loads(to_json(receipt(LOG, 3)))
    made["opening"][key] = value
    with pytest.raises(BadFile) as caught:
        from_json(json.dumps(made))
    assert caught.value.key == f"opening.{key}"


@pytest.mark.parametrize("key", ["receipt", "entry", "index", "proof", "checkpoint", "key", "opening.salt"])
def test_a_receipt_that_lacks_a_key_names_it(key: str) -> None:
    made = json.loads(to_json(receipt(LOG, 3)))
    del (made["opening"] if "." in key else made)[key.split(".")[-1]]
    with pytest.raises(BadFile) as caught:
        from_json(json.dumps(made))
    assert caught.value.key == key


def test_an_unknown_key_is_named_with_the_nearest_right_one() -> None:
    made = json.loads(to_json(receipt(LOG, 3)))
    made["indx"] = 3
    with pytest.raises(BadFile) as caught:
        from_json(json.dumps(made))
    assert (caught.value.key, caught.value.do) == ("indx", "did you mean `index`?")


def test_a_key_given_twice_is_refused() -> None:
    text = to_json(receipt(LOG, 3)).replace('"index": 3,', '"index": 3,\n  "index": 4,')
    with pytest.raises(BadFile) as caught:
        from_json(text)
    assert caught.value.key == "index"


def test_a_file_that_is_no_json_names_the_line() -> None:
    with pytest.raises(BadFile) as caught:
        from_json(to_json(receipt(LOG, 3)).replace('"index": 3', '"index": '))
    assert caught.value.line is not None
    assert caught.value.line > 1


@pytest.mark.parametrize("text", ["", "[]", "1", "[" * 100_000, '{"index": ' + "9" * 5_000 + "}"])
def test_a_file_that_is_no_receipt_is_a_bad_file(text: str) -> None:
    with pytest.raises(BadFile):
        from_json(text)


def test_a_record_that_is_no_text_and_an_entry_that_is_none_make_no_receipt() -> None:
    one = receipt(LOG, 3)
    with pytest.raises(Refused):
        to_json(replace(one, opening=Opening(b"\xff", bytes(32))))
    with pytest.raises(Tampered):
        to_json(replace(one, entry=b"not json"))
