from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from tests.rooms.records.made import chance, opaque

from kept.records.keyring import Keyring
from kept.records.sealing import SUBJECT_KEY, Sealing, destroy_key, sealing_for, sealing_of
from kept.records.state import State
from kept.words.error import Refused, Tampered

SUBJECT = opaque()


@given(st.binary(max_size=200), st.text(max_size=20))
def test_what_was_sealed_opens_in_its_place(plain: bytes, place: str) -> None:
    sealing = Sealing(bytes(32))
    assert sealing.opened(place, sealing.sealed(place, plain, chance)) == plain


@given(st.binary(min_size=1, max_size=50), st.data())
def test_a_seal_with_one_byte_changed_does_not_open(plain: bytes, data: st.DataObject) -> None:
    sealing = Sealing(bytes(32))
    spoilt = bytearray(sealing.sealed("here", plain, chance))
    spoilt[data.draw(st.integers(0, len(spoilt) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Tampered):
        sealing.opened("here", bytes(spoilt))


@pytest.mark.parametrize("length", [0, 5, 12, 27])
def test_a_seal_cut_short_does_not_open(length: int) -> None:
    sealing = Sealing(bytes(32))
    with pytest.raises(Tampered):
        sealing.opened("here", sealing.sealed("here", b"", chance)[:length])


def test_a_seal_moved_to_another_place_does_not_open() -> None:
    sealing = Sealing(bytes(32))
    with pytest.raises(Tampered):
        sealing.opened("there", sealing.sealed("here", b"plain", chance))


def test_the_same_text_is_sealed_differently_each_time() -> None:
    sealing = Sealing(bytes(32))
    assert sealing.sealed("here", b"plain", chance) != sealing.sealed("here", b"plain", chance)


def test_a_subject_has_one_key_for_each_kind_of_thing(state: State, keyring: Keyring) -> None:
    with state.writing() as connection:
        first = sealing_for(connection, keyring, SUBJECT, "opening", chance)
        assert sealing_for(connection, keyring, SUBJECT, "opening", chance) == first
        assert sealing_for(connection, keyring, SUBJECT, "identifier", chance) != first
        assert sealing_for(connection, keyring, opaque(1), "opening", chance) != first


def test_a_key_is_kept_only_under_the_keyring(state: State, keyring: Keyring) -> None:
    with state.writing() as connection:
        made = sealing_for(connection, keyring, SUBJECT, "opening", chance)
        (wrapped,) = connection.execute(sa.select(SUBJECT_KEY.c.wrapped)).scalars()
        assert made.key not in wrapped
        with pytest.raises(Tampered):
            sealing_of(connection, replace(keyring, sealing=bytes(32)), SUBJECT, "opening")


def test_a_destroyed_key_is_gone_and_the_other_kind_stays(state: State, keyring: Keyring) -> None:
    with state.writing() as connection:
        sealing_for(connection, keyring, SUBJECT, "opening", chance)
        sealing_for(connection, keyring, SUBJECT, "identifier", chance)
        destroy_key(connection, SUBJECT, "opening")
    with state.reading() as connection:
        assert sealing_of(connection, keyring, SUBJECT, "opening") is None
        assert sealing_of(connection, keyring, SUBJECT, "identifier") is not None


def test_a_subject_a_person_could_be_known_by_is_refused_and_not_shown(
    state: State, keyring: Keyring
) -> None:
    with pytest.raises(Refused) as caught, state.writing() as connection:
        sealing_for(connection, keyring, "ada@acme.example", "opening", chance)
    assert "ada" not in " ".join(caught.value.lines())
