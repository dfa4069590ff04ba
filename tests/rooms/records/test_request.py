from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta, timezone
from pathlib import Path
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from tests.rooms.records.made import NOW, chance, opaque, raw_bytes, request

from kept.records.keyring import Keyring, person_digest
from kept.records.request import (
    IDENTIFIER,
    Request,
    add,
    find,
    forget_identifiers,
    identifiers,
    listing,
    move,
    overdue,
    same_person,
    verify_identifier,
)
from kept.records.sealing import SUBJECT_KEY
from kept.records.state import State, open_state
from kept.words.error import Misuse, Refused

EMAIL = "ada@acme.example"


def opened(state: State, keyring: Keyring, *requests: Request, email: str = EMAIL) -> None:
    with state.writing() as connection:
        for one in requests:
            add(connection, keyring, one, {"email": email, "users.id": "7"}, chance)


def test_a_request_is_found_as_it_was_added(state: State, keyring: Keyring) -> None:
    opened(state, keyring, request())
    with state.reading() as connection:
        assert find(connection, request().id) == request()


def test_moments_come_back_in_utc_whatever_their_zone(state: State, keyring: Keyring) -> None:
    tokyo = NOW.astimezone(timezone(timedelta(hours=9)))
    opened(state, keyring, request(received_at=tokyo))
    with state.reading() as connection:
        found = find(connection, request().id).received_at
    assert (found, found.utcoffset()) == (NOW, timedelta(0))


def test_a_moment_without_a_zone_is_misuse(state: State, keyring: Keyring) -> None:
    with pytest.raises(Misuse, match="without a zone"):
        opened(state, keyring, request(received_at=NOW.replace(tzinfo=None)))


def test_a_request_whose_id_is_not_opaque_is_refused(state: State, keyring: Keyring) -> None:
    with pytest.raises(Refused):
        opened(state, keyring, replace(request(), id="ada-2026"))


def test_a_request_is_found_by_the_beginning_of_its_id(state: State, keyring: Keyring) -> None:
    opened(state, keyring, request(1), request(2))
    with state.reading() as connection:
        assert find(connection, opaque(1)[:6]) == request(1)


def test_a_beginning_that_several_ids_have_is_misuse(state: State, keyring: Keyring) -> None:
    opened(state, keyring, *(replace(request(), id=f"abcdef{end}" + "0" * 25) for end in "12"))
    with state.reading() as connection:
        with pytest.raises(Misuse, match="several requests begin"):
            find(connection, "abcdef")
        assert find(connection, "abcdef1").id == "abcdef1" + "0" * 25


def test_a_whole_id_is_found_though_another_begins_with_it(state: State, keyring: Keyring) -> None:
    opened(state, keyring, *(replace(request(), id="ab" * length) for length in (16, 17)))
    with state.reading() as connection:
        assert find(connection, "ab" * 16).id == "ab" * 16


def test_an_unknown_id_is_misuse_that_says_what_to_do(state: State) -> None:
    with state.reading() as connection, pytest.raises(Misuse) as caught:
        find(connection, "abcdef")
    assert caught.value.do == "list them: kept request list"


@pytest.mark.parametrize("id", ["abcde", "", "ada@acme.example", "abc%ef", "______"])
def test_what_cannot_begin_an_id_is_misuse_and_is_not_shown(state: State, id: str) -> None:
    with state.reading() as connection, pytest.raises(Misuse) as caught:
        find(connection, id)
    assert not id or id not in " ".join(caught.value.lines())


def test_requests_are_listed_by_state_in_the_order_they_came(state: State, keyring: Keyring) -> None:
    later = request(1, received_at=NOW + timedelta(hours=1))
    closed = request(2, state="done")
    opened(state, keyring, later, request(), closed)
    with state.reading() as connection:
        assert [one.id for one in listing(connection, ("opened",))] == [opaque(0), opaque(1)]
        assert len(listing(connection)) == 3
        assert listing(connection, ()) == ()


def test_a_request_is_overdue_the_day_after_its_last_day(state: State, keyring: Keyring) -> None:
    day = date(2026, 9, 30)
    opened(state, keyring, request(due_on=day), request(1, due_on=None), request(2, due_on=day, state="done"))
    with state.reading() as connection:
        assert overdue(connection, day) == ()
        assert [one.id for one in overdue(connection, day + timedelta(days=1))] == [opaque(0)]


def test_a_request_moves_from_the_states_allowed(state: State, keyring: Keyring) -> None:
    opened(state, keyring, request())
    with state.writing() as connection:
        move(connection, opaque(), of=("opened", "verified"), to="approved", at=NOW)
        assert find(connection, opaque()) == request(state="approved")


