"""A code sent to one identifier of a request; the code itself is never kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from kept.records.schema import SCHEMA, Moment
from kept.words.error import Misuse, Refused

CHALLENGE = sa.Table(
    "challenge",
    SCHEMA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("request", sa.Text, sa.ForeignKey("request.id"), nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("sent_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("passed_at", Moment),
)


@dataclass(frozen=True, slots=True)
class Challenge:
    """A code that was sent, as a keyed digest."""

    id: str
    request: str
    name: str
    """Which identifier of the request it was sent to."""
    digest: str
    sent_at: datetime
    expires_at: datetime
    tries: int = 0
    """Wrong codes so far."""
    passed_at: datetime | None = None


def add(connection: Connection, challenge: Challenge) -> None:
    """Record a code that is sent. Earlier ones to the same identifier that nobody passed no longer count."""
    connection.execute(
        sa.delete(CHALLENGE).where(
            CHALLENGE.c.request == challenge.request,
            CHALLENGE.c.name == challenge.name,
            CHALLENGE.c.passed_at.is_(None),
        )
    )
    connection.execute(sa.insert(CHALLENGE).values(asdict(challenge)))


def open_for(connection: Connection, request: str) -> tuple[Challenge, ...]:
    """The challenges of a request that nobody passed, expired ones included, the newest first."""
    rows = connection.execute(
        sa.select(CHALLENGE)
        .where(CHALLENGE.c.request == request, CHALLENGE.c.passed_at.is_(None))
        .order_by(CHALLENGE.c.sent_at.desc(), CHALLENGE.c.id)
    )
    return tuple(Challenge(**row) for row in rows.mappings())


def count_try(connection: Connection, id: str) -> int:
    """Count one wrong code; how many it were now.

    It counts only once committed: let the transaction end before you refuse. Raises Misuse when there is
    no such challenge.
    """
    tries = connection.execute(
        sa.update(CHALLENGE)
        .where(CHALLENGE.c.id == id)
        .values(tries=CHALLENGE.c.tries + 1)
        .returning(CHALLENGE.c.tries)
    ).scalar()
    if tries is None:
        raise Misuse("no such challenge: a newer code was sent", do="use the newest code")
    return int(tries)


def mark_passed(connection: Connection, id: str, at: datetime) -> None:
    """Note that the right code was given. Raises Refused when it was given before or a newer one was sent."""
    passed = connection.execute(
        sa.update(CHALLENGE).where(CHALLENGE.c.id == id, CHALLENGE.c.passed_at.is_(None)).values(passed_at=at)
    )
    if passed.rowcount == 0:
        raise Refused("this code was used before, or a newer one was sent", do="ask for a new code")
