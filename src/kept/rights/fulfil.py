"""An approved request is carried out, proved and answered; a crash anywhere, run again, ends the same.

Identifiers are forgotten when all is done; until then a run can be taken up where it broke off.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from kept.ledger.canonical import Json
from kept.records import request, run
from kept.records.keyring import person_digest
from kept.records.request import Request, RequestState
from kept.words.error import Refused

from . import package
from .approve import APPROVED
from .desk import Desk
from .erase import erased
from .plan import Plan, Subject, figures, plan, subject
from .private import folder as make_folder
from .private import put
from .receipt import ENTERED, FILE, counts, listed, record, write_receipt
from .route import letter
from .work import Work, held

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a request, as the person is told and the receipt shows."""

    request: Request
    record: Mapping[str, Any]
    differs: tuple[str, ...]
    """Where what happened is not what was approved."""
    receipt: Path
    package: Path | None = None
    forward: Path | None = None
    """What is to be passed on to the customers who are the controllers; holds the person's identifiers."""


def run_request(desk: Desk, id: str, out: Path) -> Answer:
    """Carry out an approved request; its answer is written to `out`, in a folder of the request's id.

    Raises Refused for one that is not approved or is done already, Unreachable when a store does not
    answer; what was begun is taken up by the next run.
    """
    with desk.state.reading() as connection:
        asked = request.find(connection, id)
    _refuse_unapproved(asked)
    folder = out / asked.id
    with held(desk, asked) as work:
        who = subject(desk, asked)
        planned = cast("dict[str, Json]", work.step("planned", lambda: figures(plan(desk, asked))))
        forward = _forward(work, asked, who, planned, out)
        more = _carried_out(work, asked, who, planned, folder)
        done = record(asked, planned, more, desk.clock().date().isoformat())
        approved = cast("dict[str, Json]", work.done(APPROVED) or planned)
        _end(work, asked, planned, done)
    written = write_receipt(desk, asked.id, folder / FILE)
    with desk.state.reading() as connection:
        ended = request.find(connection, asked.id)
    index = folder if (folder / package.INDEX).exists() else None
    return Answer(ended, done, tuple(_differs(approved, planned)), written, index, forward)


def rehearse(desk: Desk, id: str) -> Plan | None:
    """What running an approved erasure would change; None for a request that changes no store.

    Raises Refused as the run itself would.
    """
    with desk.state.reading() as connection:
        asked = request.find(connection, id)
    _refuse_unapproved(asked)
    return plan(desk, asked) if asked.right == "erasure" else None


def _refuse_unapproved(asked: Request) -> None:
    short = asked.id[:8]
    match asked.state:
        case "approved" | "running":
            return
        case "opened":
            do = f"verify who asks: kept request verify {short} CODE"
        case "verified":
            do = f"approve it: kept request approve {short} --by NAME"
        case _:
            do = f"get its receipt: kept request show {short} --receipt FILE"
    raise Refused(f"request `{short}` is `{asked.state}`, and only an approved one is run", do=do)


def _forward(work: Work, asked: Request, who: Subject, planned: Mapping[str, Json], out: Path) -> Path | None:
    """Write down what to pass on, before the identifiers are forgotten: without them nobody can answer."""
    parts = listed(planned["forwarded"])
    if not parts:
        return None
    path = make_folder(out) / f"{asked.id}.forward.json"
    work.step("forward", lambda: put(path, letter(asked, parts, who.identifiers)))
    return path


def _carried_out(
    work: Work, asked: Request, who: Subject, planned: Mapping[str, Json], folder: Path
) -> dict[str, Json]:
    if _elsewhere(planned):
        return {}
    if asked.right == "access":
        given = work.step("package", lambda: package.write(work.desk, asked, who, planned, folder))
        return {"given": given}
    work.step("answers", lambda: _forget_answers(work.desk, who, folder.parent))
    return erased(work, who, planned)


def _forget_answers(desk: Desk, who: Subject, out: Path) -> int:
    """Remove what earlier answers told this person; returns how many there were."""
    digests = [person_digest(desk.keyring, name, value) for name, value in who.identifiers.items()]
    with desk.state.reading() as connection:
        earlier = request.same_person(connection, "access", digests, _EVER)
    folders = [out / one.id for one in earlier if (out / one.id).is_dir()]
    for folder in folders:
        shutil.rmtree(folder)
    return len(folders)


def _end(work: Work, asked: Request, planned: Mapping[str, Json], done: Mapping[str, Json]) -> None:
    """Enter it, forget the identifiers and close: all of it or nothing."""
    desk = work.desk
    state: RequestState = "forwarded" if _elsewhere(planned) else "done"
    kind = {"access": "answered", "erasure": "erased"}[asked.right] if state == "done" else "forwarded"
    with desk.state.writing() as connection:
        now = desk.clock()
        entry = desk.enter(connection, asked, kind, counts(asked, done), done)
        request.forget_identifiers(connection, asked.id)
        request.move(connection, asked.id, of=("running",), to=state, at=now)
        run.finish_step(connection, work.run, work.fence, ENTERED, entry, now)
        run.close(connection, work.run, work.fence, now)


def _elsewhere(planned: Mapping[str, Json]) -> bool:
    return bool(planned["forwarded"]) and not planned["held"]


def _differs(approved: Mapping[str, Json], planned: Mapping[str, Json]) -> Iterable[str]:
    """Each line of the plan that changed between approval and run."""
    for kind, word in (("held", "role"), ("acts", "act")):
        was, now = (
            {(p["store"], p["table"], p[word]): p["rows"] for p in listed(of[kind])}
            for of in (approved, planned)
        )
        for key in sorted(was.keys() | now.keys()):
            before, after = was.get(key, 0), now.get(key, 0)
            if before != after:
                yield f"{key[0]}.{key[1]} {key[2]}: {before} rows when approved, {after} when run"
