"""What an audit of the log finds: faults, each with the entry it is about where the evidence allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from kept.ledger.checkpoint import Checkpoint
from kept.ledger.entry import decode
from kept.ledger.tree import leaf_hash
from kept.words.error import Tampered

What = Literal[
    "checkpoint", "missing", "malformed", "changed", "dropped", "added", "reordered", "tile", "root",
    "shrunk", "rewritten",
]  # fmt: skip


Placed: TypeAlias = tuple[int, bytes]
"""The index something stands at, and its bytes."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a log.

    checkpoint  not signed, or says nothing usable      missing    a file is not there
    malformed   a file is not what its path promises    changed    an entry is not the one hashed
    dropped     a hashed entry is not there             added      an entry was never hashed
    reordered   an entry is not in its place            tile       a hash does not follow from those below
    root        the log is not the one signed           shrunk     shorter than a checkpoint seen before
    rewritten   does not begin with what a checkpoint seen before speaks of
    """

    what: What
    message: str
    index: int | None = None
    """The first entry it is about, counted from 0."""
    kind: str | None = None
    """The kind of that entry, where it can be read."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found in a log. `checkpoint` is None when none verified; then nothing is proven."""

    checkpoint: Checkpoint | None
    entries: int
    """How many entries were read and hashed."""
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        """Is the log whole and signed? Proves nothing against who holds the key: see `verify_since`."""
        return self.checkpoint is not None and not self.faults


def kind_of(entry: bytes) -> str | None:
    """The kind of an entry, None where the bytes are no entry."""
    try:
        return decode(entry).kind
    except Tampered:
        return None


def named(what: What, message: str, index: int, entry: bytes | None = None) -> Fault:
    """A fault about an entry, with its kind where it can be read."""
    kind = None if entry is None else kind_of(entry)
    shown = f" (`{kind}`)" if kind else ""
    return Fault(what, f"entry {index}{shown} {message}", index, kind)


def differences(hashed: Sequence[Placed], entries: Sequence[Placed]) -> Iterator[Fault]:
    """How the entries differ from the leaf hashes that were recorded of them; both with their indexes.

    A hash with no entry and an entry with no hash in the same place are one changed entry.
    """
    found = [leaf_hash(entry) for _, entry in entries]
    lost, new = Counter(value for _, value in hashed), Counter(found)
    lost, new = lost - new, new - lost
    at = here = 0
    while at < len(hashed) or here < len(found):
        is_lost = at < len(hashed) and lost[hashed[at][1]] > 0
        is_new = here < len(found) and new[found[here]] > 0
        if at < len(hashed) and here < len(found) and hashed[at][1] == found[here]:
            at, here = at + 1, here + 1
        elif is_lost and is_new:
            yield named("changed", "was changed", *entries[here])
            lost[hashed[at][1]] -= 1
            new[found[here]] -= 1
            at, here = at + 1, here + 1
        elif is_lost:
            yield named("dropped", "was dropped", hashed[at][0])
            lost[hashed[at][1]] -= 1
            at += 1
        elif is_new:
            yield named("added", "was added and never hashed", *entries[here])
            new[found[here]] -= 1
            here += 1
        else:
            # Hashes and entries that have a partner are equally many, so both are left here.
            yield named("reordered", "is not in its place", *entries[here])
            at, here = at + 1, here + 1


def blamed_on_hashes(fault: Fault) -> Fault:
    """The fault as it reads once the signed root has shown that the entries are right."""
    if fault.what not in ("changed", "dropped", "added", "reordered") or fault.index is None:
        return fault
    shown = f" (`{fault.kind}`)" if fault.kind else ""
    message = f"the recorded hash at entry {fault.index}{shown} is wrong; the entries are those signed"
    return Fault("tile", message, fault.index, fault.kind)
