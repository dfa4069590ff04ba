from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rooms.ledger.made import KEY, ORIGIN, SIGNER, entries, entry, note, published, reader, receipt

from kept.ledger.audit import Audit
from kept.ledger.checkpoint import Checkpoint, open_checkpoint, sign, signer, verifier_key
from kept.ledger.receipt import Opening
from kept.ledger.tile import Read, bundle, entries_path, files, tile_path, widths
from kept.ledger.tree import EMPTY_ROOT, leaf_hash, root
from kept.ledger.verify import check_receipt_against_log, verify_log, verify_receipt, verify_since
from kept.words.error import Misuse, Tampered

SIZE = 520
"""Two full bundles and a partial one, and tiles on two levels."""

LOG = entries(SIZE)
PUBLISHED = published(LOG)
PATHS = sorted(PUBLISHED)
places = st.integers(0, SIZE - 1)


def with_entries(log: list[bytes]) -> dict[str, bytes]:
    """The publication with its bundles rewritten, but hashes and checkpoint as they were signed."""
    made = dict(PUBLISHED)
    for number, width in widths(SIZE):
        end = (number + 1) * 256 if number < SIZE // 256 else len(log)
        made[entries_path(number, width)] = bundle(log[number * 256 : end])
    return made


def forged(log: list[bytes]) -> dict[str, bytes]:
    """Bundles and every tile of another log under the checkpoint of the true one."""
    made = dict(files(log, note(LOG)))
    for number, width in widths(SIZE):  # the paths the checkpoint leads to, whatever the forged size
        made.setdefault(entries_path(number, width), bundle(log[number * 256 : number * 256 + 256]))
        hashes = b"".join(leaf_hash(one) for one in log[number * 256 : number * 256 + 256])
        made.setdefault(tile_path(0, number, width), hashes)
    return made


def what(audit: Audit) -> list[tuple[str, int | None]]:
    return [(fault.what, fault.index) for fault in audit.faults]


def audit(publication: dict[str, bytes]) -> Audit:
    return verify_log(reader(publication), KEY)


@pytest.mark.parametrize("size", [0, 1, 5, 255, 256, 257, SIZE])
def test_an_honest_log_is_sound(size: int) -> None:
    result = verify_log(reader(published(LOG[:size])), KEY)
    assert result == Audit(open_checkpoint(note(LOG[:size]), KEY), size, ())
    assert result.sound


@given(st.sampled_from(PATHS), st.data())
@settings(max_examples=300, deadline=None)
def test_one_byte_changed_in_any_file_is_found(path: str, data: st.DataObject) -> None:
    raw = bytearray(PUBLISHED[path])
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    assert not audit({**PUBLISHED, path: bytes(raw)}).sound


def test_every_single_byte_of_a_small_log_matters() -> None:
    small = published(LOG[:3])
    for path, content in small.items():
        for at in range(len(content)):
            raw = bytearray(content)
            raw[at] ^= 1
            assert not audit({**small, path: bytes(raw)}).sound, (path, at)


@pytest.mark.parametrize("path", PATHS)
def test_a_file_that_is_missing_empty_cut_or_longer_is_found(path: str) -> None:
    rest = {one: data for one, data in PUBLISHED.items() if one != path}
    assert not audit(rest).sound
    for content in (b"", PUBLISHED[path][:-1], PUBLISHED[path] + b"\x00", PUBLISHED[path] * 2):
        assert not audit({**rest, path: content}).sound


@given(places, st.integers(0, 7))
@settings(max_examples=60, deadline=None)
def test_a_changed_entry_is_named_with_its_kind(at: int, bit: int) -> None:
    other = entry(at)
    changed = replace(entry(at), figures=(("rows", at + 1 + bit), *other.figures[1:]))
    log = [*LOG]
    log[at] = LOG[at].replace(b'"rows":%d' % at, b'"rows":%d' % (at + 1 + bit))
    result = audit(with_entries(log))
    assert what(result) == [("changed", at)]
    assert result.faults[0].kind == changed.kind
    assert result.faults[0].message == f"entry {at} (`{changed.kind}`) was changed"


@given(places)
@settings(max_examples=60, deadline=None)
def test_a_dropped_entry_is_named(at: int) -> None:
    result = audit(with_entries([*LOG[:at], *LOG[at + 1 :]]))
    assert ("dropped", at) in what(result)
    assert {one for one, _ in what(result)} == {"dropped", "malformed"}


@given(st.integers(0, SIZE), st.booleans())
@settings(max_examples=60, deadline=None)
def test_an_added_entry_is_named(at: int, is_copy: bool) -> None:
    new = LOG[(at + 100) % SIZE] if is_copy else entries(SIZE + 1)[-1]
    result = audit(with_entries([*LOG[:at], new, *LOG[at:]]))
    assert ("added", at) in what(result)


