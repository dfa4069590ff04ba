"""Made-up requests, entries and keys, for the tests of this room."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from kept.ledger.tile import Read
from kept.records import log
from kept.records.keyring import Keyring
from kept.records.request import Request, RequestState
from kept.records.state import State

ORIGIN = "ledger.example/acme"
NOW = datetime(2026, 8, 31, 12, 30, tzinfo=UTC)

_drawn = count()


def chance(length: int) -> bytes:
    """Bytes that nobody draws twice, another process neither."""
    return hashlib.shake_256(b"chance %d %d" % (os.getpid(), next(_drawn))).digest(length)


def opaque(number: int = 0) -> str:
    return hashlib.sha256(b"id %d" % number).hexdigest()[:32]


def request(
    number: int = 0,
    *,
    right: str = "erasure",
    state: RequestState = "opened",
    received_at: datetime = NOW,
    due_on: date | None = date(2026, 9, 30),
) -> Request:
    return Request(
        id=opaque(number),
        right=right,
        residence="SE",
        laws=("gdpr", "uk_gdpr"),
        channel="web",
        received_at=received_at,
        acknowledge_by=None,
        due_on=due_on,
        state=state,
        policy="acme-privacy.2021-12-28",
    )


def enter(connection: Connection, keyring: Keyring, number: int = 0, subject: str | None = None) -> str:
    return log.enter(
        connection,
        keyring,
        kind="request.opened",
        at=NOW,
        policy="acme-privacy.2021-12-28",
        figures=(("rows", number),),
        about=None,
        record={"number": number},
        subject=subject,
        chance=chance,
    )


def entered(state: State, keyring: Keyring, many: int, subject: str | None = None) -> list[str]:
    """The ids of so many entries, written and given their places."""
    with state.writing() as connection:
        ids = [enter(connection, keyring, number, subject) for number in range(many)]
    log.sequence(state)
    return ids


def reader(folder: Path) -> Read:
    def read(path: str) -> bytes | None:
        file = folder / path
        return file.read_bytes() if file.is_file() else None

    return read


def raw_bytes(folder: Path) -> Callable[[bytes], bool]:
    """Does anything in the files of a folder hold these bytes?"""
    return lambda wanted: any(wanted in file.read_bytes() for file in folder.rglob("*") if file.is_file())


def wait_many(state: State, many: int) -> None:
    """So many waiting entries of a few bytes, without records: the tree does not mind what it is over."""
    with state.writing() as connection:
        fresh = [{"id": chance(16).hex(), "entry": b"entry %d" % next(_drawn)} for _ in range(many)]
        if fresh:
            connection.execute(sa.insert(log.PENDING), fresh)


def everything(state: State) -> tuple[bytes, ...]:
    with state.reading() as connection:
        return log.entries(connection, 0, log.size(connection))
