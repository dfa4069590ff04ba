"""A request is opened: what is asked, by whom, under which laws, and by when it must be answered.

The answer is the same whether or not the person is known to any store: no store is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from sqlalchemy import Connection

from kept.controls.right import CARRIED_OUT
from kept.law.law import Law, laws_for
from kept.records import request
from kept.records.keyring import person_digest
from kept.records.request import CLOSED, Request
from kept.words.error import Misuse, Refused, suggestion
from kept.words.period import Period, before
from kept.words.right import known_right

from .deadline import acknowledge_by, earliest
from .desk import Delivery, Desk
from .identifier import cleaned, places
from .identity import attested, bindable, challenged, posted
from .limit import Limit, promises, too_often

Channel = Literal["web", "email", "letter", "telephone", "agent", "api"]
"""How a request came."""
CHANNELS: tuple[Channel, ...] = get_args(Channel)
_SINCE = timedelta(days=800)
"""How far back a person's earlier requests are looked at: longer than any law counts."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for, as it arrived. Holds personal data: it is not printed."""

    right: str
    identifiers: Mapping[str, str]
    residence: str
    channel: str = "web"
    checked_by: str | None = None
    """Who checked by other means that the person is who they say."""

    def __repr__(self) -> str:
        return f"Asked({self.right}, {', '.join(self.identifiers)})"


@dataclass(frozen=True, slots=True)
class Opened:
    """A request that was opened, or the one that was open already for the same person and right."""

    request: Request
    again: bool
    codes: tuple[tuple[str, Delivery], ...]
    """The identifiers a code was sent to."""
    grounds: tuple[Limit, ...]
    """Grounds to refuse it that its being asked gives; kept refuses nothing by itself."""
    granted: bool
    """Does a law or the policy grant this right to people of this residence?"""


def open_request(desk: Desk, asked: Asked) -> Opened:
    """Open a request and send a code to each address it names.

    Raises Misuse for a word that means nothing, Refused for a right that kept does not carry out and for
    an identifier that neither a code nor an address can verify, Unreachable when the post takes no code.
    """
    identifiers = _checked(desk, asked)
    laws = laws_for(asked.residence)
    promised = promises(desk.policy, asked.right, asked.residence)
    fresh = _request(desk, asked, laws)
    granted = bool(promised) or any(law.grants(asked.right) for law in laws)
    with desk.state.writing() as connection:
        if open_one := _same(desk, connection, asked.right, identifiers):
            return Opened(open_one, True, (), (), granted)
        grounds = _often(desk, connection, fresh, laws, identifiers)
        request.add(connection, desk.keyring, fresh, identifiers, desk.chance)
        desk.enter(connection, fresh, "opened", _figures(fresh), _record(fresh, identifiers))
        codes = _started(desk, connection, fresh, identifiers, asked.checked_by)
        opened = request.find(connection, fresh.id)
    sent = tuple((name, posted(desk, fresh, identifiers[name], code)) for name, code in codes)
    return Opened(opened, False, sent, grounds, granted)


def _checked(desk: Desk, asked: Asked) -> dict[str, str]:
    """The identifiers, clean. Every word of the request is looked at before anything is recorded."""
    known_right(asked.right)
    if asked.right not in CARRIED_OUT:
        raise Refused(
            f"kept does not carry out `{asked.right}` yet", do="answer it by hand, by the day the law sets"
        )
    if asked.channel not in CHANNELS:
        raise Misuse(f"unknown channel `{asked.channel}`", do=suggestion(asked.channel, CHANNELS))
    if not asked.identifiers:
        raise Misuse("a request needs an identifier", do="give one: --identifier NAME=VALUE")
    clean = {name: cleaned(name, value, _is_address(desk, name)) for name, value in asked.identifiers.items()}
    if asked.checked_by is None:
        _refuse_unverifiable(desk, clean)
    return clean


def _refuse_unverifiable(desk: Desk, identifiers: Mapping[str, str]) -> None:
    addresses = [name for name in identifiers if _is_address(desk, name)]
    for name in identifiers:
        if name not in addresses and not bindable(name, addresses, desk.graphs):
            raise Refused(
                f"no code can be sent to `{name}`, so it cannot be verified",
                do="give the e-mail address that stands beside it too, or say who checked: --checked-by NAME",
            )


def _is_address(desk: Desk, name: str) -> bool:
    return all(place.address for place in places(name, desk.graphs))


def _request(desk: Desk, asked: Asked, laws: Iterable[Law]) -> Request:
    now = desk.clock()
    promised = promises(desk.policy, asked.right, asked.residence)
    within: list[Period | None] = [p.within for p in promised if p.within]
    granting = [law for law in laws if law.grants(asked.right)]
    received = now.date()
    confirm = [acknowledge_by(received, law, asked.right) for law in granting]
    due = [earliest(received, granting, asked.right, promise) for promise in within or [None]]
    return Request(
        id=desk.chance(16).hex(),
        right=asked.right,
        residence=asked.residence,
        laws=tuple(law.law for law in laws),
        channel=asked.channel,
        received_at=now,
        acknowledge_by=min((day for day in confirm if day), default=None),
        due_on=min((day for day in due if day), default=None),
        state="opened",
        policy=desk.version,
    )


def _digests(desk: Desk, identifiers: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(person_digest(desk.keyring, name, value) for name, value in identifiers.items())


def _same(desk: Desk, connection: Connection, right: str, identifiers: Mapping[str, str]) -> Request | None:
    """The open request for this right that already gave all of these identifiers."""
    wanted = set(_digests(desk, identifiers))
    since = desk.clock() - _SINCE
    for earlier in request.same_person(connection, right, wanted, since):
        if earlier.state not in CLOSED:
            given = {
                name: value for name, value, _ in request.identifiers(connection, desk.keyring, earlier.id)
            }
            if wanted <= set(_digests(desk, given)):
                return earlier
    return None


def _often(
    desk: Desk, connection: Connection, fresh: Request, laws: Iterable[Law], identifiers: Mapping[str, str]
) -> tuple[Limit, ...]:
    def counted(period: Period) -> int:
        since: datetime = before(fresh.received_at, period)
        earlier = request.same_person(connection, fresh.right, _digests(desk, identifiers), since)
        return sum(one.state == "done" for one in earlier)

    return tuple(too_often(laws, fresh.right, counted))


def _started(
    desk: Desk, connection: Connection, fresh: Request, identifiers: Mapping[str, str], by: str | None
) -> tuple[tuple[str, str], ...]:
    """The codes to send, by identifier; none where somebody already checked who asks."""
    if by is not None:
        attested(desk, connection, fresh, by)
        return ()
    names = [name for name in identifiers if _is_address(desk, name)]
    return tuple((name, challenged(desk, connection, fresh.id, name)) for name in names)


def _figures(fresh: Request) -> dict[str, int | str]:
    due = {} if fresh.due_on is None else {"due_in_days": (fresh.due_on - fresh.received_at.date()).days}
    return {"right": fresh.right, "channel": fresh.channel, **due}


def _record(fresh: Request, identifiers: Mapping[str, str]) -> dict[str, str | list[str]]:
    due = {} if fresh.due_on is None else {"due": fresh.due_on.isoformat()}
    return {
        "request": fresh.id,
        "right": fresh.right,
        "received": fresh.received_at.date().isoformat(),
        "laws": list(fresh.laws),
        "identifiers": sorted(identifiers),
        **due,
    }