@given(places, places)
@settings(max_examples=60, deadline=None)
def test_two_swapped_entries_are_both_named(one: int, other: int) -> None:
    log = [*LOG]
    log[one], log[other] = log[other], log[one]
    expected = [] if one == other else [("reordered", at) for at in sorted((one, other))]
    assert what(audit(with_entries(log))) == expected


@given(st.sampled_from(["change", "drop", "add", "swap"]), places, places)
@settings(max_examples=60, deadline=None)
def test_a_log_rewritten_with_all_its_hashes_misses_its_checkpoint(way: str, at: int, other: int) -> None:
    log = [*LOG]
    if way == "change":
        log[at] = entries(SIZE + 1)[-1]
    elif way == "drop":
        del log[at]
    elif way == "add":
        log.insert(at, entries(SIZE + 1)[-1])
    else:
        log[at], log[other] = log[other], log[at]
    result = audit(forged(log))
    assert result.sound == (log == LOG)
    if log != LOG and len(log) == SIZE:
        assert ("root", None) in what(result)


def test_a_wrong_hash_is_not_blamed_on_the_entry() -> None:
    path = tile_path(0, 1)
    raw = bytearray(PUBLISHED[path])
    raw[32 * 10] ^= 1
    result = audit({**PUBLISHED, path: bytes(raw)})
    assert what(result) == [("tile", 266)]
    assert "the entries are those signed" in result.faults[0].message


def test_a_wrong_hash_higher_up_is_named_with_its_first_entry() -> None:
    path = tile_path(1, 0, 2)
    raw = bytearray(PUBLISHED[path])
    raw[40] ^= 1
    assert what(audit({**PUBLISHED, path: bytes(raw)})) == [("tile", 256)]


def test_two_faults_far_apart_are_both_found() -> None:
    log = [*LOG]
    log[3], log[515] = entries(SIZE + 2)[-2:]
    assert what(audit(with_entries(log))) == [("changed", 3), ("changed", 515)]


def test_entries_moved_over_a_bundle_border_are_found() -> None:
    made = dict(PUBLISHED)
    made[entries_path(0)], made[entries_path(1)] = bundle(LOG[:257]), bundle(LOG[257:512])
    assert what(audit(made)) == [("malformed", 0), ("malformed", 256)]


def test_a_missing_bundle_hides_no_fault_elsewhere() -> None:
    log = [*LOG]
    log[3] = entries(SIZE + 1)[-1]
    made = with_entries(log)
    del made[entries_path(1)]
    assert what(audit(made)) == [("missing", 256), ("changed", 3)]


def test_a_bundle_too_short_whose_hashes_are_missing_leaves_the_root_out_of_reach() -> None:
    made = {**PUBLISHED, entries_path(0): bundle(LOG[:200])}
    del made[tile_path(0, 0)]
    assert what(audit(made)) == [("malformed", 0), ("missing", 0), ("root", None)]


def test_an_absurd_signed_size_ends_the_audit_early() -> None:
    text = sign(Checkpoint(ORIGIN, 10**17, EMPTY_ROOT), SIGNER)
    result = verify_log({"checkpoint": text.encode()}.get, KEY)
    assert not result.sound
    assert len(result.faults) < 300


def test_a_log_checked_with_another_key_is_not_sound() -> None:
    result = verify_log(reader(PUBLISHED), verifier_key(signer(ORIGIN, bytes(32))))
    assert what(result) == [("checkpoint", None)]
    assert result.checkpoint is None
    with pytest.raises(Misuse):
        verify_log(reader(PUBLISHED), "no key")


@given(st.integers(1, SIZE))
@settings(max_examples=20, deadline=None)
def test_a_log_that_only_grew_continues_its_older_checkpoints(old: int) -> None:
    assert verify_since(reader(PUBLISHED), KEY, note(LOG[:old])).sound


@given(st.integers(1, SIZE), st.data())
@settings(max_examples=20, deadline=None)
def test_a_log_rewritten_and_signed_again_does_not_continue_its_older_checkpoint(
    old: int, data: st.DataObject
) -> None:
    log = [*LOG]
    log[data.draw(st.integers(0, old - 1))] = entries(SIZE + 1)[-1]
    again = published(log)
    assert verify_log(reader(again), KEY).sound, "the operator holds the key"
    assert what(verify_since(reader(again), KEY, note(LOG[:old]))) == [("rewritten", None)]


def test_a_log_cut_short_and_signed_again_is_shrunk() -> None:
    assert what(verify_since(reader(published(LOG[:500])), KEY, note(LOG))) == [("shrunk", 500)]


def test_an_older_checkpoint_of_nothing_or_of_another_key_is_no_evidence() -> None:
    with pytest.raises(Misuse, match="proves nothing"):
        verify_since(reader(PUBLISHED), KEY, note([]))
    stranger = signer(ORIGIN, bytes(32))
    with pytest.raises(Tampered):
        verify_since(reader(PUBLISHED), KEY, sign(Checkpoint(ORIGIN, 1, EMPTY_ROOT), stranger))


