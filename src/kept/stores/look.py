"""Counting rows by when they are from, whatever form the store keeps its moments in.

A moment without a zone is UTC. A day without a time is before a moment when all of it is, and after
it when all of it is: a row is called late only when it certainly is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.sql.elements import ColumnElement

from kept.controls.operation import Adrift, Filled, LaterThan, OlderThan, Rows
from kept.controls.seen import Seen
from kept.words.error import Mismatch, suggestion

from .keys import compiled

Form = Literal["day", "plain", "zoned", "counted", "text"]
"""How a column keeps moments; `counted` is MariaDB's TIMESTAMP, shown in the session's zone."""

_WRITTEN = (
    "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    "([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?(Z|[+]00:00|[+]0000|[+]00)?)?$"
)
_DAY = len("2024-01-31")


def count(connection: Connection, table: sa.Table, rows: Rows | Adrift) -> Seen:
    """What these rows are, by one statement. Raises Mismatch where the column is missing or no moment."""
    if isinstance(rows, Adrift):
        select = sa.select(sa.func.count()).select_from(table).where(_adrift(table, rows))
        return Seen(connection.execute(select).scalar_one(), None)
    column = column_of(table, rows.column)
    if isinstance(rows, Filled):
        select = sa.select(sa.func.count()).select_from(table).where(chosen(table, rows, connection))
        return Seen(connection.execute(select).scalar_one(), None)
    form = _form(column, connection)
    test = chosen(table, rows, connection)
    value = _READ[form](column, connection)
    blank = sa.and_(column.is_not(None), ~_readable(column)) if form == "text" else sa.false()
    if isinstance(rows, OlderThan) and rows.holding:
        blank = sa.and_(blank, _holding(table, rows))
    several = sa.select(
        sa.func.count(sa.case((test, 1))),
        sa.func.min(sa.case((test, value))),
        sa.func.count(sa.case((blank, 1))),
    ).where(sa.or_(test, blank))
    found, oldest, unread = connection.execute(several).one()
    return Seen(found, None if oldest is None else _moment(oldest, column), unread)


def _adrift(table: sa.Table, rows: Adrift) -> ColumnElement[bool]:
    loose = []
    for columns, where in rows.links:
        tests: list[ColumnElement[bool]] = [column_of(table, c).is_(None) for c in columns]
        if where:
            # A condition that is null holds for nothing.
            tests.append(sa.not_(sa.func.coalesce(compiled(where, table), sa.false())))
        loose.append(sa.or_(*tests))
    return sa.and_(*loose)


def chosen(table: sa.Table, rows: Rows, connection: Connection) -> ColumnElement[bool]:
    """The rows that are meant; a null is never among them, and for Filled an empty text is none either."""
    column = column_of(table, rows.column)
    if isinstance(rows, Filled):
        held = column.is_not(None)
        return sa.and_(held, column != "") if isinstance(column.type, sa.String) else held
    moment = rows.moment.astimezone(UTC) if rows.moment.tzinfo else rows.moment.replace(tzinfo=UTC)
    test = _test(column, moment, rows, connection)
    if isinstance(rows, OlderThan) and rows.holding:
        return sa.and_(test, _holding(table, rows))
    return test


def _test(
    column: sa.Column[Any], moment: datetime, rows: OlderThan | LaterThan, connection: Connection
) -> ColumnElement[bool]:
    form = _form(column, connection)
    value = _READ[form](column, connection)
    if form == "text":
        return sa.and_(_readable(column), _text_test(value, moment, rows))
    bound = _BOUND[form](moment)
    return value < bound if isinstance(rows, OlderThan) else value > bound


def _holding(table: sa.Table, rows: OlderThan) -> ColumnElement[bool]:
    return sa.or_(*(column_of(table, name).is_not(None) for name in rows.holding))


def column_of(table: sa.Table, name: str) -> sa.Column[Any]:
    """The column of this name. Raises Mismatch naming the one that is not there."""
    if name not in table.c:
        raise Mismatch(f"the store has no column `{table.key}.{name}`", do=suggestion(name, table.c.keys()))
    return table.c[name]


def _form(column: sa.Column[Any], connection: Connection) -> Form:
    kind, database = column.type, connection.dialect.name
    dated = isinstance(kind, sa.Date | sa.DateTime)
    if isinstance(kind, sa.String) or (dated and database == "sqlite"):
        return "text"  # SQLite keeps what it is given, whatever the column is called
    if isinstance(kind, sa.Date):
        return "day"
    if isinstance(kind, sa.TIMESTAMP) and database == "mysql":
        return "counted"
    if isinstance(kind, sa.DateTime):
        return "zoned" if kind.timezone else "plain"
    raise Mismatch(
        f"`{column.table.key}.{column.name}` holds no moment",
        do="name a column of dates, timestamps or ISO 8601 text under `since` in the data map",
    )


def _plain(column: sa.Column[Any], _connection: Connection) -> ColumnElement[Any]:
    return column


def _counted(column: sa.Column[Any], _connection: Connection) -> ColumnElement[Any]:
    return sa.func.unix_timestamp(column, type_=sa.Numeric(20, 6))


def _text(column: sa.Column[Any], connection: Connection) -> ColumnElement[Any]:
    """The text with a space between day and time and no word of UTC, in the order of its bytes."""
    text: ColumnElement[Any] = sa.cast(column, sa.String())
    for taken, put in (("T", " "), ("Z", ""), ("+00:00", ""), ("+0000", ""), ("+00", "")):
        text = sa.func.replace(text, taken, put, type_=sa.String())
    # A dictionary's order is not the order of time: it passes over signs.
    order = {"postgresql": "C", "mysql": "utf8mb4_bin"}.get(connection.dialect.name)
    return sa.collate(text, order) if order else text


def _readable(column: sa.Column[Any]) -> ColumnElement[bool]:
    return sa.func.coalesce(sa.cast(column, sa.String()), "").regexp_match(_WRITTEN)


def _text_test(
    value: ColumnElement[Any], moment: datetime, rows: OlderThan | LaterThan
) -> ColumnElement[bool]:
    day = moment.strftime("%Y-%m-%d") if moment.year > 999 else moment.date().isoformat()
    alone = sa.func.length(value) == _DAY
    full = f"{day} {moment.strftime('%H:%M:%S.%f')}"
    if isinstance(rows, OlderThan):
        # `10:00` and `10:00:00.0` are the same moment: before the shortest form is before them all.
        short = full.rstrip("0").rstrip(".").removesuffix(":00")
        return sa.case((alone, value < day), else_=value < (f"{day} 00:00" if len(short) < 16 else short))
    return sa.case((alone, value > day), else_=value > full)


_READ: Mapping[Form, Callable[[sa.Column[Any], Connection], ColumnElement[Any]]] = {
    "day": _plain,
    "plain": _plain,
    "zoned": _plain,
    "counted": _counted,
    "text": _text,
}
_BOUND: Mapping[Form, Callable[[datetime], date | Decimal]] = {
    "day": lambda moment: moment.date(),
    "plain": lambda moment: moment.replace(tzinfo=None),
    "zoned": lambda moment: moment,
    "counted": lambda moment: Decimal(f"{int(moment.timestamp())}.{moment.microsecond:06}"),
}


def _moment(value: object, column: sa.Column[Any]) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime.combine(value, time(), UTC)
    if isinstance(value, Decimal):
        return datetime.fromtimestamp(int(value), UTC).replace(microsecond=int(value % 1 * 1_000_000))
    try:
        return datetime.fromisoformat(str(value)).replace(tzinfo=UTC)
    except ValueError:
        raise Mismatch(
            f"`{column.table.key}.{column.name}` holds a moment that no calendar has",
            do="correct those rows, or name another column under `since` in the data map",
        ) from None
