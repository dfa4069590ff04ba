from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from tests.rooms.records.made import NOW, opaque

from kept.records.run import (
    Run,
    claim,
    close,
    find,
    finish_step,
    latest,
    open_runs,
    release,
    renew,
    start,
    step,
)
from kept.records.state import State
from kept.words.error import Misuse, Refused

LEASE = timedelta(minutes=5)
LATER = NOW + LEASE


@pytest.fixture
def run(state: State) -> Run:
    with state.writing() as connection:
        return start(connection, "request", opaque(), NOW)


def test_a_run_starts_open_and_in_nobodys_hands(state: State, run: Run) -> None:
    assert run == Run(run.id, "request", opaque(), "open", None, 0)
    with state.reading() as connection:
        assert open_runs(connection, "request") == (run,)
        assert open_runs(connection, "sweep") == ()


def test_starting_open_work_again_finds_it(state: State, run: Run) -> None:
    with state.writing() as connection:
        assert start(connection, "request", opaque(), LATER) == run
        assert start(connection, "sweep", opaque(), LATER).id != run.id
        assert start(connection, "request", opaque(1), LATER).id != run.id


def test_closed_work_can_be_started_anew(state: State, run: Run) -> None:
    with state.writing() as connection:
        close(connection, run.id, claim(connection, run.id, NOW, LEASE), NOW)
        assert open_runs(connection, "request") == ()
        assert start(connection, "request", opaque(), NOW).id > run.id


def test_the_newest_run_about_something_is_found_though_closed(state: State, run: Run) -> None:
    with state.writing() as connection:
        close(connection, run.id, claim(connection, run.id, NOW, LEASE), NOW)
        again = start(connection, "request", opaque(), LATER)
        close(connection, again.id, claim(connection, again.id, LATER, LEASE), LATER)
        found = latest(connection, "request", opaque())
        assert latest(connection, "sweep", opaque()) is None
    assert found is not None
    assert (found.id, found.state) == (again.id, "closed")


def test_a_run_is_held_until_its_lease_ends(state: State, run: Run) -> None:
    with state.writing() as connection:
        assert claim(connection, run.id, NOW, LEASE) == 1
        with pytest.raises(Refused, match="in other hands"):
            claim(connection, run.id, LATER - timedelta(seconds=1), LEASE)
        assert claim(connection, run.id, LATER, LEASE) == 2
        assert find(connection, run.id).lease_until == LATER + LEASE


def test_of_many_who_claim_a_run_at_once_one_gets_it(state: State, run: Run) -> None:
    together, outcomes = Barrier(4), []

    def take() -> None:
        together.wait()
        try:
            with state.writing() as connection:
                outcomes.append(claim(connection, run.id, NOW, LEASE))
        except Refused:
            outcomes.append(0)

    everybody = [Thread(target=take) for _ in range(4)]
    for one in everybody:
        one.start()
    for one in everybody:
        one.join()
    assert sorted(outcomes) == [0, 0, 0, 1]


def test_a_finished_step_is_found_with_what_came_of_it(state: State, run: Run) -> None:
    with state.writing() as connection:
        fence = claim(connection, run.id, NOW, LEASE)
        assert step(connection, run.id, "shop") is None
        done = finish_step(connection, run.id, fence, "shop", {"rows": 3, "acts": ["erased"]}, NOW)
    with state.reading() as connection:
        assert step(connection, run.id, "shop") == done
    assert done.result == '{"acts":["erased"],"rows":3}'
    assert done.value == {"rows": 3, "acts": ["erased"]}
    assert len(done.digest) == 64


def test_a_worker_that_lost_its_lease_writes_nothing(state: State, run: Run) -> None:
    with state.writing() as connection:
        stale = claim(connection, run.id, NOW, LEASE)
        newest = claim(connection, run.id, LATER, LEASE)
        for late in (
            lambda: finish_step(connection, run.id, stale, "shop", {}, LATER),
            lambda: close(connection, run.id, stale, LATER),
            lambda: renew(connection, run.id, stale, LATER, LEASE),
            lambda: release(connection, run.id, stale),
        ):
            with pytest.raises(Refused, match="in other hands"):
                late()
        assert step(connection, run.id, "shop") is None
        finish_step(connection, run.id, newest, "shop", {}, LATER)


def test_a_lease_that_ended_unclaimed_still_writes(state: State, run: Run) -> None:
    with state.writing() as connection:
        fence = claim(connection, run.id, NOW, LEASE)
        assert finish_step(connection, run.id, fence, "shop", {}, LATER + LEASE).done_at == LATER + LEASE


def test_a_step_is_finished_once(state: State, run: Run) -> None:
    with state.writing() as connection:
        fence = claim(connection, run.id, NOW, LEASE)
        finish_step(connection, run.id, fence, "shop", {"rows": 1}, NOW)
        with pytest.raises(Misuse, match="finished before"):
            finish_step(connection, run.id, fence, "shop", {"rows": 2}, NOW)


def test_a_step_and_what_it_changed_are_there_together_or_not_at_all(state: State, run: Run) -> None:
    def broken_off() -> None:
        with state.writing() as connection:
            fence = claim(connection, run.id, NOW, LEASE)
            finish_step(connection, run.id, fence, "shop", {}, NOW)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        broken_off()
    with state.reading() as connection:
        assert step(connection, run.id, "shop") is None
        assert find(connection, run.id) == run


def test_a_renewed_run_is_held_longer(state: State, run: Run) -> None:
    with state.writing() as connection:
        fence = claim(connection, run.id, NOW, LEASE)
        renew(connection, run.id, fence, LATER, LEASE)
        with pytest.raises(Refused):
            claim(connection, run.id, LATER, LEASE)


def test_a_released_run_can_be_taken_up_at_once(state: State, run: Run) -> None:
    with state.writing() as connection:
        release(connection, run.id, claim(connection, run.id, NOW, LEASE))
        assert claim(connection, run.id, NOW, LEASE) == 2


def test_a_closed_run_takes_no_more(state: State, run: Run) -> None:
    with state.writing() as connection:
        fence = claim(connection, run.id, NOW, LEASE)
        close(connection, run.id, fence, NOW)
        for late in (
            lambda: claim(connection, run.id, LATER, LEASE),
            lambda: finish_step(connection, run.id, fence, "shop", {}, NOW),
            lambda: close(connection, run.id, fence, NOW),
        ):
            with pytest.raises(Refused, match="is closed"):
                late()


def test_an_unknown_run_is_misuse(state: State) -> None:
    with state.writing() as connection, pytest.raises(Misuse):
        claim(connection, 99, NOW, LEASE)
