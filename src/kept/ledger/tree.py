"""The tree over the entries (RFC 6962, 2.1): roots, proofs that an entry is in, proofs of only appending."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from kept.words.error import Misuse

HASH_LENGTH = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

Node: TypeAlias = Callable[[int, int], bytes]
"""`node(level, index)`: the hash over the leaves from `index * 2**level`, 2**level of them, all there."""

Hashes: TypeAlias = Sequence[bytes] | Node
"""What proofs are made from: all leaf hashes, or stored hashes of complete subtrees."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry; the first byte keeps it apart from a hash of hashes."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree: enough to append to it and to say its root.

    `peaks` are the hashes of the complete subtrees, largest first, one for each one in `size` as binary.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise Misuse(
                f"{len(self.peaks)} hashes are not the edge of a tree of {self.size} entries",
                do="store size and peaks together",
            )

    def extended(self, leaves: Iterable[bytes]) -> Frontier:
        """The frontier after these leaf hashes were appended."""
        size, peaks = self.size, list(self.peaks)
        for leaf in leaves:
            carried, full = leaf, size
            while full & 1:
                carried, full = node_hash(peaks.pop(), carried), full >> 1
            peaks.append(carried)
            size += 1
        return Frontier(size, tuple(peaks))

    def root(self) -> bytes:
        """The root of the whole tree."""
        if not self.peaks:
            return EMPTY_ROOT
        result = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            result = node_hash(peak, result)
        return result


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over these leaf hashes."""
    return Frontier().extended(leaves).root()


def levels(leaves: Sequence[bytes]) -> tuple[Sequence[bytes], ...]:
    """Every complete subtree's hash: level 0 are the leaves, each level above holds half as many."""
    built: list[Sequence[bytes]] = [leaves]
    while len(built[-1]) > 1:
        below = built[-1]
        built.append([node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])
    return tuple(built)


def nodes(leaves: Sequence[bytes]) -> Node:
    """Look-up of subtree hashes, built once from the leaf hashes."""
    built = levels(leaves)
    return lambda level, index: built[level][index]


def subtree_root(start: int, end: int, node: Node) -> bytes:
    """The root over leaves `start` to `end` (not included), where `start` begins a subtree."""
    size = end - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return node(level, start >> level)
    middle = start + _split(size)
    return node_hash(subtree_root(start, middle, node), subtree_root(middle, end, node))


def root_at(size: int, hashes: Hashes) -> bytes:
    """The root the tree had when it held `size` entries."""
    return EMPTY_ROOT if size == 0 else subtree_root(0, size, _node(hashes, size))


def inclusion_proof(index: int, size: int, hashes: Hashes) -> tuple[bytes, ...]:
    """The hashes that lead from entry `index` to the root of `size` entries (RFC 6962, 2.1.1).

    Raises Misuse when there is no such entry.
    """
    if not 0 <= index < size:
        raise Misuse(f"no entry {index} in a log of {size} entries", do="count entries from 0")
    node = _node(hashes, size)
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(subtree_root(middle, end, node))
            end = middle
        else:
            path.append(subtree_root(start, middle, node))
            start = middle
    return tuple(reversed(path))


def consistency_proof(old: int, new: int, hashes: Hashes) -> tuple[bytes, ...]:
    """The hashes that show `new` entries begin with the `old` ones (RFC 6962, 2.1.2).

    Raises Misuse when `old` is 0 (every log begins with nothing, so it shows nothing) or more than `new`.
    """
    if not 0 < old <= new:
        raise Misuse(
            f"a log of {new} entries cannot be shown to continue one of {old}", do="give 0 < old <= new"
        )
    node = _node(hashes, new)
    path: list[bytes] = []
    start, end, whole = 0, new, True
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(subtree_root(middle, end, node))
            end = middle
        else:
            path.append(subtree_root(start, middle, node))
            start, whole = middle, False
    if not whole:
        path.append(subtree_root(start, end, node))
    return tuple(reversed(path))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Does the proof lead from this leaf hash at this index to this root? (RFC 9162, 2.1.3.2)"""
    if not 0 <= index < size or not _are_hashes((leaf, root, *proof)):
        return False
    here, last, result = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            result = node_hash(step, result)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            result = node_hash(result, step)
        here, last = here >> 1, last >> 1
    return last == 0 and result == root


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Does the proof show that the new tree begins with the old one? (RFC 9162, 2.1.4.2) Never for size 0."""
    if not 0 < old <= new or not _are_hashes((old_root, new_root, *proof)):
        return False
    if old == new:
        return not proof and old_root == new_root
    steps = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not steps:
        return False
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    was = now = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            was, now = node_hash(step, was), node_hash(step, now)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            now = node_hash(now, step)
        here, last = here >> 1, last >> 1
    return last == 0 and was == old_root and now == new_root


def _split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1


def _node(hashes: Hashes, size: int) -> Node:
    if callable(hashes):
        return hashes
    if len(hashes) < size:
        raise Misuse(f"{len(hashes)} leaf hashes for a log of {size} entries", do="give every leaf hash")
    return nodes(hashes[:size])


def _are_hashes(values: Iterable[bytes]) -> bool:
    return all(len(value) == HASH_LENGTH for value in values)