@pytest.mark.parametrize("to", ["done", "refused", "forwarded", "expired"])
def test_a_request_that_ends_has_the_moment_it_ended(state: State, keyring: Keyring, to: str) -> None:
    opened(state, keyring, request())
    with state.writing() as connection:
        move(connection, opaque(), of=("opened",), to=to, at=NOW)  # type: ignore[arg-type]
        assert find(connection, opaque()).closed_at == NOW


def test_a_request_in_another_state_stays_and_the_refusal_names_it(state: State, keyring: Keyring) -> None:
    opened(state, keyring, request())
    with state.writing() as connection:
        with pytest.raises(Refused, match="is `opened`; only one that is `verified`"):
            move(connection, opaque(), of=("verified",), to="approved", at=NOW)
        assert find(connection, opaque()).state == "opened"


def test_moving_a_request_that_is_not_there_is_misuse(state: State) -> None:
    with state.writing() as connection, pytest.raises(Misuse):
        move(connection, opaque(), of=("opened",), to="verified", at=NOW)


def test_of_two_who_move_a_request_at_once_one_succeeds(state: State, keyring: Keyring) -> None:
    opened(state, keyring, request())
    together, outcomes = Barrier(2), []

    def approve() -> None:
        together.wait()
        try:
            with state.writing() as connection:
                move(connection, opaque(), of=("opened",), to="approved", at=NOW)
            outcomes.append("moved")
        except Refused:
            outcomes.append("refused")

    both = [Thread(target=approve) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(outcomes) == ["moved", "refused"]


def test_identifiers_open_with_the_moment_they_were_verified(state: State, keyring: Keyring) -> None:
    opened(state, keyring, request())
    with state.writing() as connection:
        verify_identifier(connection, keyring, opaque(), "email", EMAIL.upper(), NOW)
        verify_identifier(connection, keyring, opaque(), "email", EMAIL, NOW + timedelta(days=1))
        found = identifiers(connection, keyring, opaque())
    assert found == (("email", EMAIL, NOW), ("users.id", "7", None))


def test_an_identifier_the_request_did_not_give_cannot_be_verified(state: State, keyring: Keyring) -> None:
    opened(state, keyring, request())
    with state.writing() as connection, pytest.raises(Misuse) as caught:
        verify_identifier(connection, keyring, opaque(), "email", "bob@acme.example", NOW)
    assert "bob" not in " ".join(caught.value.lines())


def test_the_same_person_is_recognised_by_any_identifier_for_the_same_right(
    state: State, keyring: Keyring
) -> None:
    opened(state, keyring, request(0), request(1, right="access"))
    opened(state, keyring, request(2, received_at=NOW - timedelta(days=400)))
    digests = [person_digest(keyring, "email", "ADA@acme.example"), person_digest(keyring, "users.id", "8")]
    with state.reading() as connection:
        found = same_person(connection, "erasure", digests, NOW - timedelta(days=365))
        assert [one.id for one in found] == [opaque(0)]
        assert same_person(connection, "erasure", digests[1:], NOW) == ()


def test_forgotten_identifiers_are_gone_and_still_count(state: State, keyring: Keyring) -> None:
    opened(state, keyring, request())
    with state.writing() as connection:
        forget_identifiers(connection, opaque())
    with state.reading() as connection:
        assert identifiers(connection, keyring, opaque()) == ()
        digests = [person_digest(keyring, "email", EMAIL)]
        assert len(same_person(connection, "erasure", digests, NOW)) == 1


def test_no_address_stands_in_the_bytes_of_an_open_request(tmp_path: Path, keyring: Keyring) -> None:
    state = open_state(f"sqlite:///{tmp_path / 'state.sqlite'}")
    opened(state, keyring, request())
    holds = raw_bytes(tmp_path)
    assert holds(opaque().encode())  # the request itself is written
    assert not holds(EMAIL.encode())
    assert not holds(b"acme.example")
    state.close()


def test_forgotten_identifiers_leave_no_sealed_bytes_in_the_files(tmp_path: Path, keyring: Keyring) -> None:
    state = open_state(f"sqlite:///{tmp_path / 'state.sqlite'}")
    opened(state, keyring, request())
    with state.reading() as connection:
        sealed = list(connection.execute(sa.select(IDENTIFIER.c.sealed)).scalars())
        wrapped = list(connection.execute(sa.select(SUBJECT_KEY.c.wrapped)).scalars())
    holds = raw_bytes(tmp_path)
    assert [holds(one) for one in [*sealed, *wrapped]] == [True] * 3
    with state.writing() as connection:
        forget_identifiers(connection, opaque())
    assert [holds(one) for one in [*sealed, *wrapped]] == [False] * 3
    state.close()
