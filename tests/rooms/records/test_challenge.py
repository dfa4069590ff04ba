from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.rooms.records.made import NOW, chance, opaque, request

from kept.records import request as requests
from kept.records.challenge import Challenge, add, count_try, mark_passed, open_for
from kept.records.keyring import Keyring
from kept.records.state import State
from kept.words.error import Misuse, Refused

REQUEST = request().id
FIRST = Challenge(opaque(10), REQUEST, "email", "d1", NOW, NOW + timedelta(minutes=30))


@pytest.fixture
def sent(state: State, keyring: Keyring) -> State:
    with state.writing() as connection:
        requests.add(connection, keyring, request(), {"email": "ada@acme.example"}, chance)
        add(connection, FIRST)
    return state


def test_a_code_that_was_sent_is_open_until_passed(sent: State) -> None:
    with sent.writing() as connection:
        assert open_for(connection, REQUEST) == (FIRST,)
        mark_passed(connection, FIRST.id, NOW)
        assert open_for(connection, REQUEST) == ()


def test_a_newer_code_to_the_same_identifier_replaces_the_older(sent: State) -> None:
    newer = replace(FIRST, id=opaque(11), sent_at=NOW + timedelta(minutes=1))
    other = replace(FIRST, id=opaque(12), name="users.email")
    with sent.writing() as connection:
        add(connection, newer)
        add(connection, other)
        assert open_for(connection, REQUEST) == (newer, other)
        with pytest.raises(Refused):
            mark_passed(connection, FIRST.id, NOW)


def test_wrong_codes_are_counted(sent: State) -> None:
    with sent.writing() as connection:
        assert [count_try(connection, FIRST.id) for _ in range(3)] == [1, 2, 3]
    with sent.reading() as connection:
        assert open_for(connection, REQUEST)[0].tries == 3


def test_a_code_is_passed_once(sent: State) -> None:
    with sent.writing() as connection:
        mark_passed(connection, FIRST.id, NOW)
        with pytest.raises(Refused):
            mark_passed(connection, FIRST.id, NOW)


def test_a_try_at_a_code_that_is_gone_is_misuse(sent: State) -> None:
    with sent.writing() as connection, pytest.raises(Misuse):
        count_try(connection, opaque(99))
