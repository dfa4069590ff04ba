from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rooms.ledger.made import entry, record, salt

from kept.ledger.canonical import LARGEST
from kept.ledger.entry import Entry, decode, encode, opens, sealed
from kept.words.error import Misuse, Refused, Tampered

slugs = st.from_regex(r"[a-z][a-z0-9_]{0,8}(-[a-z][a-z0-9_]{0,5})?", fullmatch=True)
ids = slugs | st.uuids().map(str) | st.binary(min_size=16, max_size=32).map(bytes.hex)
moments = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))]))
figures = st.dictionaries(slugs, ids | st.integers(-LARGEST, LARGEST), max_size=5).map(
    lambda d: tuple(d.items())
)
entries = st.builds(
    Entry,
    kind=slugs,
    at=moments.filter(lambda at: at.year > 1),
    policy=ids,
    figures=figures,
    about=st.none() | ids,
    commitment=st.binary(min_size=32, max_size=32).map(bytes.hex),
)


@given(entries)
def test_an_entry_reads_back_as_itself(one: Entry) -> None:
    assert decode(encode(one)) == one
    assert encode(decode(encode(one))) == encode(one)


@given(entries, st.data())
def test_bytes_that_differ_are_another_entry_or_none(one: Entry, data: st.DataObject) -> None:
    text = bytearray(encode(one))
    at = data.draw(st.integers(0, len(text) - 1))
    text[at] ^= data.draw(st.integers(1, 255))
    try:
        other = decode(bytes(text))
    except Tampered:
        return
    assert other != one
    assert encode(other) == bytes(text)


def test_an_entry_is_written_as_documented() -> None:
    assert encode(entry(1)) == (
        b'{"about":"request-1","at":"2026-08-31T01:00:00Z",'
        b'"c":"' + sealed(record(1), salt(1)).encode() + b'",'
        b'"figures":{"rows":1,"store":"shop.orders"},"kind":"decided",'
        b'"policy":"acme-privacy.2021-12-28","v":1}'
    )


def test_only_the_hour_is_written_and_in_utc() -> None:
    summer = timezone(timedelta(hours=2))
    one = replace(entry(0), at=datetime(2026, 8, 31, 14, 59, 59, 999_999, tzinfo=summer))
    assert one.at == datetime(2026, 8, 31, 12, tzinfo=UTC)
    assert b'"at":"2026-08-31T12:00:00Z"' in encode(one)


def test_a_time_without_a_zone_or_out_of_range_is_refused() -> None:
    with pytest.raises(Refused, match="no zone"):
        replace(entry(0), at=entry(0).at.replace(tzinfo=None))
    with pytest.raises(Refused, match="out of range"):
        replace(entry(0), at=datetime.min.replace(tzinfo=timezone(timedelta(hours=9))))


PERSONAL = [
    "somebody@example.com", "Anna Berg", "Anna", "anna berg", "0701234567", "+46701234567", "070-123-45-67",
    "tel-0701234567", "640823-3234", "1964-08-23", "10.0.0.1", "2001:db8::1", "4111111111111111", "", " ",
    "Å", "å", "a" * 65, "a\n", "12",
]  # fmt: skip


@pytest.mark.parametrize("value", PERSONAL)
@pytest.mark.parametrize("name", ["policy", "about", "figures.who"])
def test_what_a_person_could_be_known_by_is_refused_and_not_repeated(name: str, value: str) -> None:
    one = entry(0)
    figures = (("who", value),) if name == "figures.who" else ()
    policy = value if name == "policy" else one.policy
    about = value if name == "about" else None
    with pytest.raises(Refused) as caught:
        Entry(one.kind, one.at, policy, figures, about, one.commitment)
    assert f"`{name}`" in caught.value.message
    if value.strip() and len(value) > 2:
        assert value not in " ".join(caught.value.lines())


@pytest.mark.parametrize("value", [True, 1.5, None, LARGEST + 1, b"x"])
def test_a_figure_that_is_neither_number_nor_word_is_refused(value: object) -> None:
    with pytest.raises(Refused, match=r"figures\.rows"):
        replace(entry(0), figures=(("rows", value),))  # type: ignore[arg-type]


def test_a_figure_named_by_a_person_or_named_twice_is_refused() -> None:
    with pytest.raises(Refused):
        replace(entry(0), figures=(("somebody@example.com", 1),))
    with pytest.raises(Refused):
        replace(entry(0), figures=(("rows", 1), ("rows", 2)))


@pytest.mark.parametrize("kind", ["Erased", "", "erased now", "a" * 65])
def test_a_kind_that_is_no_word_is_refused(kind: str) -> None:
    with pytest.raises(Refused):
        replace(entry(0), kind=kind)


def test_a_commitment_that_is_no_seal_is_refused() -> None:
    with pytest.raises(Refused):
        replace(entry(0), commitment="00")


def test_an_entry_too_long_for_the_log_is_refused() -> None:
    many = tuple((f"n_{number}", number) for number in range(6_000))
    with pytest.raises(Refused, match="longer than 65535"):
        encode(replace(entry(0), figures=many))


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'"v":1', b'"v":2'), (b'"v":1', b'"v":"1"'), (b":00:00Z", b":30:00Z"), (b"08-31", b"13-31"),
     (b'"kind"', b'"kinds"'), (b'"kind":"erased",', b""), (b"shop.orders", b"a@example.com"),
     (b'{"rows":0,"store":"shop.orders"}', b"1"), (b'"figures"', b'"extra":1,"figures"')],
)  # fmt: skip
def test_an_altered_envelope_is_tampered(old: bytes, new: bytes) -> None:
    text = encode(entry(0))
    assert old in text
    with pytest.raises(Tampered):
        decode(text.replace(old, new))


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'"a"', b"1"])
def test_what_is_no_envelope_is_tampered(text: bytes) -> None:
    with pytest.raises(Tampered):
        decode(text)


def test_a_seal_is_the_hash_of_domain_salt_and_record() -> None:
    assert sealed(b"record", salt(1)) == hashlib.sha256(b"kept/v1" + salt(1) + b"record").hexdigest()


@given(st.binary(), st.binary(min_size=32, max_size=32), st.binary(), st.binary(min_size=32, max_size=32))
def test_a_seal_opens_with_its_own_record_and_salt_only(
    one: bytes, with_salt: bytes, other: bytes, other_salt: bytes
) -> None:
    seal = sealed(one, with_salt)
    assert opens(seal, one, with_salt)
    assert opens(seal, other, other_salt) == ((other, other_salt) == (one, with_salt))
    assert not opens(seal, one + b"\x00", with_salt)


def test_a_salt_of_another_length_seals_and_opens_nothing() -> None:
    with pytest.raises(Misuse):
        sealed(b"record", b"short")
    assert not opens(sealed(b"record", salt(1)), b"record", salt(1) + b"\x00")
