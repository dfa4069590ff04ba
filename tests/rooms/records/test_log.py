from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rooms.records.made import (
    NOW,
    ORIGIN,
    chance,
    enter,
    entered,
    everything,
    opaque,
    raw_bytes,
    request,
    wait_many,
)

from kept.ledger.checkpoint import open_checkpoint, signer, verifier_key
from kept.ledger.entry import decode
from kept.ledger.tree import EMPTY_ROOT, leaf_hash, levels
from kept.ledger.tree import root as tree_root
from kept.ledger.verify import verify_receipt
from kept.records import log
from kept.records.keyring import Keyring, open_keyring
from kept.records.request import add, listing
from kept.records.sealing import SUBJECT_KEY
from kept.records.state import State, open_state
from kept.words.error import Misuse, Refused, Tampered

HERE = Path(__file__).parents[3]


def program(text: str, *arguments: str) -> subprocess.Popen[str]:
    """Another process that has the records at its first argument, the keys at its second."""
    begin = (
        "import secrets, sys\nfrom pathlib import Path\nfrom tests.rooms.records.made import *\n"
        "from kept.records.keyring import open_keyring\nfrom kept.records.state import open_state\n"
        "state = open_state(sys.argv[1])\n"
        "keyring = open_keyring(Path(sys.argv[2]), ORIGIN, secrets.token_bytes)\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", begin + text, *arguments], stdout=subprocess.PIPE, text=True, cwd=HERE
    )


def test_an_empty_log_has_the_root_of_nothing(state: State, keyring: Keyring) -> None:
    with state.reading() as connection:
        assert log.root(connection) == EMPTY_ROOT
        note = log.signed(connection, keyring)
    assert open_checkpoint(note, verifier_key(keyring.signer)).size == 0


def test_an_entry_and_what_it_tells_of_are_there_together_or_not_at_all(
    state: State, keyring: Keyring
) -> None:
    def broken_off() -> None:
        with state.writing() as connection:
            add(connection, keyring, request(), {"email": "ada@acme.example"}, chance)
            enter(connection, keyring)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        broken_off()
    assert log.sequence(state) == 0
    with state.reading() as connection:
        assert listing(connection) == ()


def test_entries_take_their_places_in_the_order_they_came(state: State, keyring: Keyring) -> None:
    entered(state, keyring, 5)
    assert [decode(entry).figures for entry in everything(state)] == [(("rows", n),) for n in range(5)]


def test_sequencing_again_changes_nothing(state: State, keyring: Keyring) -> None:
    entered(state, keyring, 3)
    before = everything(state)
    assert log.sequence(state) == 3
    assert everything(state) == before


@pytest.mark.parametrize("limit", [1, 3, 7, 1000])
def test_the_root_is_that_of_all_entries_whatever_the_batches(state: State, limit: int) -> None:
    wait_many(state, 21)
    assert log.sequence(state, limit) == 21
    with state.reading() as connection:
        assert log.root(connection) == tree_root(leaf_hash(entry) for entry in everything(state))


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 50)), max_size=6))
@settings(max_examples=40)
def test_stored_hashes_are_those_of_every_complete_subtree(batches: list[tuple[int, int]]) -> None:
    with TemporaryDirectory() as folder:
        state = open_state(f"sqlite:///{folder}/state.sqlite")
        for many, limit in batches:
            wait_many(state, many)
            log.sequence(state, limit)
        built = levels([leaf_hash(entry) for entry in everything(state)])
        with state.reading() as connection:
            for level, wanted in enumerate(built):
                assert log.hashes(connection, level, 0, len(wanted)) == tuple(wanted)
            above = connection.execute(sa.select(sa.func.count()).select_from(log.NODE)).scalar()
        assert above == sum(map(len, built[1:]))
        state.close()


@pytest.mark.parametrize("many", [1, 2, 5, 8, 13])
def test_every_receipt_verifies_and_opens(state: State, keyring: Keyring, many: int) -> None:
    ids = entered(state, keyring, many, opaque())
    with state.reading() as connection:
        for number, id in enumerate(ids):
            receipt = log.receipt(connection, keyring, id)
            verified = verify_receipt(receipt, verifier_key(keyring.signer))
            assert (verified.index, verified.opened, verified.checkpoint.size) == (number, True, many)
            assert receipt.opening is not None
            assert receipt.opening.record == b'{"number":%d}' % number


def test_an_entry_about_nobody_opens_too(state: State, keyring: Keyring) -> None:
    (id,) = entered(state, keyring, 1, subject=None)
    with state.reading() as connection:
        assert verify_receipt(log.receipt(connection, keyring, id), None).opened


