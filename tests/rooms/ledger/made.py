"""A made-up log and its keys, for the tests of this room."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from kept.ledger.checkpoint import Checkpoint, sign, signer, verifier_key
from kept.ledger.entry import Entry, encode, sealed
from kept.ledger.receipt import Opening, Receipt
from kept.ledger.tile import Read, files
from kept.ledger.tree import inclusion_proof, leaf_hash, root

ORIGIN = "ledger.example/acme"
SIGNER = signer(ORIGIN, bytes(range(32)))
KEY = verifier_key(SIGNER)
KINDS = ("erased", "decided", "consented", "checked")


def salt(number: int) -> bytes:
    return hashlib.sha256(b"salt %d" % number).digest()


def record(number: int) -> bytes:
    return b'{"number":"%d"}' % number


def entry(number: int) -> Entry:
    return Entry(
        kind=KINDS[number % 4],
        at=datetime(2026, 8, 31, number % 24, tzinfo=UTC),
        policy="acme-privacy.2021-12-28",
        figures=(("rows", number), ("store", "shop.orders")),
        about=f"request-{number}" if number % 2 else None,
        commitment=sealed(record(number), salt(number)),
    )


def entries(count: int) -> list[bytes]:
    return [encode(entry(number)) for number in range(count)]


def note(log: Sequence[bytes]) -> str:
    return sign(Checkpoint(ORIGIN, len(log), root(leaf_hash(one) for one in log)), SIGNER)


def published(log: Sequence[bytes]) -> dict[str, bytes]:
    return dict(files(log, note(log)))


def reader(publication: Mapping[str, bytes]) -> Read:
    return publication.get


def receipt(log: Sequence[bytes], index: int, *, with_opening: bool = True) -> Receipt:
    leaves = [leaf_hash(one) for one in log]
    opening = Opening(record(index), salt(index)) if with_opening else None
    return Receipt(log[index], index, inclusion_proof(index, len(log), leaves), note(log), KEY, opening)
