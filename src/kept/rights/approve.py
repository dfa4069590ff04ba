"""Somebody answerable lets a request run: who, when, and what they saw."""

from __future__ import annotations

from datetime import timedelta

from kept.ledger.canonical import Json
from kept.records import request, run
from kept.words.error import Misuse, Refused

from .desk import Desk
from .plan import Plan, figures, plan
from .receipt import RUN

APPROVED = "approved"
"""The step that keeps the plan as it was approved."""


def plan_request(desk: Desk, id: str) -> Plan:
    """What a verified request would do. Raises Refused before it is verified and once it is answered."""
    with desk.state.reading() as connection:
        asked = request.find(connection, id)
    if asked.state not in ("verified", "approved", "running"):
        if asked.state == "opened":
            do = f"enter the code that was sent: kept request verify {asked.id[:8]} CODE"
        else:
            do = f"see what came of it: kept request show {asked.id[:8]}"
        raise Refused(f"request `{asked.id[:8]}` is `{asked.state}`: there is nothing to plan", do=do)
    return plan(desk, asked)


def approve_request(desk: Desk, id: str, by: str) -> Plan:
    """Approve a verified request as it would run now; the plan is kept, to be compared with what happens."""
    if not by.strip():
        raise Misuse("nobody is named who approves", do="say who: --by NAME")
    planned = plan_request(desk, id)
    asked, now = planned.request, desk.clock()
    record: dict[str, Json] = {"by": by.strip(), **figures(planned)}
    with desk.state.writing() as connection:
        request.move(connection, asked.id, of=("verified",), to="approved", at=now)
        work = run.start(connection, RUN, asked.id, now)
        fence = run.claim(connection, work.id, now, timedelta(0))
        run.finish_step(connection, work.id, fence, APPROVED, figures(planned), now)
        run.release(connection, work.id, fence)
        counted = {"tables": len({(h.store, h.table) for h in planned.held})}
        desk.enter(connection, asked, "approved", {"right": asked.right, **counted}, record)
    return planned
