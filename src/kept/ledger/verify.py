"""Whether a receipt and a published log are what they claim, from their bytes alone.

The organisation holds the signing key, so a log alone proves nothing against the organisation itself:
compare it with checkpoints that others hold (`verify_since`) and with receipts people were given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kept.ledger.audit import Audit, Fault, Placed, blamed_on_hashes, differences, kind_of, named
from kept.ledger.checkpoint import Checkpoint, Verifier, open_checkpoint, parse_key
from kept.ledger.entry import Entry, decode, opens
from kept.ledger.receipt import Receipt
from kept.ledger.tile import (
    CHECKPOINT,
    HEIGHT,
    WIDTH,
    Read,
    entries_path,
    entry_at,
    published_nodes,
    tile_levels,
    tile_path,
    unbundled,
    unpacked,
    widths,
)
from kept.ledger.tree import leaf_hash, levels, root, root_at, verify_inclusion
from kept.words.error import Misuse, Tampered

MISSING_LIMIT = 100
"""Bundles and their hashes both missing before an audit stops: a signed size may be any number."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a receipt proves."""

    entry: Entry
    index: int
    checkpoint: Checkpoint
    trusted: bool
    """Was the key given by who checks? With the receipt's own key only its parts are shown to fit."""
    opened: bool
    """Did the receipt hold the record, and was it the one sealed?"""


def verify_receipt(receipt: Receipt, trusted_key: str | None) -> Verified:
    """What the receipt proves.

    Raises Tampered when any part does not verify, Misuse when the trusted key is no verifier key.
    """
    own = _parsed_key(receipt)
    if trusted_key is not None and parse_key(trusted_key) != own:
        raise Tampered(
            "the receipt names another key than the trusted one",
            do="ask who gave the receipt which key its log signs with",
        )
    checkpoint = open_checkpoint(receipt.checkpoint, receipt.key)
    entry = decode(receipt.entry)
    leaf = leaf_hash(receipt.entry)
    if not verify_inclusion(leaf, receipt.index, checkpoint.size, receipt.proof, checkpoint.root):
        raise Tampered(
            f"entry {receipt.index} (`{entry.kind}`) is not in the log its checkpoint speaks of",
            do="the entry, its index, its proof or the checkpoint was changed: ask for the receipt again",
        )
    opening = receipt.opening
    if opening is not None and not opens(entry.commitment, opening.record, opening.salt):
        raise Tampered(
            f"the record is not the one sealed in entry {receipt.index} (`{entry.kind}`)",
            do="the record or its salt was changed: ask for the receipt again",
        )
    return Verified(entry, receipt.index, checkpoint, trusted_key is not None, opening is not None)


def verify_log(read: Read, key: str) -> Audit:
    """Everything wrong with a published log, found by building it again from its files.

    Raises Misuse when the key is no verifier key.
    """
    return _audit(read, key)[0]


def verify_since(read: Read, key: str, old_note: str) -> Audit:
    """Everything wrong with a published log that must continue an older checkpoint held elsewhere.

    Raises Tampered when the older checkpoint is not signed by this key, Misuse when it is of an empty
    log: every log continues nothing.
    """
    old = open_checkpoint(old_note, key)
    if old.size == 0:
        raise Misuse("a checkpoint of an empty log proves nothing", do="give a later checkpoint")
    audit, leaves = _audit(read, key)
    if audit.checkpoint is None:
        return audit
    faults = [*audit.faults, *_since(old, audit.checkpoint.size, leaves)]
    return Audit(audit.checkpoint, audit.entries, tuple(faults))


def check_receipt_against_log(receipt: Receipt, read: Read, trusted_key: str | None = None) -> Audit:
    """Everything wrong with a published log in the light of a receipt it once gave.

    Reads only the tiles it needs, and every bundle only when the entry is not in its place.
    Raises Tampered when the receipt itself does not verify.
    """
    verified = verify_receipt(receipt, trusted_key)
    try:
        checkpoint = _published(read, receipt.key)
    except Tampered as error:
        return Audit(None, 0, (Fault("checkpoint", error.message),))
    faults = list(_against(receipt, verified, checkpoint, read))
    return Audit(checkpoint, 1, tuple(faults))


