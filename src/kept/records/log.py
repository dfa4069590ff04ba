"""The ledger as rows: entries wait in the transaction of what they tell of, then take their place.

`enter` writes an entry beside the change it is about, so that both are there or neither. `sequence`
gives waiting entries their index and keeps the tree over them; `receipt` proves one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

from kept.ledger.canonical import Json, canonical
from kept.ledger.checkpoint import Checkpoint, sign, verifier_key
from kept.ledger.entry import SALT_LENGTH, Entry, encode, sealed
from kept.ledger.receipt import Opening, Receipt
from kept.ledger.tree import (
    HASH_LENGTH,
    Node,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_at,
    verify_inclusion,
)
from kept.records import opening
from kept.records.keyring import Chance, Keyring
from kept.records.schema import SCHEMA, Blob, Count, insert_absent
from kept.records.state import State, lock
from kept.words.error import Misuse, Refused, Tampered

PENDING = sa.Table(
    "log_pending",
    SCHEMA,
    sa.Column("arrival", Count, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("entry", Blob, nullable=False),
    sqlite_autoincrement=True,
)

ENTRY = sa.Table(
    "log_entry",
    SCHEMA,
    sa.Column("index", Count, primary_key=True, autoincrement=False),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("entry", Blob, nullable=False),
    sa.Column("leaf", Blob, nullable=False),
)

NODE = sa.Table(
    "log_node",
    SCHEMA,
    sa.Column("bin", Count, primary_key=True, autoincrement=False),
    sa.Column("hash", Blob, nullable=False),
)
"""The hash of each complete subtree above the leaves, which stand with their entries; see `bin_of`."""

KEY = sa.Table(
    "log_key",
    SCHEMA,
    sa.Column("only", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("verifier", sa.Text, nullable=False),
)
"""The one verifier key this log was begun with."""

_SEQUENCING = 0x6C6F67
"""The advisory lock under which PostgreSQL lets one process sequence: `log` in ASCII."""

_WAIT = sa.insert(PENDING)
_BEGUN = sa.select(KEY.c.verifier)

_Found = TypeVar("_Found")
_Place = tuple[int, int]


def enter(
    connection: Connection,
    keyring: Keyring,
    *,
    kind: str,
    at: datetime,
    policy: str,
    figures: Iterable[tuple[str, int | str]],
    about: str | None,
    record: Json,
    subject: str | None,
    chance: Chance,
) -> str:
    """Write one entry, in the transaction of the change it tells of; returns its opaque id.

    The record is sealed under the key of its subject, until that is forgotten. Raises Refused for what an
    entry cannot hold, for a subject that is no opaque id, and for keys this log was not begun with.
    """
    _own_log(connection, keyring)
    id, salt, text = chance(16).hex(), chance(SALT_LENGTH), canonical(record)
    entry = encode(Entry(kind, at, policy, tuple(figures), about, sealed(text, salt)))
    connection.execute(_WAIT, {"id": id, "entry": entry})
    opening.add(connection, keyring, id, Opening(text, salt), subject, chance)
    return id


def forget(connection: Connection, subject: str) -> None:
    """Destroy the openings of everything entered about a subject, and their key. Proofs stay valid."""
    opening.forget(connection, subject)


def sequence(state: State, limit: int = 1000) -> int:
    """Give every waiting entry its place, in order of arrival; returns the size of the log.

    One process at a time, `limit` entries a transaction. Interrupted, it leaves whole batches.
    """
    while True:
        with state.writing() as connection:
            lock(connection, _SEQUENCING)
            taken, grown = _take_batch(connection, limit)
        if taken < limit:
            return grown


def size(connection: Connection) -> int:
    """How many entries have a place."""
    last = connection.execute(sa.select(sa.func.max(ENTRY.c.index))).scalar()
    return 0 if last is None else int(last) + 1


def root(connection: Connection) -> bytes:
    """The root over the entries that have a place."""
    return root_of(connection, size(connection))


def root_of(connection: Connection, size: int) -> bytes:
    """The root the log had when it held `size` entries."""
    return _gathered(connection, lambda node: root_at(size, node))


def checkpoint(connection: Connection, keyring: Keyring) -> Checkpoint:
    """What the log claims as it is now. Raises Refused for another log's keys."""
    _refuse_other_log(connection, keyring)
    held = size(connection)
    return Checkpoint(keyring.signer.name, held, root_of(connection, held))


def signed(connection: Connection, keyring: Keyring) -> str:
    """The checkpoint of the log as it is now, as a signed note. Raises Refused for another log's keys."""
    return sign(checkpoint(connection, keyring), keyring.signer)


def entries(connection: Connection, start: int, end: int) -> tuple[bytes, ...]:
    """The entries from `start` to `end` (not included). Raises Tampered when one is gone."""
    here = sa.and_(ENTRY.c.index >= start, ENTRY.c.index < end)
    rows = connection.execute(sa.select(ENTRY.c.index, ENTRY.c.entry).where(here))
    found = dict(rows.all())
    if missing := set(range(start, end)) - found.keys():
        raise damaged(min(missing), "is gone")
    return tuple(found[index] for index in range(start, end))


def hashes(connection: Connection, level: int, start: int, end: int) -> tuple[bytes, ...]:
    """The hashes of complete subtrees of one level, `start` to `end`. Raises Tampered when one is gone."""
    return _gathered(connection, lambda node: tuple(node(level, index) for index in range(start, end)))


