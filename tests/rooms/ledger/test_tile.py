from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kept.ledger.tile import (
    CHECKPOINT,
    bundle,
    changed_files,
    changes,
    entries_path,
    entry_at,
    files,
    published_nodes,
    tile_levels,
    tile_path,
    unbundled,
    unpacked,
    widths,
)
from kept.ledger.tree import consistency_proof, inclusion_proof, leaf_hash, levels, root, root_at
from kept.words.error import Refused, Tampered

SIZES = (0, 1, 5, 255, 256, 257, 512, 700)


def entries_of(count: int) -> list[bytes]:
    return [b"%d" % number for number in range(count)]


@pytest.mark.parametrize(
    ("level", "index", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (0, 1234, 256, "tile/0/x001/234"),
        (1, 1234067, 256, "tile/1/x001/x234/067"),
        (2, 0, 7, "tile/2/000.p/7"),
        (0, 1000, 1, "tile/0/x001/000.p/1"),
    ],
)
def test_paths_are_those_of_c2sp_tlog_tiles(level: int, index: int, width: int, path: str) -> None:
    assert tile_path(level, index, width) == path
    assert entries_path(index, width) == path.replace(f"tile/{level}/", "tile/entries/")


@pytest.mark.parametrize(("size", "count"), [(0, 0), (1, 1), (255, 1), (256, 2), (65_535, 2), (65_536, 3)])
def test_a_log_has_a_level_of_tiles_for_each_power_of_256(size: int, count: int) -> None:
    assert tile_levels(size) == count


def test_a_publication_of_70_000_entries_has_the_files_of_the_format() -> None:
    # The example in C2SP tlog-tiles: 273 full tiles and a partial one at level 0, and three above.
    made = files(entries_of(70_000), "note")
    tiles = [path for path in made if path.startswith("tile/") and "entries" not in path]
    assert len(tiles) == 273 + 1 + 2 + 1
    assert {"tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"} <= set(tiles)
    assert "tile/0/272" in tiles
    assert "tile/3/000.p/1" not in tiles
    assert len([path for path in made if "entries" in path]) == 274
    assert list(made)[-1] == "checkpoint"


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_unbundles_to_its_entries(entries: list[bytes]) -> None:
    assert unbundled(bundle(entries)) == tuple(entries)


@given(st.lists(st.binary(min_size=1, max_size=30), min_size=1, max_size=5), st.data())
def test_a_bundle_cut_inside_an_entry_is_tampered(entries: list[bytes], data: st.DataObject) -> None:
    whole = bundle(entries)
    last = len(entries[-1]) + 1
    with pytest.raises(Tampered):
        unbundled(whole[: -data.draw(st.integers(1, last))])


def test_an_entry_too_long_for_two_bytes_is_refused() -> None:
    assert len(bundle([bytes(65_535)])) == 65_537
    with pytest.raises(Refused):
        bundle([bytes(65_536)])


def test_a_tile_of_another_length_is_tampered() -> None:
    assert unpacked(bytes(64), 2) == (bytes(32), bytes(32))
    with pytest.raises(Tampered):
        unpacked(bytes(63), 2)


@pytest.mark.parametrize("new", SIZES)
@pytest.mark.parametrize("old", SIZES)
def test_writing_what_changed_gives_the_whole_publication(old: int, new: int) -> None:
    if old > new:
        return
    before, whole = files(entries_of(old), "old"), files(entries_of(new), "new")
    changed = changed_files(old, entries_of(new), "new")
    assert changed.items() <= whole.items()
    assert {path: data for path, data in {**before, **changed}.items() if path in whole} == whole


def test_what_changed_is_found_without_reading_what_did_not() -> None:
    entries, read = entries_of(700), set[tuple[str, int]]()
    built = levels([leaf_hash(entry) for entry in entries])

    def read_entries(start: int, end: int) -> list[bytes]:
        read.update(("entry", index) for index in range(start, end))
        return entries[start:end]

    def read_hashes(level: int, start: int, end: int) -> Sequence[bytes]:
        read.update((f"level {level}", index) for index in range(start, end))
        return built[level][start:end]

    changed = dict(changes(513, 700, read_entries, read_hashes))
    assert {**changed, CHECKPOINT: b"note"} == changed_files(513, entries, "note")
    assert read == {(kind, index) for kind in ("entry", "level 0") for index in range(512, 700)}


def test_a_full_tile_is_never_written_again() -> None:
    assert set(changed_files(512, entries_of(513), "new")) == {
        "tile/entries/002.p/1", "tile/0/002.p/1", "checkpoint",
    }  # fmt: skip


@pytest.mark.parametrize("size", [*SIZES[1:], 70_000])
def test_proofs_from_the_published_tiles_are_those_from_all_hashes(size: int) -> None:
    entries = entries_of(size)
    made, leaves = files(entries, "note"), [leaf_hash(entry) for entry in entries]
    node = published_nodes(made.get, size)
    assert root_at(size, node) == root(leaves)
    for index in {0, size // 3, size - 1}:
        assert entry_at(made.get, index, size) == entries[index]
        assert inclusion_proof(index, size, node) == inclusion_proof(index, size, leaves)
        assert consistency_proof(index + 1, size, node) == consistency_proof(index + 1, size, leaves)


@given(st.integers(1, 700), st.data())
@settings(max_examples=30)
def test_a_missing_file_is_tampered(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    with pytest.raises(Tampered, match="missing"):
        entry_at({}.get, index, size)
    with pytest.raises(Tampered, match="missing"):
        root_at(size, published_nodes({}.get, size))


def test_a_bundle_that_holds_too_few_entries_is_tampered() -> None:
    made = {entries_path(0, 3): bundle(entries_of(2))}
    with pytest.raises(Tampered, match="holds 2 entries"):
        entry_at(made.get, 0, 3)


def test_widths_cover_the_log() -> None:
    assert list(widths(513)) == [(0, 256), (1, 256), (2, 1)]
    assert list(widths(0)) == []
