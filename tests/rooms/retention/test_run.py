"""What is due is made once, whatever breaks, and the ledger says it once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.firm import MAP, NOW, all_rows, firm

from kept.controls.operation import Change
from kept.controls.seen import Done
from kept.datamap.graph import Graph
from kept.ledger.checkpoint import verifier_key
from kept.ledger.entry import Entry, decode
from kept.ledger.verify import verify_log
from kept.records import log
from kept.records.folder import Folder
from kept.retention import run
from kept.wiring import Kept
from kept.words.error import Misuse, Refused, Unreachable

VISITS = "{id: visits-1y, kind: retention, data: user_records, keep: {for: 1 year, from: visit}, cites: [s2]}"
SALES = "{id: sales-1y, kind: retention, data: order_records, keep: {for: 1 year, from: sale}, cites: [s2]}"
ROWS = """
INSERT INTO users VALUES (1, 'ada@acme.example', NULL, '2024-01-01');
INSERT INTO users VALUES (2, 'bob@acme.example', NULL, '2026-05-01');
INSERT INTO orders VALUES (1, 2, '9', '2024-01-01'), (2, 2, '9', '2026-05-01');
INSERT INTO lines VALUES (1, 1), (1, 2), (2, 1);
"""


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return firm(tmp_path, VISITS, SALES, rows=ROWS)


def entered(kept: Kept) -> list[Entry]:
    log.sequence(kept.state)
    with kept.state.reading() as connection:
        return [decode(entry) for entry in log.entries(connection, 0, log.size(connection))]


def later(kept: Kept) -> Kept:
    """The same deployment when the lease of a run that broke off has passed."""
    return replace(kept, clock=lambda: NOW + run.LEASE + timedelta(seconds=1))


def test_looking_and_previewing_change_nothing(kept: Kept) -> None:
    before = all_rows(kept)
    due = kept.due()
    assert [(one.commitment, one.place, one.rows) for one in due] == [
        ("visits-1y", "crm.users", 1),
        ("sales-1y", "crm.orders", 1),
    ]
    would = [kept.preview(one) for one in due]
    assert all_rows(kept) == before
    made = list(kept.apply())
    assert [one.done for one in made] == [one.done for one in would]


def test_each_commitment_is_entered_once_with_what_was_due_and_done(kept: Kept) -> None:
    list(kept.apply())
    list(kept.apply())
    found = [(e.kind, e.about, dict(e.figures)) for e in entered(kept)]
    assert found == [
        ("retention.applied", "visits-1y", {"due": 1, "erase": 1, "left": 0}),
        ("retention.applied", "sales-1y", {"due": 1, "erase": 3, "left": 0}),
    ]
    audit = verify_log(Folder(kept.project / ".kept" / "ledger").read, verifier_key(kept.keyring.signer))
    assert audit.sound
    assert audit.entries == 2


def test_only_the_named_commitment_is_carried_out(kept: Kept) -> None:
    list(kept.apply(["sales-1y"]))
    assert len(all_rows(kept)["users"]) == 2
    assert len(all_rows(kept)["orders"]) == 1


@pytest.mark.parametrize(
    ("name", "said"), [("visit-1y", "no commitment `visit-1y`"), ("collect", "`collect` asks for no change")]
)
def test_a_name_that_changes_nothing_is_refused_before_anything_is_done(
    kept: Kept, name: str, said: str
) -> None:
    with pytest.raises(Misuse, match=said):
        list(kept.apply(["sales-1y", name]))
    assert len(all_rows(kept)["orders"]) == 2


def test_a_store_that_fails_leaves_a_run_that_goes_on(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    store = kept.stores["crm"]
    whole = store.apply

    def broken(*given: Any) -> Any:
        whole(*given)
        raise Refused("the line went dead", do="again")

    monkeypatch.setattr(store, "apply", broken)
    with pytest.raises(Refused):
        list(kept.apply(["sales-1y"]))
    assert entered(kept) == []
    monkeypatch.undo()
    list(kept.apply(["sales-1y"]))
    assert all_rows(kept)["lines"] == [(2, 1)]
    assert [dict(e.figures) for e in entered(kept)] == [{"due": 1, "left": 0}]


BOTH = VISITS.replace("data: user_records", "data: [user_records, order_records]")
VISITED = MAP.replace("{sale: made_at}", "{sale: made_at, visit: made_at}")


def failing_on(kept: Kept, table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the store fail at the change of one table."""
    store = kept.stores["crm"]
    whole = store.apply

    def apply(graph: Graph, change: Change) -> tuple[Done, ...]:
        if change.table == table:
            raise Unreachable("the line went dead", do="again")
        return whole(graph, change)

    monkeypatch.setattr(store, "apply", apply)


def test_a_run_that_fails_at_its_second_change_goes_on_with_it_and_says_both_in_one_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = firm(tmp_path, BOTH, rows=ROWS, tables=VISITED)
    failing_on(kept, "users", monkeypatch)
    with pytest.raises(Unreachable):
        list(kept.apply())
    assert len(all_rows(kept)["orders"]) == 1
    assert entered(kept) == []
    monkeypatch.undo()
    assert [(made.place, made.left) for made in kept.apply()] == [("crm.users", 0)]
    assert len(all_rows(kept)["users"]) == 1
    assert [dict(e.figures) for e in entered(kept)] == [{"due": 2, "erase": 4, "left": 0}]


def test_what_came_due_where_a_run_had_been_is_left_for_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = firm(tmp_path, BOTH, rows=ROWS, tables=VISITED)
    failing_on(kept, "users", monkeypatch)
    with pytest.raises(Unreachable):
        list(kept.apply())
    monkeypatch.undo()
    with kept.stores["crm"].engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO orders VALUES (7, NULL, '9', '2024-01-01')")
    assert [(made.place, made.left) for made in kept.apply()] == [("crm.orders", 1), ("crm.users", 0)]
    assert [(made.place, made.left) for made in kept.apply()] == [("crm.orders", 0)]
    assert [dict(e.figures)["left"] for e in entered(kept)] == [1, 0]


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.firm import NOW
from kept.records import run as runs
from kept.wiring import open_kept
whole = runs.finish_step
def die(connection, run, fence, name, *rest):
    if name.startswith(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(connection, run, fence, name, *rest)
runs.finish_step = die
list(open_kept(Path(sys.argv[1]), {}, clock=lambda: NOW).apply(["sales-1y"]))
"""


@pytest.mark.parametrize("step", ["due:", "made:"])
def test_killed_between_its_steps_the_next_run_ends_the_same(kept: Kept, step: str) -> None:
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-c", KILLED, str(kept.project), step]
    done = subprocess.run(command, check=False, cwd=root, env={**os.environ, "PYTHONPATH": str(root)})
    assert done.returncode == -signal.SIGKILL
    with pytest.raises(Refused, match="is in other hands"):
        list(kept.apply(["sales-1y"]))
    list(later(kept).apply(["sales-1y"]))
    assert all_rows(kept)["lines"] == [(2, 1)]
    (entry,) = entered(kept)
    assert dict(entry.figures)["due"] == 1
    assert dict(entry.figures)["left"] == 0
