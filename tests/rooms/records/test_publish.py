from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rooms.records.made import ORIGIN, chance, entered, everything, opaque, reader, wait_many

from kept.ledger.audit import Audit
from kept.ledger.checkpoint import verifier_key
from kept.ledger.tile import files
from kept.ledger.verify import check_receipt_against_log, verify_log, verify_since
from kept.records import log
from kept.records.keyring import Keyring, open_keyring
from kept.records.publish import publish
from kept.records.state import State, open_state
from kept.words.error import Refused, Tampered, Unreachable


def audit(folder: Path, keyring: Keyring) -> Audit:
    return verify_log(reader(folder), verifier_key(keyring.signer))


def written(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def grown(state: State, many: int) -> None:
    wait_many(state, many)
    log.sequence(state)


def test_a_published_log_is_sound(state: State, keyring: Keyring, tmp_path: Path) -> None:
    entered(state, keyring, 5)
    assert publish(state, keyring, tmp_path / "log") == 5
    result = audit(tmp_path / "log", keyring)
    assert (result.sound, result.entries) == (True, 5)


def test_an_empty_log_is_published_too(state: State, keyring: Keyring, tmp_path: Path) -> None:
    assert publish(state, keyring, tmp_path / "log") == 0
    assert audit(tmp_path / "log", keyring).sound


def test_each_receipt_is_borne_out_by_what_is_published_later(
    state: State, keyring: Keyring, tmp_path: Path
) -> None:
    ids = entered(state, keyring, 3, opaque())
    with state.reading() as connection:
        receipts = [log.receipt(connection, keyring, id) for id in ids]
    grown(state, 300)
    publish(state, keyring, tmp_path / "log")
    for receipt in receipts:
        assert check_receipt_against_log(receipt, reader(tmp_path / "log")).sound


def test_a_later_publication_continues_an_earlier_one(state: State, keyring: Keyring, tmp_path: Path) -> None:
    grown(state, 200)
    publish(state, keyring, tmp_path / "log")
    note = (tmp_path / "log" / "checkpoint").read_text()
    grown(state, 200)
    publish(state, keyring, tmp_path / "log")
    assert verify_since(reader(tmp_path / "log"), verifier_key(keyring.signer), note).sound


@given(st.lists(st.tuples(st.sampled_from([0, 1, 5, 255, 256, 300]), st.booleans()), min_size=1, max_size=6))
@settings(max_examples=25)
def test_publishing_in_steps_equals_publishing_the_whole(steps: list[tuple[int, bool]]) -> None:
    with TemporaryDirectory() as name:
        folder, state = Path(name) / "log", open_state(f"sqlite:///{name}/state.sqlite")
        keyring = open_keyring(Path(name) / "keys", ORIGIN, chance)
        for many, publishes in steps:
            grown(state, many)
            if publishes:
                publish(state, keyring, folder)
        publish(state, keyring, folder)
        with state.reading() as connection:
            whole = files(everything(state), log.signed(connection, keyring))
        found = written(folder)
        assert {path: found.get(path) for path in whole} == whole
        assert all(".p/" in path for path in found.keys() - whole.keys())
        state.close()


def test_a_log_of_three_levels_of_tiles_is_published_as_the_format_says(
    tmp_path: Path, keyring: Keyring
) -> None:
    state = open_state(f"sqlite:///{tmp_path}/state.sqlite")
    for many in (65_000, 5_000):
        grown(state, many)
        publish(state, keyring, tmp_path / "log")
    with state.reading() as connection:
        whole = files(everything(state), log.signed(connection, keyring))
    assert whole.items() <= written(tmp_path / "log").items()
    assert "tile/2/000.p/1" in whole
    state.close()


def test_a_full_tile_is_never_written_again(state: State, keyring: Keyring, tmp_path: Path) -> None:
    grown(state, 300)
    publish(state, keyring, tmp_path / "log")
    full = tmp_path / "log" / "tile" / "0" / "000"
    before = full.stat().st_mtime_ns
    grown(state, 300)
    publish(state, keyring, tmp_path / "log")
    assert full.stat().st_mtime_ns == before


def test_partial_tiles_go_once_the_tile_is_full(state: State, keyring: Keyring, tmp_path: Path) -> None:
    for many in (100, 100, 100):
        grown(state, many)
        publish(state, keyring, tmp_path / "log")
    assert set(written(tmp_path / "log")) == {
        "checkpoint", "tile/0/000", "tile/entries/000", "tile/0/001.p/44", "tile/entries/001.p/44",
        "tile/1/000.p/1",
    }  # fmt: skip


@pytest.mark.parametrize("path", ["tile/entries/001.p/44", "tile/0/001.p/44", "tile/1/000.p/1", "checkpoint"])
def test_an_interrupted_publication_leaves_the_old_one_and_the_next_ends_it(
    state: State, keyring: Keyring, tmp_path: Path, path: str
) -> None:
    folder = tmp_path / "log"
    grown(state, 100)
    publish(state, keyring, folder)
    grown(state, 200)
    in_the_way = folder / f"{path}.new"
    in_the_way.mkdir(parents=True)
    with pytest.raises(Unreachable, match="cannot publish"):
        publish(state, keyring, folder)
    assert (audit(folder, keyring).sound, audit(folder, keyring).entries) == (True, 100)
    in_the_way.rmdir()
    assert publish(state, keyring, folder) == 300
    assert (audit(folder, keyring).sound, audit(folder, keyring).entries) == (True, 300)


def test_records_restored_from_an_older_backup_are_not_published_over_newer_ones(
    tmp_path: Path, keyring: Keyring
) -> None:
    path, folder = tmp_path / "state.sqlite", tmp_path / "log"
    state = open_state(f"sqlite:///{path}")
    grown(state, 5)
    state.close()
    shutil.copy(path, tmp_path / "backup.sqlite")
    state = open_state(f"sqlite:///{path}")
    grown(state, 5)
    publish(state, keyring, folder)
    state.close()
    before = written(folder)
    shutil.copy(tmp_path / "backup.sqlite", path)
    state = open_state(f"sqlite:///{path}")
    with pytest.raises(Tampered, match="log of 5 entries does not continue the published one of 10"):
        publish(state, keyring, folder)
    grown(state, 7)
    with pytest.raises(Tampered, match="log of 12 entries does not continue the published one of 10"):
        publish(state, keyring, folder)
    assert written(folder) == before
    state.close()


CHANGES = [
    "UPDATE log_entry SET entry = 'x' WHERE \"index\" = 200",
    "UPDATE log_entry SET leaf = 'x' WHERE \"index\" = 200",
    'DELETE FROM log_entry WHERE "index" = 200',
    'UPDATE log_entry SET entry = leaf WHERE "index" = 299',
    "UPDATE log_node SET hash = leaf FROM log_entry WHERE bin = 255",
    "UPDATE log_node SET hash = leaf FROM log_entry WHERE bin = 583",
    "DELETE FROM log_node WHERE bin = 255",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_rows_changed_before_they_were_published_are_refused(
    state: State, keyring: Keyring, tmp_path: Path, statement: str
) -> None:
    folder = tmp_path / "log"
    grown(state, 100)
    publish(state, keyring, folder)
    grown(state, 200)
    with state.writing() as connection:
        connection.exec_driver_sql(statement)
    with pytest.raises(Tampered):
        publish(state, keyring, folder)
    assert (audit(folder, keyring).sound, audit(folder, keyring).entries) == (True, 100)


def test_an_entry_changed_after_it_was_published_stays_as_published_and_is_refused_elsewhere(
    state: State, keyring: Keyring, tmp_path: Path
) -> None:
    grown(state, 300)
    publish(state, keyring, tmp_path / "log")
    with state.writing() as connection:
        connection.exec_driver_sql('UPDATE log_entry SET entry = leaf WHERE "index" = 5')
    grown(state, 10)
    assert publish(state, keyring, tmp_path / "log") == 310
    assert audit(tmp_path / "log", keyring).sound
    with pytest.raises(Tampered, match="entry 5 was changed"):
        publish(state, keyring, tmp_path / "new")


def test_an_entry_and_all_hashes_above_it_rewritten_do_not_continue_what_was_published(
    tmp_path: Path, keyring: Keyring
) -> None:
    states = [open_state(f"sqlite:///{tmp_path}/{name}.sqlite") for name in ("true", "forged")]
    for state in states:
        grown(state, 20)
    publish(states[0], keyring, tmp_path / "log")
    with pytest.raises(Tampered, match="does not continue"):
        publish(states[1], keyring, tmp_path / "log")
    for state in states:
        state.close()


def test_a_folder_of_another_log_is_left_alone(state: State, keyring: Keyring, tmp_path: Path) -> None:
    other = open_keyring(tmp_path / "other", ORIGIN, chance)
    second = open_state(f"sqlite:///{tmp_path}/second.sqlite")
    entered(second, other, 3)
    publish(second, other, tmp_path / "log")
    before = written(tmp_path / "log")
    entered(state, keyring, 5)
    with pytest.raises(Tampered, match="not signed by the key"):
        publish(state, keyring, tmp_path / "log")
    with pytest.raises(Refused, match="not those this log was begun with"):
        publish(state, other, tmp_path / "log")
    assert written(tmp_path / "log") == before
    second.close()


def test_many_who_publish_while_the_log_grows_leave_the_newest(
    state: State, keyring: Keyring, tmp_path: Path
) -> None:
    def work() -> None:
        for _ in range(5):
            grown(state, 20)
            publish(state, keyring, tmp_path / "log")

    everybody = [Thread(target=work) for _ in range(3)]
    for one in everybody:
        one.start()
    for one in everybody:
        one.join()
    assert (audit(tmp_path / "log", keyring).sound, audit(tmp_path / "log", keyring).entries) == (True, 300)


def test_a_folder_that_cannot_be_made_is_unreachable(state: State, keyring: Keyring, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unreachable, match="not a directory"):
        publish(state, keyring, tmp_path / "file" / "log")
