"""A request's durable run: named steps, each done once and noted, taken up again where it broke off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from kept.ledger.canonical import Json
from kept.records import request, run
from kept.records.request import Request
from kept.words.error import KeptError

from .desk import Desk
from .receipt import RUN

LEASE = timedelta(minutes=1)
"""How long a run that died stays untouched: whoever takes it up waits no longer."""


@dataclass(frozen=True)
class Work:
    """A run that this process holds."""

    desk: Desk
    run: int
    fence: int

    def step(self, name: str, do: Callable[[], Json]) -> Json:
        """What came of a step: as it was noted, or done now and noted.

        Raises Refused when another process took the run over meanwhile.
        """
        done = self.done(name)
        if done is not None:
            return done
        value = do()
        with self.desk.state.writing() as connection:
            now = self.desk.clock()
            run.renew(connection, self.run, self.fence, now, LEASE)
            run.finish_step(connection, self.run, self.fence, name, value, now)
        return value

    def done(self, name: str) -> Json | None:
        """What came of a step that was noted before, None when there is none."""
        with self.desk.state.reading() as connection:
            found = run.step(connection, self.run, name)
        return found.value if found else None


@contextmanager
def held(desk: Desk, asked: Request) -> Iterator[Work]:
    """Take up an approved request's run, and give it back when it breaks off.

    Raises Refused for a request that is not approved, and while another process works on it.
    """
    now = desk.clock()
    with desk.state.writing() as connection:
        request.move(connection, asked.id, of=("approved", "running"), to="running", at=now)
        started = run.start(connection, RUN, asked.id, now)
        fence = run.claim(connection, started.id, now, LEASE)
    try:
        yield Work(desk, started.id, fence)
    except BaseException:
        # Closed, or already in other hands: there is nothing to give back.
        with suppress(KeptError), desk.state.writing() as connection:
            run.release(connection, started.id, fence)
        raise