def test_a_receipt_costs_as_many_statements_in_a_long_log_as_in_a_short_one(
    state: State, keyring: Keyring
) -> None:
    def statements(id: str) -> int:
        counted: list[str] = []
        with state.reading() as connection:
            sa.event.listen(connection, "before_cursor_execute", lambda *call: counted.append(call[2]))
            log.receipt(connection, keyring, id)
        return len(counted)

    (id,) = entered(state, keyring, 1)
    wait_many(state, 6)
    log.sequence(state)
    few = statements(id)
    wait_many(state, 2000)
    log.sequence(state)
    assert statements(id) == few


def test_a_receipt_reads_no_table_from_end_to_end(tmp_path: Path, keyring: Keyring) -> None:
    state, plans = open_state(f"sqlite:///{tmp_path}/state.sqlite"), list[str]()

    def explain(connection: sa.Connection, cursor: sqlite3.Cursor, statement: str, *rest: object) -> None:
        explained = connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", rest[0])
        plans.extend(row[3] for row in explained.fetchall())

    *_, id = entered(state, keyring, 9, opaque())
    with state.reading() as connection:
        sa.event.listen(connection, "before_cursor_execute", explain)
        log.receipt(connection, keyring, id)
    state.close()
    assert [plan for plan in plans if "SCAN" in plan] == ["SCAN log_key"]  # of one row
    assert any("SEARCH log_node" in plan for plan in plans)


def test_an_entry_that_waits_has_no_receipt_yet(state: State, keyring: Keyring) -> None:
    with state.writing() as connection:
        id = enter(connection, keyring)
        with pytest.raises(Misuse, match="no place in the log yet"):
            log.receipt(connection, keyring, id)


def test_an_unknown_entry_has_no_receipt(state: State, keyring: Keyring) -> None:
    with state.reading() as connection, pytest.raises(Misuse, match="no such entry"):
        log.receipt(connection, keyring, opaque())


def test_a_forgotten_subject_leaves_proofs_valid_and_openings_gone(state: State, keyring: Keyring) -> None:
    mine, other = entered(state, keyring, 2, opaque(1)), entered(state, keyring, 1, opaque(2))
    with state.reading() as connection:
        given_before = log.receipt(connection, keyring, mine[0])
    with state.writing() as connection:
        log.forget(connection, opaque(1))
    with state.reading() as connection:
        assert [log.receipt(connection, keyring, id).opening for id in mine] == [None, None]
        assert not verify_receipt(log.receipt(connection, keyring, mine[0]), None).opened
        assert verify_receipt(log.receipt(connection, keyring, other[0]), None).opened
    assert verify_receipt(given_before, None).opened


def test_a_forgotten_opening_and_its_key_leave_no_bytes_in_the_files(
    tmp_path: Path, keyring: Keyring
) -> None:
    state = open_state(f"sqlite:///{tmp_path / 'records' / 'state.sqlite'}")
    entered(state, keyring, 2, opaque())
    secret = [log.opening.OPENING.c.sealed, SUBJECT_KEY.c.wrapped]
    with state.reading() as connection:
        bytes_of = [value for column in secret for value in connection.execute(sa.select(column)).scalars()]
    holds = raw_bytes(tmp_path / "records")
    assert [holds(value) for value in bytes_of] == [True] * 3
    with state.writing() as connection:
        log.forget(connection, opaque())
    assert [holds(value) for value in bytes_of] == [False] * 3
    state.close()


def test_forgetting_waits_for_no_reader_and_the_files_are_clean_at_the_end(
    tmp_path: Path, keyring: Keyring
) -> None:
    state = open_state(f"sqlite:///{tmp_path / 'records' / 'state.sqlite'}")
    entered(state, keyring, 1, opaque())
    with state.reading() as reader:
        (wrapped,) = reader.execute(sa.select(SUBJECT_KEY.c.wrapped)).scalars()
        began = monotonic()
        with state.writing() as connection:
            log.forget(connection, opaque())
        assert monotonic() - began < 5  # a writer would wait ten seconds
    state.close()
    assert not raw_bytes(tmp_path / "records")(wrapped)


def test_what_is_entered_after_forgetting_opens(state: State, keyring: Keyring) -> None:
    with state.writing() as connection:
        enter(connection, keyring, 0, opaque())
        log.forget(connection, opaque())
        id = enter(connection, keyring, 1, opaque())
    log.sequence(state)
    with state.reading() as connection:
        assert verify_receipt(log.receipt(connection, keyring, id), None).opened


