"""People's requests: what was asked, by when it is due, and how far it has come."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from kept.records.keyring import Chance, Keyring, person_digest
from kept.records.schema import SCHEMA, Blob, Moment
from kept.records.sealing import destroy_key, guard_opaque, sealing_for, sealing_of
from kept.words.error import Misuse, Refused

RequestState = Literal["opened", "verified", "approved", "running", "done", "refused", "forwarded", "expired"]
"""How far a request has come.

opened     received; who asks is not yet known        done       carried out, the receipt is made
verified   the person is who they say                 refused    not carried out, and they were told why
approved   somebody answerable let it run             forwarded  passed to the customer who is the controller
running    its operations are being carried out       expired    never verified, given up
"""

CLOSED: tuple[RequestState, ...] = ("done", "refused", "forwarded", "expired")
"""The states nothing follows."""

_LIST = "list them: kept request list"
_PREFIX = re.compile(r"[0-9a-f][0-9a-f-]{5,63}")

REQUEST = sa.Table(
    "request",
    SCHEMA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("right", sa.Text, nullable=False),
    sa.Column("residence", sa.Text, nullable=False),
    sa.Column("laws", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("received_at", Moment, nullable=False, index=True),
    sa.Column("acknowledge_by", sa.Date),
    sa.Column("due_on", sa.Date),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("policy", sa.Text, nullable=False),
    sa.Column("closed_at", Moment),
)

IDENTIFIER = sa.Table(
    "request_identifier",
    SCHEMA,
    sa.Column("request", sa.Text, sa.ForeignKey("request.id"), primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False, index=True),
    sa.Column("sealed", Blob),
    sa.Column("verified_at", Moment),
)


@dataclass(frozen=True, slots=True)
class Request:
    """A person exercising a right. Holds nothing the person could be known by."""

    id: str
    """Opaque: a UUID or 32 hex digits."""
    right: str
    residence: str
    """The place whose laws the person lives under, such as `SE` or `US-CA`."""
    laws: tuple[str, ...]
    channel: str
    received_at: datetime
    acknowledge_by: date | None
    due_on: date | None
    """The last day on which it may be answered."""
    state: RequestState
    policy: str
    """The version of the policy it was received under."""
    closed_at: datetime | None = None


def add(
    connection: Connection,
    keyring: Keyring,
    request: Request,
    identifiers: Mapping[str, str],
    chance: Chance,
) -> None:
    """Record a request with what the person gave to be found by; the values are sealed.

    Raises Refused when its id is not opaque.
    """
    guard_opaque("request", request.id)
    row = {field.name: getattr(request, field.name) for field in fields(Request)}
    connection.execute(sa.insert(REQUEST).values(row | {"laws": " ".join(request.laws)}))
    sealing = sealing_for(connection, keyring, request.id, "identifier", chance)
    for name, value in identifiers.items():
        connection.execute(
            sa.insert(IDENTIFIER).values(
                request=request.id,
                name=name,
                digest=person_digest(keyring, name, value),
                sealed=sealing.sealed(_place(request.id, name), value.encode(), chance),
            )
        )


def find(connection: Connection, id: str) -> Request:
    """The request with this id, or the only one whose id begins so (six letters or more).

    Raises Misuse when there is none or several.
    """
    if not _PREFIX.fullmatch(id):
        raise Misuse("that is no request id, nor the first six letters of one", do=_LIST)
    found = _requests(connection, sa.select(REQUEST).where(REQUEST.c.id.startswith(id)).limit(2))
    exact = [request for request in found if request.id == id]
    if len(exact or found) != 1:
        what = "several requests begin" if found else "no request begins"
        raise Misuse(f"{what} with `{id}`", do=_LIST)
    return (exact or found)[0]


def listing(connection: Connection, states: Iterable[RequestState] | None = None) -> tuple[Request, ...]:
    """The requests in these states, all when none are given, in the order they came."""
    query = sa.select(REQUEST).order_by(REQUEST.c.received_at, REQUEST.c.id)
    return _requests(connection, query if states is None else query.where(REQUEST.c.state.in_(tuple(states))))


@dataclass(frozen=True, slots=True)
class Tally:
    """The requests of one right: closed, open, and of the open ones those past their last day."""

    closed: int = 0
    open: int = 0
    overdue: int = 0


def tallies(connection: Connection, today: date) -> Mapping[str, Tally]:
    """The requests on record, counted by right."""
    closed = REQUEST.c.state.in_(CLOSED)
    count = sa.func.count
    query = sa.select(
        REQUEST.c.right,
        count(sa.case((closed, 1))),
        count(sa.case((~closed, 1))),
        count(sa.case((sa.and_(~closed, REQUEST.c.due_on < today), 1))),
    ).group_by(REQUEST.c.right)
    return {right: Tally(*counts) for right, *counts in connection.execute(query)}


def overdue(connection: Connection, today: date) -> tuple[Request, ...]:
    """The requests whose last day has passed and that are not closed, the longest overdue first."""
    late = sa.and_(REQUEST.c.due_on < today, REQUEST.c.state.not_in(CLOSED))
    return _requests(connection, sa.select(REQUEST).where(late).order_by(REQUEST.c.due_on, REQUEST.c.id))


def same_person(
    connection: Connection, right: str, digests: Iterable[str], since: datetime
) -> tuple[Request, ...]:
    """The requests for this right that gave one of these identifiers since then, in the order they came."""
    theirs = sa.select(IDENTIFIER.c.request).where(IDENTIFIER.c.digest.in_(tuple(digests)))
    wanted = sa.and_(REQUEST.c.right == right, REQUEST.c.received_at >= since, REQUEST.c.id.in_(theirs))
    return _requests(
        connection, sa.select(REQUEST).where(wanted).order_by(REQUEST.c.received_at, REQUEST.c.id)
    )


def move(
    connection: Connection, id: str, *, of: tuple[RequestState, ...], to: RequestState, at: datetime
) -> None:
    """Bring a request from one of these states into another; of two who try, one succeeds.

    Raises Refused naming the state it is in, Misuse when there is no such request.
    """
    closed_at = at if to in CLOSED else None
    moved = connection.execute(
        sa.update(REQUEST)
        .where(REQUEST.c.id == id, REQUEST.c.state.in_(of))
        .values(state=to, closed_at=closed_at)
    )
    if moved.rowcount == 0:
        state = find(connection, id).state
        expected = " or ".join(f"`{one}`" for one in of)
        raise Refused(
            f"request `{id[:8]}` is `{state}`; only one that is {expected} can become `{to}`",
            do=f"see what it waits for: kept request show {id[:8]}",
        )


def identifiers(
    connection: Connection, keyring: Keyring, id: str
) -> tuple[tuple[str, str, datetime | None], ...]:
    """Name, value and moment of verification of what the person gave; empty once forgotten.

    Raises Tampered when a value does not open with these keys.
    """
    sealing = sealing_of(connection, keyring, id, "identifier")
    if sealing is None:
        return ()
    rows = connection.execute(
        sa.select(IDENTIFIER.c.name, IDENTIFIER.c.sealed, IDENTIFIER.c.verified_at)
        .where(IDENTIFIER.c.request == id, IDENTIFIER.c.sealed.is_not(None))
        .order_by(IDENTIFIER.c.name)
    )
    return tuple(
        (name, sealing.opened(_place(id, name), sealed).decode(), verified_at)
        for name, sealed, verified_at in rows
    )


def verify_identifier(
    connection: Connection, keyring: Keyring, id: str, name: str, value: str, at: datetime
) -> None:
    """Note that this very value was shown to be the person's. The first moment stays.

    Raises Misuse when the request gave no such identifier.
    """
    theirs = sa.and_(
        IDENTIFIER.c.request == id,
        IDENTIFIER.c.name == name,
        IDENTIFIER.c.digest == person_digest(keyring, name, value),
    )
    verified_at = sa.func.coalesce(IDENTIFIER.c.verified_at, sa.literal(at, Moment))
    done = connection.execute(sa.update(IDENTIFIER).where(theirs).values(verified_at=verified_at))
    if done.rowcount == 0:
        raise Misuse(
            f"request `{id[:8]}` gave no such `{name}`", do="verify what was given when it was opened"
        )


def forget_identifiers(connection: Connection, id: str) -> None:
    """Erase the values and the key they were sealed with. Digests stay: requests are counted by them."""
    connection.execute(sa.update(IDENTIFIER).where(IDENTIFIER.c.request == id).values(sealed=None))
    destroy_key(connection, id, "identifier")


def _requests(connection: Connection, query: sa.Select[*tuple[Any, ...]]) -> tuple[Request, ...]:
    rows = connection.execute(query).mappings()
    return tuple(Request(**{**row, "laws": tuple(row["laws"].split())}) for row in rows)


def _place(request: str, name: str) -> str:
    return f"identifier {request} {name}"
