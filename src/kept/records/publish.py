"""The log as files anybody can read and hold to account (C2SP tlog-tiles), written as it grows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection

from kept.ledger.checkpoint import Checkpoint, open_checkpoint, sign, verifier_key
from kept.ledger.tile import CHECKPOINT, HEIGHT, WIDTH, Entries, TileHashes, changes, published_nodes
from kept.ledger.tree import EMPTY_ROOT, leaf_hash, root, root_at
from kept.records.folder import Folder, written
from kept.records.keyring import Keyring
from kept.records.log import checkpoint, damaged, entries, hashes, root_of
from kept.records.state import State
from kept.words.error import Tampered


def publish(state: State, keyring: Keyring, folder: Path) -> int:
    """Write what is new of the log to a folder (C2SP tlog-tiles); returns the size published.

    The checkpoint comes last, so an interrupted publication is taken up by the next. Raises Tampered when
    the records do not continue what the folder holds or do not fit together: then its checkpoint stays;
    Refused for another log's keys, Unreachable when the folder cannot be written.
    """
    with written(folder) as files, state.reading() as connection:
        now = checkpoint(connection, keyring)
        before = _published(files, keyring)
        if before.size > now.size or root_of(connection, before.size) != before.root:
            raise _not_continued(before, now)
        changed = []
        for path, content in changes(before.size, now.size, *_checked(connection, before.size)):
            files.write(path, content)
            changed.append(path)
        if root_at(now.size, published_nodes(files.read, now.size)) != now.root:
            raise damaged(before.size, "was changed")
        files.write(CHECKPOINT, sign(now, keyring.signer).encode())
        for path in changed:
            files.drop_partials(path)
    return now.size


def _published(files: Folder, keyring: Keyring) -> Checkpoint:
    """The checkpoint in the folder, that of an empty log when there is none."""
    note = files.read(CHECKPOINT)
    if note is None:
        return Checkpoint(keyring.signer.name, 0, EMPTY_ROOT)
    return open_checkpoint(note.decode(errors="replace"), verifier_key(keyring.signer))


def _checked(connection: Connection, old_size: int) -> tuple[Entries, TileHashes]:
    """Entries and hashes as they are published: each new one must follow from what is below it."""

    def checked_entries(start: int, end: int) -> Sequence[bytes]:
        found = entries(connection, start, end)
        for index, (entry, leaf) in enumerate(
            zip(found, hashes(connection, 0, start, end), strict=True), start
        ):
            if leaf_hash(entry) != leaf:
                raise damaged(index, "was changed")
        return found

    def checked_hashes(level: int, start: int, end: int) -> Sequence[bytes]:
        found = hashes(connection, level, start, end)
        for index in range(max(start, old_size >> level) if level else end, end):
            below = hashes(connection, level - HEIGHT, index * WIDTH, (index + 1) * WIDTH)
            if root(below) != found[index - start]:
                raise damaged(index << level, "was changed")
        return found

    return checked_entries, checked_hashes


def _not_continued(before: Checkpoint, now: Checkpoint) -> Tampered:
    return Tampered(
        f"the log of {now.size} entries does not continue the published one of {before.size}",
        do="restore the newest records from a backup; never publish over what people have seen",
    )