def test_no_record_stands_in_the_bytes_of_the_files(tmp_path: Path, keyring: Keyring) -> None:
    state = open_state(f"sqlite:///{tmp_path / 'records' / 'state.sqlite'}")
    with state.writing() as connection:
        for subject in (None, opaque()):
            log.enter(
                connection, keyring, kind="erased", at=NOW, policy="p", figures=(), about=None,
                record={"email": "ada@acme.example"}, subject=subject, chance=chance,
            )  # fmt: skip
    assert not raw_bytes(tmp_path / "records")(b"acme.example")
    state.close()


def test_a_log_begun_with_other_keys_takes_and_signs_nothing(
    state: State, keyring: Keyring, tmp_path: Path
) -> None:
    (id,) = entered(state, keyring, 1)
    other = open_keyring(tmp_path / "other", ORIGIN, chance)
    renamed = replace(keyring, signer=signer("elsewhere.example", bytes(32)))
    for wrong in (other, renamed):
        with state.writing() as connection:
            with pytest.raises(Refused, match="not those this log was begun with"):
                enter(connection, wrong)
            with pytest.raises(Refused, match="not those this log was begun with"):
                log.signed(connection, wrong)
            with pytest.raises(Refused, match="not those this log was begun with"):
                log.receipt(connection, wrong, id)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_entry SET entry = 'x' WHERE \"index\" = 2",
        "UPDATE log_entry SET leaf = 'x' WHERE \"index\" = 3",
        'DELETE FROM log_entry WHERE "index" = 3',
        "UPDATE log_node SET hash = 'x' WHERE bin = 1",
        "DELETE FROM log_node WHERE bin = 1",
    ],
)
def test_rows_changed_behind_the_log_give_no_receipt(state: State, keyring: Keyring, statement: str) -> None:
    ids = entered(state, keyring, 5)
    with state.writing() as connection:
        connection.exec_driver_sql(statement)
    with state.reading() as connection, pytest.raises(Tampered):
        log.receipt(connection, keyring, ids[2])


def test_entries_that_are_not_there_are_damage(state: State, keyring: Keyring) -> None:
    entered(state, keyring, 3)
    with state.reading() as connection, pytest.raises(Tampered, match="entry 3 is gone"):
        log.entries(connection, 0, 4)


def test_a_process_killed_between_entering_and_sequencing_loses_nothing(
    address: str, keyring: Keyring, tmp_path: Path
) -> None:
    text = (
        "for number in range(10_000):\n"
        "    with state.writing() as connection: id = enter(connection, keyring, number)\n"
        "    print(id, flush=True)\n"
        "    if number % 7 == 0: log.sequence(state, 3)\n"
    )
    process = program(text, address, str(tmp_path / "keys"))
    assert process.stdout is not None
    told = [process.stdout.readline().strip() for _ in range(60)]
    process.kill()
    told += [line.strip() for line in process.stdout if line.endswith("\n")]
    process.wait()
    state = open_state(address)
    assert log.sequence(state) in (len(told), len(told) + 1)  # the last may have had no time to tell
    with state.reading() as connection:
        receipts = [log.receipt(connection, keyring, id) for id in told]
    assert [verify_receipt(receipt, None).index for receipt in receipts] == list(range(len(told)))
    state.close()


def test_many_who_sequence_at_once_do_not_collide(state: State) -> None:
    wait_many(state, 300)
    with ThreadPoolExecutor(4) as everybody:
        ended = list(everybody.map(lambda _: log.sequence(state, 3), range(4)))
    assert ended == [300] * 4
    with state.reading() as connection:
        assert log.root(connection) == tree_root(leaf_hash(entry) for entry in everything(state))


def test_two_processes_that_sequence_at_once_give_one_order(
    address: str, keyring: Keyring, tmp_path: Path
) -> None:
    text = (
        "for number in range(60):\n"
        "    with state.writing() as connection: print(enter(connection, keyring, number))\n"
        "    if number % 5 == 0: log.sequence(state, 2)\n"
        "log.sequence(state)\n"
    )
    open_state(address).close()
    both = [program(text, address, str(tmp_path / "keys")) for _ in range(2)]
    told = [process.communicate()[0].split() for process in both]
    assert [len(ids) for ids in told] == [60, 60]
    state = open_state(address)
    with state.reading() as connection:
        places = [[log.receipt(connection, keyring, id).index for id in ids] for ids in told]
        assert log.root(connection) == tree_root(leaf_hash(one) for one in log.entries(connection, 0, 120))
    assert sorted(places[0] + places[1]) == list(range(120))
    assert places == [sorted(places[0]), sorted(places[1])]
    state.close()