def _against(receipt: Receipt, verified: Verified, checkpoint: Checkpoint, read: Read) -> Iterator[Fault]:
    yield from _entry_in_place(receipt, checkpoint.size, read)
    node = published_nodes(read, checkpoint.size)
    old = verified.checkpoint
    try:
        if root_at(checkpoint.size, node) != checkpoint.root:
            yield Fault("root", "the published hashes do not lead to the signed root")
        if old.size > checkpoint.size:
            yield _shrunk(old, checkpoint.size)
        elif root_at(old.size, node) != old.root:
            yield _rewritten(old)
        if receipt.index < checkpoint.size and node(0, receipt.index) != leaf_hash(receipt.entry):
            yield named("tile", "has another hash than in the receipt", receipt.index, receipt.entry)
    except Tampered as error:
        yield Fault("malformed", error.message)


def _entry_in_place(receipt: Receipt, size: int, read: Read) -> Iterator[Fault]:
    index, entry = receipt.index, receipt.entry
    if index >= size:
        yield named("dropped", f"was dropped: the log ends before it, at {size}", index, entry)
        return
    try:
        if entry_at(read, index, size) == entry:
            return
    except Tampered as error:
        yield Fault("malformed", error.message, index, kind_of(entry))
        return
    elsewhere = _find(entry, size, read)
    if elsewhere is None:
        yield named("changed", "was changed or dropped: another stands in its place", index, entry)
    else:
        yield named("reordered", f"is not in its place but at {elsewhere}", index, entry)


def _find(entry: bytes, size: int, read: Read) -> int | None:
    for number, width in widths(size):
        try:
            return number * WIDTH + unbundled(read(entries_path(number, width)) or b"").index(entry)
        except (ValueError, Tampered):
            continue
    return None


@dataclass(slots=True)
class _Reading:
    """What was read of a log so far."""

    faults: list[Fault] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    """The recorded hash of each entry; where that could not be read, the hash of the entry as it stands."""
    found: list[bytes] = field(default_factory=list)
    """The hash of each entry as it stands; where that could not be read, the recorded one."""
    hashed: list[Placed] = field(default_factory=list)
    """The recorded hashes of the bundles that do not fit theirs."""
    misfits: list[Placed] = field(default_factory=list)
    """The entries of those bundles."""
    entries: int = 0
    whole: bool = True
    """Is there a hash for every entry so far?"""


def _audit(read: Read, key: str) -> tuple[Audit, Sequence[bytes] | None]:
    """The audit, and the leaf hashes that fit the signed root best; None where some are missing."""
    try:
        checkpoint = _published(read, key)
    except Tampered as error:
        return Audit(None, 0, (Fault("checkpoint", error.message),)), None
    reading = _read_all(read, checkpoint.size)
    compared = list(differences(reading.hashed, reading.misfits))
    if not reading.whole:
        faults = [
            *reading.faults,
            *compared,
            Fault("root", "hashes are missing: the signed root is out of reach"),
        ]
        return Audit(checkpoint, reading.entries, tuple(faults)), None
    leaves, rest = reading.leaves, list[Fault]()
    if root(leaves) != checkpoint.root:
        if root(reading.found) == checkpoint.root:
            leaves, compared = reading.found, [blamed_on_hashes(fault) for fault in compared]
        else:
            rest.append(Fault("root", "neither entries nor recorded hashes lead to the signed root"))
    faults = [*reading.faults, *compared, *rest, *_upper_tiles(read, leaves)]
    return Audit(checkpoint, reading.entries, tuple(faults)), leaves


def _read_all(read: Read, size: int) -> _Reading:
    reading, missing = _Reading(), 0
    for number, width in widths(size):
        entries = _bundle(read, number, width, reading)
        hashes = _tile(read, number, width, reading)
        if hashes is None and (entries is None or len(entries) != width):
            reading.whole = False
        if entries is None and hashes is None:
            missing += 1
            if missing == MISSING_LIMIT:
                reading.faults.append(Fault("missing", f"everything from entry {number * WIDTH} on was left"))
                break
        _take(reading, number * WIDTH, entries, hashes)
    return reading


