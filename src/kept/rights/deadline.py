"""When a request must be acknowledged and answered: the earlier of law and promise.

All days are those of the place where the request arrived; public holidays come in as an argument.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import date, timedelta

from kept.law.law import Grant, Law
from kept.words.error import Misuse
from kept.words.period import Period, after, next_working_day


def due(
    received: date,
    law: Law,
    right: str,
    *,
    extended: bool = False,
    paused_days: int = 0,
    holidays: AbstractSet[date] = frozenset(),
) -> date:
    """The last day on which the law lets a request be answered.

    `paused_days` (calendar days spent waiting for a proof of identity) count only where the law lets time
    stand still: GDPR may (EDPB Guidelines 01/2022), CCPA never (11 CCR 7021(b)). A right that takes effect
    at once is due the day it is received. Raises Misuse when the law does not grant the right, sets no day
    for it or allows no extension.
    """
    if paused_days < 0:
        raise Misuse(f"time cannot stand still for {paused_days} days", do="give a number of days from 0")
    grant = law.grant(right)
    if grant.at_once:
        return received
    last = after(received, _time(law, grant, extended), holidays)
    if law.identity_pauses_clock.answer == "may":
        last += timedelta(days=paused_days)
    return next_working_day(last, holidays) if law.roll_over.rule == "next_working_day" else last


def acknowledge_by(
    received: date, law: Law, right: str, *, holidays: AbstractSet[date] = frozenset()
) -> date | None:
    """The last day on which receipt must be confirmed; None when the law asks for no confirmation.

    Raises Misuse when the law does not grant the right.
    """
    limit = law.grant(right).acknowledge
    return after(received, limit.within, holidays) if limit else None


def earliest(
    received: date,
    laws: Iterable[Law],
    right: str,
    promised: Period | None,
    *,
    extended: bool = False,
    paused_days: int = 0,
    holidays: AbstractSet[date] = frozenset(),
) -> date | None:
    """The day a request is due: the strictest of the laws that set one, and what was promised.

    Laws that do not grant the right or set no day for it do not count; an extension lengthens only what may
    be extended, and neither it nor a pause moves a promise. None when neither law nor promise sets a day.
    """
    days = [] if promised is None else [after(received, promised, holidays)]
    for law in laws:
        if not law.grants(right):
            continue
        grant = law.grant(right)
        if grant.at_once or grant.answer:
            longer = extended and grant.extension is not None
            days.append(
                due(received, law, right, extended=longer, paused_days=paused_days, holidays=holidays)
            )
    return min(days, default=None)


def _time(law: Law, grant: Grant, extended: bool) -> Period:
    """The time to answer, counted from receipt."""
    if grant.answer is None:
        raise Misuse(
            f"`{law.law}` sets no day for `{grant.right}`",
            do="answer without undue delay, or promise a period",
        )
    if not extended:
        return grant.answer.within
    if grant.extension is None:
        raise Misuse(f"`{law.law}` allows no extension for `{grant.right}`", do="leave out the extension")
    # Counted as one period from receipt: a month and two more from 31 January end on 30 April, not the 28th.
    return Period(grant.answer.within.amount + grant.extension.within.amount, grant.answer.within.unit)
