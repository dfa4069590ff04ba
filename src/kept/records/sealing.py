"""Seals over what may have to be forgotten: one key a subject, itself sealed by the keyring.

Destroying a subject's key makes everything sealed under it unreadable, copies in backups included once
the keys in them are gone too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection

from kept.ledger.entry import is_opaque
from kept.records.keyring import LENGTH, Chance, Keyring
from kept.records.schema import SCHEMA, Blob, insert_absent
from kept.records.state import scrub_after
from kept.words.error import Refused, Tampered

What = Literal["opening", "identifier"]
"""What is sealed: each kind has its own key, so that one can go and the other stay."""

SUBJECT_KEY = sa.Table(
    "subject_key",
    SCHEMA,
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("what", sa.Text, primary_key=True),
    sa.Column("wrapped", Blob, nullable=False),
)

_NONCE = 12
"""Random bytes before each seal (NIST SP 800-38D, 8.2.2)."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """A key at hand. `place` ties a seal to the row it stands in: moved elsewhere, it does not open."""

    key: bytes = field(repr=False)

    def sealed(self, place: str, plain: bytes, chance: Chance) -> bytes:
        """The bytes under AES-256-GCM."""
        nonce = chance(_NONCE)
        return nonce + AESGCM(self.key).encrypt(nonce, plain, place.encode())

    def opened(self, place: str, sealed: bytes) -> bytes:
        """The bytes that were sealed. Raises Tampered when these keys did not seal them for this place."""
        try:
            return AESGCM(self.key).decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode())
        except (InvalidTag, ValueError):
            raise Tampered(
                "a sealed record does not open: it was changed, or the keys are not those it was sealed with",
                do="restore the keys and the records from the same backup",
            ) from None


def sealing_for(
    connection: Connection, keyring: Keyring, subject: str | None, what: What, chance: Chance
) -> Sealing:
    """The key of a subject, made at first use; without a subject the keyring's own, which nobody forgets.

    Raises Refused for a subject that is no opaque id.
    """
    if subject is None:
        return Sealing(keyring.sealing)
    guard_opaque("subject", subject)
    if found := sealing_of(connection, keyring, subject, what):
        return found
    fresh = Sealing(keyring.sealing).sealed(_place(subject, what), chance(LENGTH), chance)
    insert_absent(connection, SUBJECT_KEY, subject=subject, what=what, wrapped=fresh)
    # Read again: on PostgreSQL another transaction may have made the key meanwhile.
    made = sealing_of(connection, keyring, subject, what)
    assert made is not None  # noqa: S101  # inserted just now, or found there
    return made


def sealing_of(connection: Connection, keyring: Keyring, subject: str | None, what: What) -> Sealing | None:
    """The key of a subject, None when there is none or it was destroyed."""
    if subject is None:
        return Sealing(keyring.sealing)
    wrapped = connection.execute(
        sa.select(SUBJECT_KEY.c.wrapped).where(SUBJECT_KEY.c.subject == subject, SUBJECT_KEY.c.what == what)
    ).scalar()
    if wrapped is None:
        return None
    return Sealing(Sealing(keyring.sealing).opened(_place(subject, what), wrapped))


def destroy_key(connection: Connection, subject: str, what: What) -> None:
    """Make everything sealed for this subject unreadable, for good.

    The key's bytes leave a SQLite file with the commit; PostgreSQL gives them back to the disk when it
    vacuums and recycles its log.
    """
    connection.execute(
        sa.delete(SUBJECT_KEY).where(SUBJECT_KEY.c.subject == subject, SUBJECT_KEY.c.what == what)
    )
    scrub_after(connection)


def guard_opaque(name: str, value: str) -> None:
    """Let an opaque id pass. Raises Refused for anything a person could be known by."""
    if not is_opaque(value):
        # The value is not repeated: it may be the very thing that must not be written anywhere.
        raise Refused(f"`{name}` is no opaque id", do="give a UUID or 32 hex digits")


def _place(subject: str, what: What) -> str:
    return f"key {what} {subject}"
