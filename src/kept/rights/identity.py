"""Is this the person? A code to the address they gave, or the word of somebody who checked.

Every identifier that finds data is itself verified: one that was shown says nothing of another that was
not. What a check says never depends on whether anybody is known to a store.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from kept.controls.operation import Person
from kept.controls.storage import Storage
from kept.datamap.graph import Graph
from kept.law.law import Identity, Law
from kept.ledger.canonical import Json
from kept.records import challenge, request
from kept.records.challenge import Challenge
from kept.records.request import Request, RequestState
from kept.words.error import Misuse, Refused, Unreachable

from .desk import Delivery, Desk, laws_of
from .identifier import Place, places
from .route import alone

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 signs: none is taken for another when read aloud or typed."""
LENGTH = 8
VALID = timedelta(minutes=30)
TRIES = 5
_READ_AS = str.maketrans("OIL", "011", "- \t\n")
_LEVELS = ("none", "code", "sign_in_again", "two_points", "three_points_and_declaration")
WAITING: tuple[RequestState, ...] = ("opened", "verified")
"""The states in which an identifier may still be verified."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a request's identity check has come to."""

    request: Request
    verified: tuple[str, ...]
    unverified: tuple[str, ...]
    """Identifiers that find nothing until they are verified too."""
    lacks: Identity | None = None
    """The check that a law asks for beyond a code, while nobody said that it was made."""


def made(random: bytes) -> str:
    """A code from five random bytes: eight signs, in two groups."""
    number = int.from_bytes(random[:5], "big")
    signs = "".join(ALPHABET[number >> 5 * n & 31] for n in reversed(range(LENGTH)))
    return f"{signs[:4]}-{signs[4:]}"


def digest(key: bytes, challenge: str, code: str) -> str:
    """The keyed digest of a code for one challenge; case, hyphens and look-alike letters do not count."""
    plain = code.upper().translate(_READ_AS)
    return hmac.new(key, f"kept/code/v1\x00{challenge}\x00{plain}".encode(), hashlib.sha256).hexdigest()


def is_right(sent: Challenge, code: str, key: bytes) -> bool:
    """Is this the code that was sent? Takes as long for a wrong one as for the right one."""
    return hmac.compare_digest(sent.digest, digest(key, sent.id, code))


def counts(sent: Challenge, now: datetime) -> bool:
    """May this code still be entered: not expired, and fewer than five tries made?"""
    return now < sent.expires_at and sent.tries < TRIES


def strictest(laws: Iterable[Law], right: str) -> Identity | None:
    """The strongest identity check that one of the laws asks for before this right is carried out."""
    asked = [check for law in laws if law.grants(right) for check in law.grant(right).identity]
    return max(asked, key=lambda check: _LEVELS.index(check.level), default=None)


def challenged(desk: Desk, connection: Connection, request: str, name: str) -> str:
    """A fresh code for one identifier of a request, recorded as its digest; earlier ones no longer count."""
    now, id, code = desk.clock(), desk.chance(16).hex(), made(desk.chance(5))
    sent = Challenge(id, request, name, digest(desk.keyring.index, id, code), now, now + VALID)
    challenge.add(connection, sent)
    return code


def posted(desk: Desk, request: Request, to: str, code: str) -> Delivery:
    """The code, sent to the address. Raises Unreachable, with what to do, when the post does not take it."""
    subject = f"{desk.organisation}: your code"
    try:
        return desk.post.send(to, subject, _LETTER.format(organisation=desk.organisation, code=code))
    except Unreachable as error:
        raise Unreachable(
            f"request `{request.id[:8]}` is open, but its code was not sent: {error.message}",
            do=f"{error.do}, then send a new code: kept request verify {request.id[:8]} --new-code",
        ) from None


