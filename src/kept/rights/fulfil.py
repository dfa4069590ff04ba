"""An approved request is carried out, proved and answered; a crash anywhere, run again, ends the same.

An erasure goes: the links that lead nowhere are counted, each store erases in one transaction, and three
looks tell what is left. What is left goes into the answer and the receipt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

from kept.controls.seen import About, Orphans, compare
from kept.datamap.graph import Graph
from kept.ledger.canonical import Json
from kept.records import request, run
from kept.records.request import Request, RequestState
from kept.words.error import Refused

from . import package
from .approve import APPROVED
from .desk import Desk
from .plan import Plan, Subject, by_act, figures, plan, subject
from .private import folder as make_folder
from .private import put
from .receipt import ENTERED, FILE, record, write_receipt
from .route import letter
from .work import Work, held

SPARED = ("keep", "mask")


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
    parts = _dicts(planned["forwarded"])
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
    return _erased(work, who, planned)


def _erased(work: Work, who: Subject, planned: Mapping[str, Json]) -> dict[str, Json]:
    desk = work.desk
    before = {s: work.step(f"baseline/{s}", partial(_baseline, desk, s)) for s in desk.graphs}
    acts: list[Json] = []
    for store in desk.graphs:
        again = work.done(f"begin/{store}") is not None
        work.step(f"begin/{store}", lambda: 1)
        acts += _list(work.step(f"erase/{store}", partial(_erase, desk, who, planned, store, again)))
    looks = [work.step(f"looks/{s}", partial(_looks, desk, who, s, before[s])) for s in desk.graphs]
    return {"acts": acts, "kept_back": planned["kept_back"], "looks": looks}


def _baseline(desk: Desk, store: str) -> Json:
    found = desk.stores[store].orphans(desk.graphs[store])
    return [[o.number, o.holder, list(o.columns), o.rows] for o in found]


def _erase(desk: Desk, who: Subject, planned: Mapping[str, Json], store: str, again: bool) -> Json:
    """Erase in one store and see that nobody is left; raises Refused, and is not noted, when somebody is."""
    graph, person = desk.graphs[store], who.in_store(desk.graphs[store])
    done = by_act(desk.stores[store].erase(graph, [person]))
    left = tuple(_unexpected(graph, desk.stores[store].still_about(graph, [person])))
    if left:
        tables = ", ".join(f"`{store}.{about.table}`" for about in left)
        raise Refused(
            f"rows of {tables} still are the person after the erasure",
            do="see what writes to these tables, then run again",
        )
    if again:
        # The first try may have erased and died before that was noted: then this one finds no row, and
        # the plan made just before it says what went.
        for act in _dicts(planned["acts"]):
            if act["store"] == store:
                key = act["table"], act["act"]
                done[key] = max(done.get(key, 0), act["rows"])
    return [{"store": store, "table": table, "act": act, "rows": n} for (table, act), n in done.items()]


def _unexpected(graph: Graph, found: Iterable[About]) -> Iterable[About]:
    """People's own rows that are there though no rule of the map keeps or masks them."""
    return (a for a in found if a.rows and graph.holding.tables[a.table].on_erasure.action not in SPARED)


def _looks(desk: Desk, who: Subject, store: str, before: Json) -> Json:
    graph, storage = desk.graphs[store], desk.stores[store]
    was = [
        Orphans(cast(int, n), cast(str, holder), tuple(cast("list[str]", columns)), cast(int, rows))
        for n, holder, columns, rows in cast("list[list[Json]]", before)
    ]
    worse = compare(was, storage.orphans(graph))
    counted = {o.number: o.rows for o in was}
    found = storage.residue(graph, sorted(set(who.identifiers.values())))
    return {
        "store": store,
        "still": sum(a.rows for a in storage.still_about(graph, [who.in_store(graph)])),
        "orphans": sum(o.rows - counted[o.number] for o in worse),
        "residue": [{"table": r.table, "column": r.column, "rows": r.rows} for r in found if r.rows],
        "texts": len(found),
        "unsearched": max((r.unsearched for r in found), default=0),
    }


def _end(work: Work, asked: Request, planned: Mapping[str, Json], done: Mapping[str, Json]) -> None:
    """Enter it, forget the identifiers and close: all of it or nothing."""
    desk = work.desk
    state: RequestState = "forwarded" if _elsewhere(planned) else "done"
    kind = {"access": "answered", "erasure": "erased"}[asked.right] if state == "done" else "forwarded"
    with desk.state.writing() as connection:
        now = desk.clock()
        entry = desk.enter(connection, asked, kind, _figures(asked, done), done)
        request.forget_identifiers(connection, asked.id)
        request.move(connection, asked.id, of=("running",), to=state, at=now)
        run.finish_step(connection, work.run, work.fence, ENTERED, entry, now)
        run.close(connection, work.run, work.fence, now)


def _figures(asked: Request, done: Mapping[str, Json]) -> dict[str, int | str]:
    """Figures for the ledger: rows by act, and what the looks found."""
    counted: Counter[str] = Counter()
    for act in _dicts(done.get("acts", ())):
        counted[{"erase": "erased", "mask": "masked", "unlink": "unlinked"}[act["act"]]] += act["rows"]
    for key in ("kept_back", "forwarded", "given"):
        counted[key] = sum(part["rows"] for part in _dicts(done.get(key, ())))
    for look in _dicts(done.get("looks", ())):
        counted.update({"still": look["still"], "orphans": look["orphans"]})
        counted["residue"] += sum(part["rows"] for part in look["residue"])
    return {"right": asked.right, **{key: rows for key, rows in counted.items() if rows}}


def _elsewhere(planned: Mapping[str, Json]) -> bool:
    return bool(planned["forwarded"]) and not planned["held"]


def _differs(approved: Mapping[str, Json], planned: Mapping[str, Json]) -> Iterable[str]:
    """Each line of the plan that changed between approval and run."""
    for kind, word in (("held", "role"), ("acts", "act")):
        was, now = (
            {(p["store"], p["table"], p[word]): p["rows"] for p in _dicts(of[kind])}
            for of in (approved, planned)
        )
        for key in sorted(was.keys() | now.keys()):
            before, after = was.get(key, 0), now.get(key, 0)
            if before != after:
                yield f"{key[0]}.{key[1]} {key[2]}: {before} rows when approved, {after} when run"


def _dicts(value: Json) -> Sequence[Mapping[str, Any]]:
    return cast("Sequence[Mapping[str, Any]]", value)


def _list(value: Json) -> list[Json]:
    return cast("list[Json]", value)
