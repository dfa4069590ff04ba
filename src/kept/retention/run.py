"""Doing what is due: a durable run a commitment, each change in one transaction of its store.

A run notes what is due before it begins and what was done after each change. Broken off anywhere, the next
run goes on: a change done twice touches no row. What is left is counted anew, and the ledger says it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from kept.controls.control import Control
from kept.controls.seen import Done
from kept.controls.storage import Storage
from kept.datamap.graph import Graph
from kept.ledger.canonical import Json
from kept.records import log
from kept.records import run as runs
from kept.records.keyring import Chance, Keyring
from kept.records.run import Step
from kept.records.state import State

from .due import Counted, counted

KIND = "retention"
LEASE = timedelta(minutes=10)
"""How long a run that broke off keeps others from going on with it."""


@dataclass(frozen=True, slots=True)
class Made:
    """A change that was made: rows by table and act, and how many of the rows it concerned are left."""

    commitment: str
    place: str
    done: tuple[Done, ...]
    left: int


@dataclass(frozen=True)
class Work:
    """What doing needs: stores and their maps, kept's records and keys, clock and chance."""

    policy: str
    graphs: Mapping[str, Graph]
    stores: Mapping[str, Storage]
    state: State
    keyring: Keyring
    clock: Callable[[], datetime]
    chance: Chance


def preview(due: Counted, graphs: Mapping[str, Graph], stores: Mapping[str, Storage]) -> Made:
    """What a change would do, found by doing it and taking it back. Raises Refused where it cannot be."""
    change = due.due.change
    return Made(
        due.commitment, due.place, stores[change.store].preview(graphs[change.store], change), due.rows
    )


def carry_out(control: Control, work: Work) -> tuple[Made, ...]:
    """Make every change of a control that is due; none when nothing is.

    Raises what the stores raise; then what was made is noted and the rest is left for the next run.
    """
    several = [one for one in counted([control], work.stores) if one.rows]
    with work.state.writing() as connection:
        open_before = [r for r in runs.open_runs(connection, KIND) if r.about == control.commitment.id]
        if not several and not open_before:
            return ()
        run = runs.start(connection, KIND, control.commitment.id, work.clock())
        fence = runs.claim(connection, run.id, work.clock(), LEASE)
    try:
        made = tuple(_made(one, run.id, fence, work) for one in several)
        _finish(control, run.id, fence, sum(one.left for one in made), work)
    except Exception:
        with work.state.writing() as connection:
            runs.release(connection, run.id, fence)
        raise
    log.sequence(work.state)
    return made


def _made(one: Counted, run: int, fence: int, work: Work) -> Made:
    change = one.due.change
    store, graph = work.stores[change.store], work.graphs[change.store]
    with work.state.writing() as connection:
        if runs.step(connection, run, f"made:{one.step}"):
            # Made before the run broke off: what came due since is for the next one.
            return Made(one.commitment, one.place, (), one.rows)
        if runs.step(connection, run, f"due:{one.step}") is None:
            runs.finish_step(connection, run, fence, f"due:{one.step}", {"rows": one.rows}, work.clock())
    done = store.apply(graph, change)
    left = store.count(one.due.count).rows
    with work.state.writing() as connection:
        runs.finish_step(connection, run, fence, f"made:{one.step}", _result(done, left), work.clock())
    return Made(one.commitment, one.place, done, left)


def _result(done: tuple[Done, ...], left: int) -> Json:
    return {"done": [{"table": d.table, "act": d.act, "rows": d.rows} for d in done], "left": left}


def _finish(control: Control, run: int, fence: int, left: int, work: Work) -> None:
    """Close the run and enter it in the ledger, in one transaction."""
    with work.state.writing() as connection:
        steps = runs.steps(connection, run)
        log.enter(
            connection,
            work.keyring,
            kind="retention.applied",
            at=work.clock(),
            policy=work.policy,
            figures=tuple(_figures(steps, left).items()),
            about=control.commitment.id,
            record={step.name: step.value for step in steps},
            subject=None,
            chance=work.chance,
        )
        runs.close(connection, run, fence, work.clock())


def _figures(steps: tuple[Step, ...], left: int) -> dict[str, int]:
    """Rows due, by act, and left; rows due and not made by this run were made by one that broke off."""
    found = {"due": 0, "left": left}
    for step in steps:
        value = cast("Mapping[str, Json]", step.value)
        if step.name.startswith("due:"):
            found["due"] += cast(int, value["rows"])
            continue
        for done in cast("list[Mapping[str, Json]]", value["done"]):
            act = cast(str, done["act"])
            found[act] = found.get(act, 0) + cast(int, done["rows"])
    return found
