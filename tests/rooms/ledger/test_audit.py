from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.rooms.ledger.made import entries

from kept.ledger.audit import Audit, Fault, blamed_on_hashes, differences, kind_of
from kept.ledger.tree import leaf_hash

LOG = entries(12)


def found(hashed: list[bytes], log: list[bytes]) -> list[tuple[str, int | None]]:
    faults = differences([(at, leaf_hash(one)) for at, one in enumerate(hashed)], list(enumerate(log)))
    return [(fault.what, fault.index) for fault in faults]


def test_equal_logs_have_no_differences() -> None:
    assert found(LOG, LOG) == []


def test_a_changed_entry_is_named() -> None:
    assert found(LOG, [*LOG[:4], b"x", *LOG[5:]]) == [("changed", 4)]


def test_a_dropped_entry_is_named_and_those_after_it_are_not() -> None:
    assert found(LOG, [*LOG[:4], *LOG[5:]]) == [("dropped", 4)]
    assert found(LOG, LOG[:-2]) == [("dropped", 10), ("dropped", 11)]


def test_an_added_entry_is_named_and_those_after_it_are_not() -> None:
    assert found(LOG, [*LOG[:4], b"x", *LOG[4:]]) == [("added", 4)]
    assert found(LOG, [*LOG, LOG[0]]) == [("added", 12)]


def test_two_entries_in_each_others_place_are_both_named() -> None:
    swapped = [*LOG]
    swapped[2], swapped[9] = swapped[9], swapped[2]
    assert found(LOG, swapped) == [("reordered", 2), ("reordered", 9)]


@given(st.lists(st.sampled_from(LOG[:4]), max_size=9), st.lists(st.sampled_from(LOG[:5]), max_size=9))
def test_logs_that_differ_always_have_a_difference(hashed: list[bytes], log: list[bytes]) -> None:
    faults = found(hashed, log)
    assert bool(faults) == (hashed != log)
    first = next((at for at, pair in enumerate(zip(hashed, log, strict=False)) if pair[0] != pair[1]), None)
    if first is not None:
        assert min(index for _, index in faults if index is not None) == first


def test_the_kind_is_named_where_the_entry_can_be_read() -> None:
    fault = next(differences([(0, bytes(32))], [(0, LOG[1])]))
    assert (fault.kind, fault.message) == ("decided", "entry 0 (`decided`) was changed")
    assert kind_of(b"x") is None


def test_faults_of_the_hashes_are_not_blamed_on_the_entries() -> None:
    fault = blamed_on_hashes(Fault("changed", "entry 0 (`decided`) was changed", 0, "decided"))
    assert (fault.what, fault.index, fault.kind) == ("tile", 0, "decided")
    kept = Fault("missing", "a file", 0)
    assert blamed_on_hashes(kept) == kept


def test_an_audit_without_a_verified_checkpoint_is_not_sound() -> None:
    assert not Audit(None, 0, ()).sound
