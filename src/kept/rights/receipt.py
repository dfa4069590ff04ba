"""What a person gets to show that a request was carried out, without a word the person could be known by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from kept.ledger.canonical import Json
from kept.ledger.receipt import to_json
from kept.records import log, request, run
from kept.records.request import CLOSED, Request
from kept.words.error import Refused

from .desk import Desk
from .private import folder, put

FILE = "receipt.json"
RUN = "request"
"""The kind of the durable run that carries out a request; it is about the request's id."""
DONE = {"erase": "erased", "mask": "masked", "unlink": "unlinked"}
ENTERED = "entered"
"""The step whose result names the ledger entry that ended the request."""


def record(
    asked: Request, planned: Mapping[str, Json], more: Mapping[str, Json], answered: str
) -> dict[str, Json]:
    """What is sealed in the ledger and opened by the receipt: figures by store and table, days and law."""
    return {
        "request": asked.id,
        "right": asked.right,
        "received": asked.received_at.date().isoformat(),
        "answered": answered,
        "laws": list(asked.laws),
        "policy": asked.policy,
        "forwarded": planned["forwarded"],
        **more,
    }


def counts(asked: Request, done: Mapping[str, Json]) -> dict[str, int | str]:
    """The figures of a record for the ledger: rows by act, and what the looks found."""
    counted: Counter[str] = Counter()
    for act in listed(done.get("acts", ())):
        counted[DONE[act["act"]]] += act["rows"]
    for key in ("kept_back", "forwarded", "given"):
        counted[key] = sum(part["rows"] for part in listed(done.get(key, ())))
    for look in listed(done.get("looks", ())):
        counted.update({"still": look["still"], "orphans": look["orphans"]})
        counted["residue"] += sum(part["rows"] for part in look["residue"])
    return {"right": asked.right, **{key: rows for key, rows in counted.items() if rows}}


def listed(value: Json) -> Sequence[Mapping[str, Any]]:
    """A part of a record: one line for each store and table."""
    return cast("Sequence[Mapping[str, Any]]", value)


def receipt(desk: Desk, id: str) -> str:
    """The receipt of a request as `kept verify` reads it. Raises Refused while it is not answered."""
    with desk.state.reading() as connection:
        asked = request.find(connection, id)
        done = run.latest(connection, RUN, asked.id)
        step = run.step(connection, done.id, ENTERED) if done else None
    if asked.state not in CLOSED or step is None:
        raise Refused(
            f"request `{asked.id[:8]}` is `{asked.state}`: its receipt is made when it is answered",
            do=f"see what it waits for: kept request show {asked.id[:8]}",
        )
    log.sequence(desk.state)
    with desk.state.reading() as connection:
        return to_json(log.receipt(connection, desk.keyring, str(step.value)))


def write_receipt(desk: Desk, id: str, path: Path) -> Path:
    """The receipt in a file that its owner alone can read."""
    text = receipt(desk, id)
    folder(path.parent)
    put(path, text)
    return path
