"""`python -m bench.ledger [--quick]`: entering, sequencing and proving, on SQLite beside bare inserts."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from secrets import token_bytes
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import sqlalchemy as sa

from bench.table import Row, report
from kept.ledger.verify import verify_receipt
from kept.records import log
from kept.records.keyring import Keyring, open_keyring
from kept.records.publish import publish
from kept.records.state import State, open_state

BATCH = 1000
ENTER_LIMIT = 500.0  # microseconds an entry
SEQUENCE_LIMIT = 60.0
PUBLISH_LIMIT = 60.0
PROOF_LIMIT = 3.0  # milliseconds
NOW = datetime(2026, 8, 31, 12, tzinfo=UTC)


def enter(state: State, keyring: Keyring, many: int) -> list[str]:
    """So many entries with their sealed records, in one transaction."""
    with state.writing() as connection:
        return [
            log.enter(
                connection, keyring, kind="request.erased", at=NOW, policy="bench", figures=[("rows", n)],
                about=None, record={"rows": n, "store": "shop"}, subject=None, chance=token_bytes,
            )
            for n in range(many)
        ]  # fmt: skip


def fill(state: State, many: int) -> None:
    """So many entries of 200 bytes that wait, without records."""
    with state.writing() as connection:
        waiting = [{"id": token_bytes(16).hex(), "entry": token_bytes(200)} for _ in range(many)]
        connection.execute(sa.insert(log.PENDING), waiting)


def bare(folder: Path, times: int) -> float:
    """Microseconds of one row of 200 bytes, a batch a transaction, through the driver alone."""
    with sqlite3.connect(folder / "bare.sqlite", isolation_level=None) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, entry BLOB)")

        def batch() -> None:
            connection.execute("BEGIN IMMEDIATE")
            rows = [(token_bytes(200),) for _ in range(BATCH)]
            connection.executemany("INSERT INTO bare (entry) VALUES (?)", rows)
            connection.execute("COMMIT")

        return each(batch, times)


def each(batch: Callable[[], object], times: int) -> float:
    """The median microseconds of one thing of a batch."""
    return median(seconds(batch) for _ in range(times)) / BATCH * 1e6


def seconds(work: Callable[[], object]) -> float:
    """The seconds of one run."""
    began = perf_counter()
    work()
    return perf_counter() - began


def sequenced(state: State, times: int) -> float:
    """Microseconds an entry to give a batch that waits its places."""
    took = []
    for _ in range(times):
        fill(state, BATCH)
        took.append(seconds(lambda: log.sequence(state)))
    return median(took) / BATCH * 1e6


def published(state: State, keyring: Keyring, folder: Path, many: int) -> float:
    """Microseconds an entry to publish the whole log into an empty folder."""
    return seconds(lambda: publish(state, keyring, folder)) / many * 1e6


def proofs(state: State, keyring: Keyring, ids: list[str]) -> tuple[float, float]:
    """Milliseconds to make a receipt, and to verify one."""
    receipts, made = [], []
    with state.reading() as connection:
        for id in ids:
            made.append(seconds(lambda id=id: receipts.append(log.receipt(connection, keyring, id))))
    verified = [seconds(lambda one=one: verify_receipt(one, None)) for one in receipts]
    return median(made) * 1e3, median(verified) * 1e3


def main(arguments: list[str]) -> int:
    """Measures and prints; exit code 1 when a limit is passed."""
    quick = "--quick" in arguments
    many, times = (20_000, 5) if quick else (100_000, 20)
    with TemporaryDirectory() as name:
        folder = Path(name)
        state, keyring = (
            open_state(f"sqlite:///{folder}/state.sqlite"),
            open_keyring(folder, "a", token_bytes),
        )
        ids = enter(state, keyring, BATCH)
        fill(state, many - BATCH)
        log.sequence(state)
        asked = Random(7).sample(ids, 200)
        made, verified = proofs(state, keyring, asked)
        publishing = published(state, keyring, folder / "log", many)
        entries = [
            Row("bare insert", bare(folder, times), note="the floor"),
            Row("sequence", sequenced(state, times), SEQUENCE_LIMIT),
            Row("enter, sealed", each(lambda: enter(state, keyring, BATCH), times), ENTER_LIMIT),
            Row("publish", publishing, PUBLISH_LIMIT),
        ]
        state.close()
    code = report(f"An entry, {BATCH:,} a transaction", "microseconds", entries)
    print()
    proved = [Row("verify a receipt", verified, note="the floor"), Row("make one", made, PROOF_LIMIT)]
    return max(code, report(f"A receipt in a log of {many:,} entries", "ms", proved))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