def _bundle(read: Read, number: int, width: int, reading: _Reading) -> tuple[bytes, ...] | None:
    path, first = entries_path(number, width), number * WIDTH
    data = read(path)
    if data is None:
        reading.faults.append(Fault("missing", f"`{path}` is missing: entries from {first} on", first))
        return None
    try:
        entries = unbundled(data)
    except Tampered:
        reading.faults.append(Fault("malformed", f"`{path}` is malformed: entries from {first} on", first))
        return None
    if len(entries) != width:
        message = f"`{path}` holds {len(entries)} entries where {width} belong"
        reading.faults.append(Fault("malformed", message, first))
    reading.entries += len(entries)
    return entries


def _tile(read: Read, number: int, width: int, reading: _Reading) -> tuple[bytes, ...] | None:
    path, first = tile_path(0, number, width), number * WIDTH
    data = read(path)
    if data is None:
        reading.faults.append(Fault("missing", f"`{path}` is missing: hashes from entry {first} on", first))
        return None
    try:
        return unpacked(data, width)
    except Tampered as error:
        reading.faults.append(Fault("malformed", f"`{path}` is malformed: {error.message}", first))
        return None


def _take(
    reading: _Reading, first: int, entries: tuple[bytes, ...] | None, hashes: tuple[bytes, ...] | None
) -> None:
    stands = None if entries is None else tuple(leaf_hash(entry) for entry in entries)
    reading.leaves.extend(hashes or stands or ())
    reading.found.extend(hashes or () if stands in (None, hashes) else stands or ())
    if entries is not None and hashes is not None and stands != hashes:
        # Compared over bundle borders at the end: one dropped entry moves all that come after it.
        reading.hashed.extend(enumerate(hashes, first))
        reading.misfits.extend(enumerate(entries, first))


def _upper_tiles(read: Read, leaves: Sequence[bytes]) -> Iterator[Fault]:
    built = levels(leaves)
    for level in range(1, tile_levels(len(leaves))):
        hashes = built[level * HEIGHT]
        for number, width in widths(len(hashes)):
            path, start = tile_path(level, number, width), number * WIDTH
            data, expected = read(path), b"".join(hashes[start : start + width])
            first = start << (level * HEIGHT)
            if data is None:
                yield Fault("missing", f"`{path}` is missing: hashes from entry {first} on", first)
            elif data != expected:
                wrong = next(
                    (at for at in range(width) if data[at * 32 : at * 32 + 32] != hashes[start + at]), 0
                )
                at = (start + wrong) << (level * HEIGHT)
                yield Fault("tile", f"`{path}` does not follow from the hashes below, from entry {at} on", at)


def _since(old: Checkpoint, size: int, leaves: Sequence[bytes] | None) -> Iterator[Fault]:
    if old.size > size:
        yield _shrunk(old, size)
    elif leaves is None:
        yield Fault(
            "rewritten", f"cannot be shown to continue the checkpoint at {old.size}: hashes are missing"
        )
    elif root(leaves[: old.size]) != old.root:
        yield _rewritten(old)


def _shrunk(old: Checkpoint, size: int) -> Fault:
    return Fault("shrunk", f"the log holds {size} entries; a checkpoint seen before says {old.size}", size)


def _rewritten(old: Checkpoint) -> Fault:
    return Fault("rewritten", f"the first {old.size} entries are not those of the checkpoint seen before")


def _published(read: Read, key: str) -> Checkpoint:
    data = read(CHECKPOINT)
    if data is None:
        raise Tampered("the checkpoint is missing from the log", do="fetch the whole log again")
    try:
        return open_checkpoint(data.decode(), key)
    except UnicodeDecodeError:
        raise Tampered("the checkpoint is not text", do="fetch it again") from None


def _parsed_key(receipt: Receipt) -> Verifier:
    try:
        return parse_key(receipt.key)
    except Misuse:
        raise Tampered("the receipt's own key is no verifier key", do="ask for the receipt again") from None
