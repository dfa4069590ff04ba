"""Periods as people promise them: `30 days`, `24 months`, `10 business days`."""

from __future__ import annotations

import calendar
import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, TypeVar, cast

Unit = Literal["hours", "days", "business days", "weeks", "months", "years"]
UNITS: tuple[Unit, ...] = ("hours", "days", "business days", "weeks", "months", "years")
_WRITTEN = re.compile(r"^\s*(\d+)\s+(hours?|days?|business days?|weeks?|months?|years?)\s*$")
_Day = TypeVar("_Day", date, datetime)


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time in the unit it was promised in; the amount is positive."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount <= 0:
            raise ValueError(f"a period is longer than nothing, not {self.amount} {self.unit}")

    def __str__(self) -> str:
        return f"{self.amount} {self.unit[:-1] if self.amount == 1 else self.unit}"


def parse_period(text: str) -> Period:
    """`24 months` -> Period(24, "months"). Raises ValueError naming the forms that are understood."""
    found = _WRITTEN.match(text)
    if not found:
        raise ValueError(f"`{text}` is not a period: write for example `30 days`, `24 months`, `1 year`")
    unit = found[2] if found[2].endswith("s") else found[2] + "s"
    return Period(int(found[1]), cast(Unit, unit))


def after(start: _Day, period: Period, holidays: AbstractSet[date] = frozenset()) -> _Day:
    """The moment one period after `start`.

    Months and years keep the day of the month, or take the month's last day where it has none
    (Regulation (EEC, Euratom) No 1182/71, Article 3(2)(c)).
    """
    return _moved(start, period, 1, holidays)


def before(end: _Day, period: Period, holidays: AbstractSet[date] = frozenset()) -> _Day:
    """The moment one period before `end`: what is older has been kept longer than the period."""
    return _moved(end, period, -1, holidays)


def _moved(start: _Day, period: Period, sign: int, holidays: AbstractSet[date]) -> _Day:
    amount = sign * period.amount
    match period.unit:
        case "hours":
            return start + timedelta(hours=amount)
        case "days":
            return start + timedelta(days=amount)
        case "weeks":
            return start + timedelta(weeks=amount)
        case "business days":
            return _business(start, amount, holidays)
        case "months":
            return _months(start, amount)
        case "years":
            return _months(start, 12 * amount)


def _months(start: _Day, amount: int) -> _Day:
    month = start.year * 12 + start.month - 1 + amount
    year, month = divmod(month, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return start.replace(year=year, month=month + 1, day=min(start.day, last))


def _business(start: _Day, amount: int, holidays: AbstractSet[date]) -> _Day:
    step = timedelta(days=1 if amount > 0 else -1)
    left, day = abs(amount), start
    while left:
        day += step
        if is_working_day(day, holidays):
            left -= 1
    return day


def is_working_day(day: date, holidays: AbstractSet[date] = frozenset()) -> bool:
    """Monday to Friday, and no holiday."""
    plain = day.date() if isinstance(day, datetime) else day
    return plain.weekday() < 5 and plain not in holidays


def next_working_day(day: date, holidays: AbstractSet[date] = frozenset()) -> date:
    """The day itself, or the first working day after it."""
    while not is_working_day(day, holidays):
        day += timedelta(days=1)
    return day
