"""The log as plain files (C2SP tlog-tiles): 256 hashes a tile, 256 entries a bundle, paths by arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from kept.ledger.entry import ENTRY_LIMIT
from kept.ledger.tree import HASH_LENGTH, Node, leaf_hash, levels, node_hash
from kept.words.error import Refused, Tampered

WIDTH = 256
HEIGHT = 8
"""Levels of the tree one tile spans: 2**8 = 256."""

CHECKPOINT = "checkpoint"

Read: TypeAlias = Callable[[str], bytes | None]
"""`read(path)`: the bytes of a published file, None when there is none."""


Entries: TypeAlias = Callable[[int, int], Sequence[bytes]]
"""`entries(start, end)`: the entries from `start` to `end`, not included."""

TileHashes: TypeAlias = Callable[[int, int, int], Sequence[bytes]]
"""`hashes(level, start, end)`: the hashes of complete subtrees of a level of the tree, `end` not included."""


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """Where a tile of hashes is.

    >>> tile_path(0, 1234)
    'tile/0/x001/234'
    >>> tile_path(1, 0, 5)
    'tile/1/000.p/5'
    """
    return f"tile/{level}/{_numbered(index)}{_partial(width)}"


def entries_path(index: int, width: int = WIDTH) -> str:
    """Where a bundle of entries is, such as `tile/entries/000`."""
    return f"tile/entries/{_numbered(index)}{_partial(width)}"


def widths(size: int) -> Iterator[tuple[int, int]]:
    """Index and width of each tile over `size` hashes: full ones, then the partial one."""
    full, rest = divmod(size, WIDTH)
    yield from ((index, WIDTH) for index in range(full))
    if rest:
        yield full, rest


def tile_levels(size: int) -> int:
    """How many levels of tiles a log of this size has."""
    count = 0
    while size:
        count, size = count + 1, size // WIDTH
    return count


def bundle(entries: Sequence[bytes]) -> bytes:
    """The entries in a row, the length of each in two bytes before it. Raises Refused for one too long."""
    if any(len(entry) > ENTRY_LIMIT for entry in entries):
        raise Refused(f"an entry is longer than {ENTRY_LIMIT} bytes", do="seal it and enter one hash")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unbundled(data: bytes) -> tuple[bytes, ...]:
    """The entries of a bundle. Raises Tampered when the lengths do not add up."""
    found: list[bytes] = []
    at = 0
    while at < len(data):
        start = at + 2
        end = start + int.from_bytes(data[at:start], "big")
        if start > len(data) or end > len(data):
            raise Tampered("a bundle of entries is cut off", do="fetch the file again")
        found.append(data[start:end])
        at = end
    return tuple(found)


def unpacked(data: bytes, width: int) -> tuple[bytes, ...]:
    """The hashes of a tile. Raises Tampered when it does not hold exactly `width` of them."""
    if len(data) != width * HASH_LENGTH:
        raise Tampered(f"a tile of {width} hashes is {len(data)} bytes long", do="fetch the file again")
    return tuple(data[at : at + HASH_LENGTH] for at in range(0, len(data), HASH_LENGTH))


def files(entries: Sequence[bytes], note: str) -> Mapping[str, bytes]:
    """The whole publication: every bundle, every tile and the checkpoint."""
    return changed_files(0, entries, note)


def changed_files(old_size: int, entries: Sequence[bytes], note: str) -> Mapping[str, bytes]:
    """The files that are new or different since the log held `old_size` entries; the checkpoint is last.

    Write them in this order: whoever then sees the checkpoint finds all it speaks of.
    """
    built = levels([leaf_hash(entry) for entry in entries])
    changed = changes(
        old_size,
        len(entries),
        lambda start, end: entries[start:end],
        lambda level, start, end: built[level][start:end],
    )
    return {**dict(changed), CHECKPOINT: note.encode()}


def changes(old_size: int, size: int, entries: Entries, hashes: TileHashes) -> Iterator[tuple[str, bytes]]:
    """The files of a log of `size` that are new or different since `old_size`, without the checkpoint.

    One at a time, reading no more entries and hashes than they hold.
    """
    for index, width in _grown(old_size, size):
        yield entries_path(index, width), bundle(entries(index * WIDTH, index * WIDTH + width))
    for level in range(tile_levels(size)):
        height = level * HEIGHT
        for index, width in _grown(old_size >> height, size >> height):
            start = index * WIDTH
            yield tile_path(level, index, width), b"".join(hashes(height, start, start + width))


def entry_at(read: Read, index: int, size: int) -> bytes:
    """One entry of a published log of `size`. Raises Tampered when its bundle is missing or malformed."""
    number, place = divmod(index, WIDTH)
    width = _width(number, size)
    entries = unbundled(_fetched(read, entries_path(number, width)))
    if len(entries) != width:
        raise Tampered(
            f"`{entries_path(number, width)}` holds {len(entries)} entries", do="fetch the file again"
        )
    return entries[place]


def published_nodes(read: Read, size: int) -> Node:
    """Look-up of subtree hashes in the tiles of a published log of `size` entries.

    The look-up raises Tampered when a tile is missing or malformed.
    """
    kept: dict[tuple[int, int], tuple[bytes, ...]] = {}

    def tile(level: int, index: int) -> tuple[bytes, ...]:
        if (level, index) not in kept:
            width = _width(index, size >> (level * HEIGHT))
            kept[level, index] = unpacked(_fetched(read, tile_path(level, index, width)), width)
        return kept[level, index]

    def node(level: int, index: int) -> bytes:
        tile_level, above = divmod(level, HEIGHT)
        first = index << above
        hashes: Sequence[bytes] = tile(tile_level, first // WIDTH)[first % WIDTH :][: 1 << above]
        while len(hashes) > 1:
            hashes = [node_hash(*hashes[at : at + 2]) for at in range(0, len(hashes), 2)]
        return hashes[0]

    return node


def _grown(old: int, new: int) -> Iterator[tuple[int, int]]:
    """Index and width of each tile over `new` hashes that was another when there were `old`."""
    return ((index, width) for index, width in widths(new) if index * WIDTH + width > old)


def _width(index: int, size: int) -> int:
    return min(WIDTH, size - index * WIDTH)


def _fetched(read: Read, path: str) -> bytes:
    data = read(path)
    if data is None:
        raise Tampered(f"`{path}` is missing from the log", do="fetch the whole log again")
    return data


def _numbered(index: int) -> str:
    parts = [f"{index % 1000:03}"]
    while index := index // 1000:
        parts.append(f"x{index % 1000:03}")
    return "/".join(reversed(parts))


def _partial(width: int) -> str:
    return "" if width == WIDTH else f".p/{width}"
