from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rooms.ledger.made import KEY, ORIGIN, SIGNER, entries, note

from kept.ledger.checkpoint import (
    Checkpoint,
    body,
    from_base64,
    open_checkpoint,
    opened,
    parse_key,
    sign,
    signer,
    unsigned,
    verifier_key,
)
from kept.ledger.tree import EMPTY_ROOT
from kept.words.error import Misuse, Tampered

# The note and key of Go's own tests of golang.org/x/mod/sumdb/note.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
GO_NOTE = (
    GO_TEXT + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuG"
    "UgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

GOLDEN_KEY = "ledger.example/acme+f1d8e151+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
GOLDEN_NOTE = (
    "ledger.example/acme\n"
    "5\n"
    "nNmYlhIFr5X1mWxuXby+PseGKcZXMpi3PlhfTk62v0E=\n"
    "\n"
    "— ledger.example/acme 8djhUXoP1wrgDGFjr2ivJ3c8mLYB8uR3TEmwChO6BN"
    "KyzH4zD+P2ECcadrqRnvUiZF2HUvYKuqsb/PO7whzakYP6CA8=\n"
)


def test_a_note_signed_by_another_implementation_opens() -> None:
    assert opened(GO_NOTE, GO_KEY) == GO_TEXT
    with pytest.raises(Tampered):
        open_checkpoint(GO_NOTE, GO_KEY)


def test_the_checkpoint_of_a_fixed_log_is_these_bytes() -> None:
    assert KEY == GOLDEN_KEY
    assert note(entries(5)) == GOLDEN_NOTE
    assert open_checkpoint(GOLDEN_NOTE, GOLDEN_KEY).size == 5


@given(st.integers(0, 10**18 - 1), st.binary(min_size=32, max_size=32))
def test_a_signed_checkpoint_opens_as_itself(size: int, root: bytes) -> None:
    checkpoint = Checkpoint(ORIGIN, size, root)
    assert open_checkpoint(sign(checkpoint, SIGNER), KEY) == checkpoint
    assert unsigned(body(checkpoint)) == checkpoint


@given(st.data())
def test_a_checkpoint_with_any_byte_changed_does_not_open(data: st.DataObject) -> None:
    raw = bytearray(note(entries(3)).encode())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    text = bytes(raw).decode(errors="surrogateescape")
    with pytest.raises(Tampered):
        open_checkpoint(text, KEY)


@given(st.data())
def test_a_checkpoint_that_is_cut_off_does_not_open(data: st.DataObject) -> None:
    whole = note(entries(3))
    with pytest.raises(Tampered):
        open_checkpoint(whole[: data.draw(st.integers(0, len(whole) - 1))], KEY)


def test_a_checkpoint_signed_by_another_key_of_the_same_name_does_not_open() -> None:
    other = signer(ORIGIN, bytes(32))
    with pytest.raises(Tampered, match="not signed by"):
        open_checkpoint(sign(Checkpoint(ORIGIN, 0, EMPTY_ROOT), other), KEY)
    assert verifier_key(other) != KEY


def test_a_witness_may_sign_too() -> None:
    witness = signer("witness.example", bytes(32))
    line = sign(Checkpoint("witness.example", 0, EMPTY_ROOT), witness).split("\n\n")[1]
    assert open_checkpoint(note(entries(3)) + line, KEY).size == 3


def test_a_key_of_one_log_does_not_sign_or_speak_for_another() -> None:
    with pytest.raises(Misuse):
        sign(Checkpoint("ledger.example/other", 0, EMPTY_ROOT), SIGNER)
    text = body(Checkpoint("ledger.example/other", 0, EMPTY_ROOT))
    signature = base64.b64encode(parse_key(KEY).id + SIGNER.private.sign(text.encode())).decode()
    with pytest.raises(Tampered, match="another log"):
        open_checkpoint(f"{text}\n— {ORIGIN} {signature}\n", KEY)


@pytest.mark.parametrize(
    "text",
    ["", "a\n1\n", "a\n01\n{}\n", "a\n-1\n{}\n", "a\n1\n{}\nmore\n", "a\n1\n{}\nmore", "a b\n1\n{}\n",
     "a\n1\n{}", "a\n٣\n{}\n", "a\n" + "9" * 5_000 + "\n{}\n", "a\n1\nAAAA\n"],
)  # fmt: skip
def test_a_text_that_is_not_origin_size_and_root_is_no_checkpoint(text: str) -> None:
    root = body(Checkpoint("a", 1, EMPTY_ROOT)).split("\n")[2]
    with pytest.raises(Tampered):
        unsigned(text.format(root))


@pytest.mark.parametrize(
    "key", ["", "a", "a+b+c", KEY[:-1], KEY.replace("acme", "acne"), KEY + "=", KEY.replace("+A", "+B")]
)
def test_a_key_that_is_none_is_misuse(key: str) -> None:
    with pytest.raises(Misuse):
        parse_key(key)


@pytest.mark.parametrize(
    ("name", "seed"), [("a b", bytes(32)), ("a+b", bytes(32)), ("", bytes(32)), ("a", b"short")]
)
def test_a_signer_needs_a_plain_name_and_32_bytes(name: str, seed: bytes) -> None:
    with pytest.raises(Misuse):
        signer(name, seed)


def test_a_checkpoint_needs_a_plain_name_a_size_and_a_root() -> None:
    for origin, size, root in (("a b", 0, EMPTY_ROOT), ("a", -1, EMPTY_ROOT), ("a", 0, b"")):
        with pytest.raises(Misuse):
            Checkpoint(origin, size, root)


def test_base64_has_one_way_to_be_written() -> None:
    assert from_base64("AA==") == b"\x00"
    assert [from_base64(text) for text in ("AB==", "AA", "AA==\n", "A A=", "Å", "A")] == [None] * 6


def test_a_signer_does_not_print_its_key() -> None:
    assert bytes(range(32)).hex() not in repr(SIGNER)