def test_an_older_checkpoint_cannot_be_compared_with_hashes_that_are_missing() -> None:
    made = dict(PUBLISHED)
    del made[entries_path(0)], made[tile_path(0, 0)]
    result = verify_since(reader(made), KEY, note(LOG[:9]))
    assert {"missing", "root", "rewritten"} <= {one for one, _ in what(result)}
    assert verify_since({}.get, KEY, note(LOG[:9])).checkpoint is None


@pytest.mark.parametrize("index", [0, 1, 255, 256, 519])
@pytest.mark.parametrize("with_opening", [True, False])
def test_a_receipt_proves_its_entry(index: int, with_opening: bool) -> None:
    found = verify_receipt(receipt(LOG, index, with_opening=with_opening), KEY)
    assert found.entry == entry(index)
    assert (found.index, found.checkpoint.size) == (index, SIZE)
    assert (found.trusted, found.opened) == (True, with_opening)


def test_a_receipt_checked_with_its_own_key_is_not_trusted() -> None:
    assert not verify_receipt(receipt(LOG, 3), None).trusted


def test_a_receipt_of_another_log_or_with_any_part_changed_is_tampered() -> None:
    one = receipt(LOG, 3)
    stranger = signer(ORIGIN, bytes(32))
    again = sign(Checkpoint(ORIGIN, SIZE, root(leaf_hash(each) for each in LOG)), stranger)
    for wrong in (
        replace(one, index=4),
        replace(one, entry=LOG[4]),
        replace(one, entry=b"x"),
        replace(one, proof=one.proof[:-1]),
        replace(one, checkpoint=note(LOG[:-1])),
        replace(one, checkpoint=again, key=verifier_key(stranger)),
        replace(one, key="no key"),
        replace(one, opening=Opening(b"another record", bytes(32))),
    ):
        with pytest.raises(Tampered):
            verify_receipt(wrong, KEY)
    with pytest.raises(Misuse):
        verify_receipt(one, "no key")


@pytest.mark.parametrize("index", [0, 255, 300])
@pytest.mark.parametrize("then", [301, 512, SIZE])
def test_a_receipt_still_fits_the_log_after_it_grew(index: int, then: int) -> None:
    old = receipt(LOG[:301], index)
    result = check_receipt_against_log(old, reader(published(LOG[:then])), KEY)
    assert result.sound
    assert result.checkpoint is not None
    assert result.checkpoint.size == then


def test_a_receipt_names_its_entry_when_the_log_was_rewritten_and_signed_again() -> None:
    log = [*LOG]
    log[3] = entries(SIZE + 1)[-1]
    result = check_receipt_against_log(receipt(LOG, 3), reader(published(log)), KEY)
    assert what(result) == [("changed", 3), ("rewritten", None), ("tile", 3)]
    assert result.faults[0].kind == "checked"


def test_a_receipt_finds_its_entry_in_another_place() -> None:
    log = [*LOG]
    log[3], log[400] = log[400], log[3]
    result = check_receipt_against_log(receipt(LOG, 3), reader(published(log)), KEY)
    assert ("reordered", 3) in what(result)
    assert "but at 400" in result.faults[0].message


def test_a_receipt_finds_that_another_entry_was_rewritten() -> None:
    log = [*LOG]
    log[4] = entries(SIZE + 1)[-1]
    assert what(check_receipt_against_log(receipt(LOG, 3), reader(published(log)), KEY)) == [
        ("rewritten", None)
    ]


def test_a_receipt_finds_that_the_log_was_cut_before_it() -> None:
    result = check_receipt_against_log(receipt(LOG, 519), reader(published(LOG[:500])), KEY)
    assert what(result) == [("dropped", 519), ("shrunk", 500)]


def test_a_receipt_finds_files_that_are_missing_or_wrong() -> None:
    def without(path: str) -> Read:
        return lambda asked: None if asked == path else PUBLISHED.get(asked)

    one = receipt(LOG[:100], 3)
    assert what(check_receipt_against_log(one, without("checkpoint"))) == [("checkpoint", None)]
    assert what(check_receipt_against_log(one, without(entries_path(0)))) == [("malformed", 3)]
    assert what(check_receipt_against_log(one, without(tile_path(1, 0, 2)))) == [("malformed", None)]
    tile = bytearray(PUBLISHED[tile_path(0, 2, 8)])
    tile[0] ^= 1
    made = {**PUBLISHED, tile_path(0, 2, 8): bytes(tile)}
    assert what(check_receipt_against_log(one, reader(made))) == [("root", None)]


def test_a_receipt_that_does_not_verify_is_no_evidence_against_a_log() -> None:
    with pytest.raises(Tampered):
        check_receipt_against_log(replace(receipt(LOG, 3), index=4), reader(PUBLISHED), KEY)


def test_a_receipt_still_opens_after_its_opening_was_erased_elsewhere() -> None:
    kept = receipt(LOG, 3)
    assert base64.b64encode(kept.opening.salt if kept.opening else b"").decode() not in str(PUBLISHED)
    assert verify_receipt(kept, KEY).opened
    assert audit(PUBLISHED).sound
