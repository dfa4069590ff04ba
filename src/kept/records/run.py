"""Durable work: a run of named steps that anybody may take up again where it broke off.

A step that changes kept's own records commits with them, so it happens once. A step in somebody else's
database is done again when the process dies before its end is noted, so it must do no more the second time.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from kept.ledger.canonical import Json, canonical, parsed
from kept.records.schema import SCHEMA, Moment, insert_absent
from kept.words.error import Misuse, Refused

RunState = Literal["open", "closed"]
"""open: steps are left, or may be; closed: nothing is left to do."""

RUN = sa.Table(
    "run",
    SCHEMA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("started_at", Moment, nullable=False),
    sa.Column("lease_until", Moment),
    sa.Column("fence", sa.Integer, nullable=False),
    sa.Column("closed_at", Moment),
    # Of two who start the same work at once, the second finds the first one's.
    sa.Index(
        "run_open",
        "kind",
        "about",
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    ),
    sqlite_autoincrement=True,
)

STEP = sa.Table(
    "run_step",
    SCHEMA,
    sa.Column("run", sa.Integer, sa.ForeignKey("run.id"), primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("result", sa.Text, nullable=False),
    sa.Column("done_at", Moment, nullable=False),
)

_RUN_COLUMNS = (RUN.c.id, RUN.c.kind, RUN.c.about, RUN.c.state, RUN.c.lease_until, RUN.c.fence)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of work and who may do it now."""

    id: int
    kind: str
    about: str
    """What it is for, such as the id of a request."""
    state: RunState
    lease_until: datetime | None
    """Until when whoever claimed it last may work undisturbed."""
    fence: int
    """How often it was claimed; only the newest claim may write."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done, and what came of it. Holds no personal data."""

    run: int
    name: str
    digest: str
    """SHA-256 of the result, in hex."""
    result: str
    """Canonical JSON."""
    done_at: datetime

    @property
    def value(self) -> Json:
        """The result as it was given to `finish_step`."""
        return parsed(self.result.encode())


def start(connection: Connection, kind: str, about: str, at: datetime) -> Run:
    """The open run of this kind about this: the one there is, or a new one."""
    insert_absent(connection, RUN, kind=kind, about=about, state="open", started_at=at, fence=0)
    query = sa.select(*_RUN_COLUMNS).where(RUN.c.kind == kind, RUN.c.about == about, RUN.c.state == "open")
    return Run(**connection.execute(query).mappings().one())


def find(connection: Connection, id: int) -> Run:
    """The run with this id. Raises Misuse when there is none."""
    row = connection.execute(sa.select(*_RUN_COLUMNS).where(RUN.c.id == id)).mappings().first()
    if row is None:
        raise Misuse(f"no run {id}", do="give the id that `start` returned")
    return Run(**row)


def latest(connection: Connection, kind: str, about: str) -> Run | None:
    """The newest run of a kind about this, open or closed, None when there never was one."""
    query = sa.select(*_RUN_COLUMNS).where(RUN.c.kind == kind, RUN.c.about == about)
    row = connection.execute(query.order_by(RUN.c.id.desc()).limit(1)).mappings().first()
    return Run(**row) if row else None


def open_runs(connection: Connection, kind: str) -> tuple[Run, ...]:
    """The runs of a kind that are not closed, the oldest first."""
    query = sa.select(*_RUN_COLUMNS).where(RUN.c.kind == kind, RUN.c.state == "open").order_by(RUN.c.id)
    return tuple(Run(**row) for row in connection.execute(query).mappings())


def claim(connection: Connection, id: int, at: datetime, lease: timedelta) -> int:
    """Take up a run for a time; returns the fence to write with. Whoever held it before can write no more.

    Raises Refused while another holds it or when it is closed, Misuse when there is none.
    """
    free = sa.or_(RUN.c.lease_until.is_(None), RUN.c.lease_until <= at)
    fence = connection.execute(
        sa.update(RUN)
        .where(RUN.c.id == id, RUN.c.state == "open", free)
        .values(fence=RUN.c.fence + 1, lease_until=at + lease)
        .returning(RUN.c.fence)
    ).scalar()
    if fence is None:
        raise _refusal(find(connection, id))
    return int(fence)


def renew(connection: Connection, id: int, fence: int, at: datetime, lease: timedelta) -> None:
    """Hold a run longer. Raises Refused when somebody else took it up."""
    _write(connection, id, fence, lease_until=at + lease)


def release(connection: Connection, id: int, fence: int) -> None:
    """Give a run back unfinished, so that nobody need wait. Raises Refused when another has it."""
    _write(connection, id, fence, lease_until=None)


def step(connection: Connection, run: int, name: str) -> Step | None:
    """What came of a step, None when it is not done."""
    row = connection.execute(sa.select(STEP).where(STEP.c.run == run, STEP.c.name == name)).mappings().first()
    return Step(**row) if row else None


def steps(connection: Connection, run: int) -> tuple[Step, ...]:
    """The steps of a run that are done, by name."""
    query = sa.select(STEP).where(STEP.c.run == run).order_by(STEP.c.name)
    return tuple(Step(**row) for row in connection.execute(query).mappings())


def finish_step(connection: Connection, run: int, fence: int, name: str, result: Json, at: datetime) -> Step:
    """Note that a step is done and what came of it, in the transaction of what it changed.

    The result holds figures and opaque ids, no personal data. Raises Refused when the fence is not the
    newest or the run is closed, so that a worker that lost its lease writes nothing; Misuse when the step
    was finished before.
    """
    _write(connection, run, fence)
    text = canonical(result)
    done = Step(run, name, hashlib.sha256(text).hexdigest(), text.decode(), at)
    values = {"run": run, "name": name, "digest": done.digest, "result": done.result, "done_at": at}
    if not insert_absent(connection, STEP, **values):
        raise Misuse(f"step `{name}` of run {run} was finished before", do="look for it with `step` first")
    return done


def close(connection: Connection, id: int, fence: int, at: datetime) -> None:
    """End a run. Raises Refused when the fence is not the newest or it is closed."""
    _write(connection, id, fence, state="closed", lease_until=None, closed_at=at)


def _write(connection: Connection, id: int, fence: int, **values: object) -> None:
    """Change a run while its fence is the newest; the row stays locked until the transaction ends."""
    mine = sa.and_(RUN.c.id == id, RUN.c.fence == fence, RUN.c.state == "open")
    done = connection.execute(sa.update(RUN).where(mine).values(values or {"fence": fence}))
    if done.rowcount == 0:
        raise _refusal(find(connection, id))


def _refusal(run: Run) -> Refused:
    if run.state == "closed":
        return Refused(f"run {run.id} of `{run.kind}` is closed", do="look at what came of it")
    return Refused(
        f"run {run.id} of `{run.kind}` is in other hands",
        do="let them finish, or wait until their lease ends and run again",
    )
