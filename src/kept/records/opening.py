"""What opens the ledger's entries: record and salt of each, sealed, apart from the log and erasable."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from kept.ledger.entry import SALT_LENGTH
from kept.ledger.receipt import Opening
from kept.records.keyring import Chance, Keyring
from kept.records.schema import SCHEMA, Blob
from kept.records.sealing import destroy_key, sealing_for, sealing_of

OPENING = sa.Table(
    "log_opening",
    SCHEMA,
    sa.Column("entry", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, index=True),
    sa.Column("sealed", Blob, nullable=False),
)


def add(
    connection: Connection,
    keyring: Keyring,
    entry_id: str,
    opening: Opening,
    subject: str | None,
    chance: Chance,
) -> None:
    """Keep what opens an entry, under the key of its subject. Raises Refused when that is no opaque id."""
    sealing = sealing_for(connection, keyring, subject, "opening", chance)
    closed = sealing.sealed(_place(entry_id), opening.salt + opening.record, chance)
    connection.execute(sa.insert(OPENING).values(entry=entry_id, subject=subject, sealed=closed))


def find(connection: Connection, keyring: Keyring, entry_id: str) -> Opening | None:
    """What opens an entry, None once forgotten. Raises Tampered when it does not open with these keys."""
    row = connection.execute(
        sa.select(OPENING.c.subject, OPENING.c.sealed).where(OPENING.c.entry == entry_id)
    ).first()
    sealing = sealing_of(connection, keyring, row.subject, "opening") if row else None
    if row is None or sealing is None:
        return None
    plain = sealing.opened(_place(entry_id), row.sealed)
    return Opening(record=plain[SALT_LENGTH:], salt=plain[:SALT_LENGTH])


def forget(connection: Connection, subject: str) -> None:
    """Destroy what opens the entries about a subject, and the key it was sealed with."""
    connection.execute(sa.delete(OPENING).where(OPENING.c.subject == subject))
    destroy_key(connection, subject, "opening")


def _place(entry_id: str) -> str:
    return f"opening {entry_id}"