def send_again(desk: Desk, id: str) -> tuple[tuple[str, Delivery], ...]:
    """Send a new code to every address of a request that is not verified yet."""
    with desk.state.writing() as connection:
        asked = _waiting(connection, id)
        theirs = request.identifiers(connection, desk.keyring, asked.id)
        codes = [
            (name, value, challenged(desk, connection, asked.id, name))
            for name, value, verified_at in theirs
            if verified_at is None and any(place.address for place in places(name, desk.graphs))
        ]
    if not codes:
        raise Refused(f"request `{asked.id[:8]}` waits for no code", do=f"kept request show {asked.id[:8]}")
    return tuple((name, posted(desk, asked, value, code)) for name, value, code in codes)


def verify(desk: Desk, id: str, code: str) -> Verified:
    """Check a code; what it was sent to is verified, and what only that person's own rows hold.

    Raises Refused for a code that is wrong, expired or tried too often.
    """
    with desk.state.writing() as connection:
        asked = _waiting(connection, id)
        sent = challenge.open_for(connection, asked.id)
        passed = _tried(desk, connection, sent, code)
        if passed is not None:
            _pass(desk, connection, asked, passed)
    # A wrong try counts only once committed, so it is refused after the transaction.
    if passed is None:
        with desk.state.reading() as connection:
            raise _refusal(desk, challenge.open_for(connection, asked.id), asked.id)
    _bind(desk, asked)
    return standing(desk, asked.id)


def attest(desk: Desk, id: str, by: str) -> Verified:
    """Take somebody's word that they checked who asks, for every identifier of the request."""
    with desk.state.writing() as connection:
        asked = _waiting(connection, id)
        attested(desk, connection, asked, by)
    return standing(desk, asked.id)


def attested(desk: Desk, connection: Connection, asked: Request, by: str) -> None:
    """The same in the caller's transaction. Raises Misuse when nobody is named."""
    if not by.strip():
        raise Misuse("nobody is named who checked the identity", do="say who: --checked-by NAME")
    now = desk.clock()
    theirs = request.identifiers(connection, desk.keyring, asked.id)
    for name, value, _ in theirs:
        request.verify_identifier(connection, desk.keyring, asked.id, name, value, now)
    request.move(connection, asked.id, of=WAITING, to="verified", at=now)
    record: dict[str, Json] = {"by": by.strip(), "identifiers": [name for name, _, _ in theirs]}
    desk.enter(connection, asked, "verified", {"how": "attested", "identifiers": len(theirs)}, record)


def standing(desk: Desk, id: str) -> Verified:
    """How far the identity check of a request has come."""
    with desk.state.reading() as connection:
        asked = request.find(connection, id)
        theirs = request.identifiers(connection, desk.keyring, asked.id)
    yes = tuple(name for name, _, at in theirs if at is not None)
    no = tuple(name for name, _, at in theirs if at is None)
    return Verified(asked, yes, no, _beyond(asked) if asked.state == "opened" and yes else None)


def bound(
    name: str,
    value: str,
    shown: Mapping[str, str],
    graphs: Mapping[str, Graph],
    stores: Mapping[str, Storage],
) -> bool:
    """Do the rows that a verified address finds hold this identifier as well?"""
    for place in places(name, graphs):
        graph = alone(graphs[place.store], place.table)
        emails = tuple((p.names[1], v) for p, v in _beside(place, shown, graphs))
        rows = stores[place.store].rows(graph, [Person(1, emails)]) if emails else ()
        if any(_same(row.values[row.columns.index(place.column)], value) for row in rows):
            return True
    return False


def bindable(name: str, addresses: Iterable[str], graphs: Mapping[str, Graph]) -> bool:
    """Could an address verify this identifier: is there a table of people that holds both?"""
    shown = dict.fromkeys(addresses, "")
    return any(_beside(place, shown, graphs) for place in places(name, graphs))