def bin_of(level: int, index: int) -> int:
    """The one number of a subtree, as a walk from left to right meets it (RFC 7574, 4.2).

    One column is looked up by index where SQLite would scan the table for two.

    >>> bin_of(0, 3), bin_of(1, 0), bin_of(2, 0)
    (6, 1, 3)
    """
    return ((2 * index + 1) << level) - 1


def receipt(connection: Connection, keyring: Keyring, entry_id: str) -> Receipt:
    """The proof that an entry is in the log as it is now, with what opens it unless that was forgotten.

    Raises Misuse when there is no such entry or it has no place yet, Tampered when the rows do not prove it.
    """
    found = connection.execute(sa.select(ENTRY.c.index, ENTRY.c.entry).where(ENTRY.c.id == entry_id)).first()
    if found is None:
        raise _without_place(connection, entry_id)
    index, entry = found
    _refuse_other_log(connection, keyring)
    held, signer = size(connection), keyring.signer
    top, proof = _gathered(connection, lambda node: (root_at(held, node), inclusion_proof(index, held, node)))
    if not verify_inclusion(leaf_hash(entry), index, held, proof, top):
        raise damaged(index, "was changed")
    note = sign(Checkpoint(signer.name, held, top), signer)
    return Receipt(
        entry, index, proof, note, verifier_key(signer), opening.find(connection, keyring, entry_id)
    )


def damaged(index: int, how: str) -> Tampered:
    """The error of rows that do not fit together from an entry on."""
    return Tampered(
        f"the records of the log are damaged: something at or after entry {index} {how}",
        do="restore them from a backup, and compare the log with checkpoints held elsewhere",
    )


def _take_batch(connection: Connection, limit: int) -> tuple[int, int]:
    """Place up to `limit` waiting entries; how many they were, and the size of the log now."""
    waiting = connection.execute(
        sa.select(PENDING.c.id, PENDING.c.entry).order_by(PENDING.c.arrival).limit(limit)
    ).all()
    first = size(connection)
    if not waiting:
        return 0, first
    leaves = [leaf_hash(entry) for _, entry in waiting]
    connection.execute(
        sa.insert(ENTRY),
        [
            {"index": index, "id": id, "entry": entry, "leaf": leaf}
            for index, ((id, entry), leaf) in enumerate(zip(waiting, leaves, strict=True), first)
        ],
    )
    if above := list(_completed(connection, first, leaves)):
        connection.execute(sa.insert(NODE), above)
    placed = sa.select(ENTRY.c.id).where(ENTRY.c.index >= first)
    connection.execute(sa.delete(PENDING).where(PENDING.c.id.in_(placed)))
    return len(waiting), first + len(waiting)


def _completed(
    connection: Connection, first: int, leaves: Sequence[bytes]
) -> Iterable[dict[str, int | bytes]]:
    """The rows of the subtrees above the leaves that these leaves, from index `first` on, complete."""
    peaks = _peaks(connection, first)
    for index, leaf in enumerate(leaves, first):
        carried, level = leaf, 0
        while index >> level & 1:
            carried, level = node_hash(peaks.pop(), carried), level + 1
            yield {"bin": bin_of(level, index >> level), "hash": carried}
        peaks.append(carried)


def _peaks(connection: Connection, size: int) -> list[bytes]:
    """The hashes of the complete subtrees on the right edge, the largest first."""
    levels = [level for level in reversed(range(size.bit_length())) if size >> level & 1]
    return _gathered(connection, lambda node: [node(level, (size >> level) - 1) for level in levels])


def _gathered(connection: Connection, use: Callable[[Node], _Found]) -> _Found:
    """What `use` makes of stored hashes: asked once for which it needs, then given all from two queries."""
    needed: set[_Place] = set()

    def note(level: int, index: int) -> bytes:
        needed.add((level, index))
        return bytes(HASH_LENGTH)

    use(note)
    found = dict(_stored(connection, needed))
    if missing := needed - found.keys():
        level, index = min(missing)
        raise damaged(index << level, "is gone")
    return use(lambda level, index: found[level, index])


def _stored(connection: Connection, places: Iterable[_Place]) -> Iterable[tuple[_Place, bytes]]:
    leaves = [index for level, index in places if level == 0]
    for index, leaf in connection.execute(
        sa.select(ENTRY.c.index, ENTRY.c.leaf).where(ENTRY.c.index.in_(leaves))
    ):
        yield (0, index), leaf
    bins = {bin_of(*place): place for place in places if place[0] > 0}
    for bin, value in connection.execute(sa.select(NODE).where(NODE.c.bin.in_(bins))):
        yield bins[bin], value


def _own_log(connection: Connection, keyring: Keyring) -> None:
    """Take note of the key at the first entry; afterwards refuse every other."""
    if not _refuse_other_log(connection, keyring):
        insert_absent(connection, KEY, only=1, verifier=verifier_key(keyring.signer))
        _refuse_other_log(connection, keyring)


def _refuse_other_log(connection: Connection, keyring: Keyring) -> bool:
    """Was this log begun with these keys? False when it was not begun; raises Refused for other keys."""
    begun = connection.execute(_BEGUN).scalar()
    if begun not in (None, verifier_key(keyring.signer)):
        raise Refused(
            "the keys are not those this log was begun with",
            do="restore the keys from the backup made with these records",
        )
    return begun is not None


def _without_place(connection: Connection, entry_id: str) -> Misuse:
    waits = connection.execute(sa.select(PENDING.c.id).where(PENDING.c.id == entry_id)).scalar()
    if waits is not None:
        return Misuse("the entry has no place in the log yet", do="sequence the log, then ask again")
    return Misuse("the log has no such entry", do="give the id that `enter` returned")