def _beside(
    place: Place, shown: Mapping[str, str], graphs: Mapping[str, Graph]
) -> tuple[tuple[Place, str], ...]:
    """The identifiers that were shown and stand in the table of this one, with their values."""
    return tuple(
        (other, value)
        for name, value in shown.items()
        for other in places(name, graphs)
        if (other.store, other.table) == (place.store, place.table) and other.address
    )


def _same(held: object, asked: str) -> bool:
    one, two = (unicodedata.normalize("NFC", str(v)).strip().casefold() for v in (held, asked))
    return one == two


def _waiting(connection: Connection, id: str) -> Request:
    asked = request.find(connection, id)
    if asked.state not in WAITING:
        raise Refused(
            f"request `{asked.id[:8]}` is `{asked.state}`: nothing is left to verify",
            do=f"see what it waits for: kept request show {asked.id[:8]}",
        )
    return asked


def _tried(desk: Desk, connection: Connection, sent: Iterable[Challenge], code: str) -> Challenge | None:
    """The challenge this code passes."""
    found = None
    for one in sent:
        # Counted before it is compared: many tries at once are not more than five.
        if counts(one, desk.clock()) and challenge.count_try(connection, one.id) <= TRIES:
            found = one if is_right(one, code, desk.keyring.index) else found
    return found


def _pass(desk: Desk, connection: Connection, asked: Request, passed: Challenge) -> None:
    now = desk.clock()
    challenge.mark_passed(connection, passed.id, now)
    for name, value, _ in request.identifiers(connection, desk.keyring, asked.id):
        if name == passed.name:
            request.verify_identifier(connection, desk.keyring, asked.id, name, value, now)
    if _beyond(asked) is None:
        request.move(connection, asked.id, of=WAITING, to="verified", at=now)
    desk.enter(connection, asked, "verified", {"how": "code", "identifiers": 1}, {"identifier": passed.name})


def _bind(desk: Desk, asked: Request) -> None:
    """Verify what only a verified address's own rows hold; looked up outside of our own transaction."""
    with desk.state.reading() as connection:
        theirs = request.identifiers(connection, desk.keyring, asked.id)
    shown = {
        name: value for name, value, at in theirs if at is not None and places(name, desk.graphs)[0].address
    }
    held = [
        (name, value)
        for name, value, at in theirs
        if at is None and bound(name, value, shown, desk.graphs, desk.stores)
    ]
    if held:
        with desk.state.writing() as connection:
            for name, value in held:
                request.verify_identifier(connection, desk.keyring, asked.id, name, value, desk.clock())


def _beyond(asked: Request) -> Identity | None:
    """The check a law asks for that a code alone is not."""
    found = strictest(laws_of(asked), asked.right)
    return found if found is not None and _LEVELS.index(found.level) > _LEVELS.index("code") else None


def _refusal(desk: Desk, sent: Iterable[Challenge], id: str) -> Refused:
    """Why a code did not pass: the one that still counts says how many tries it has."""
    again = f"kept request verify {id[:8]} --new-code"
    left = [TRIES - one.tries for one in sent if counts(one, desk.clock())]
    if left:
        tries = f"{max(left)} tries are" if max(left) > 1 else "1 try is"
        return Refused(f"that is not the code; {tries} left", do=f"look again, or send a new one: {again}")
    if any(one.tries >= TRIES for one in sent):
        return Refused(
            f"{TRIES} wrong codes were entered: the code no longer counts", do=f"send a new one: {again}"
        )
    if any(True for _ in sent):
        return Refused("the code has expired: it counts for 30 minutes", do=f"send a new one: {again}")
    return Refused(f"request `{id[:8]}` waits for no code", do=f"see why: kept request show {id[:8]}")


_LETTER = """\
Somebody, we hope you, asked {organisation} to use a right over the data
kept under this address. To show that it was you, give this code:

    {code}

It counts for 30 minutes. Nobody of {organisation} will ask you for it
in any other way.

If it was not you, do nothing: without the code nothing happens.
"""
