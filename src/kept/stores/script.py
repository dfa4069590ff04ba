"""A straight graph's statements in the driver's words, and their running for the people of one call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from kept.controls.operation import Person
from kept.controls.seen import Done, Row
from kept.datamap.graph import Graph

from .access import told
from .dialect import Answer, Dialect
from .erasure import held_on, kept_back, refuse_uncovered
from .given import Alone, Sent, Stored, Written, written
from .keys import Identity
from .seeds import seeds, sought
from .straight import Shown, Step, Straight

FEW = 50
"""People whose own rows are sent along with each statement; more are put into a temporary table first."""
FIRST = 1000
"""Rows of each table fetched for few people in one go; a table with more of them is streamed."""
SENT = 1000
"""Own rows sent along: where an address stands in more of them, the people are many all the same."""

Form = Literal["one", "few", "many"]
"""How the people's own rows are given to the statements; the statements differ in nothing else."""


class Script:
    """Access and erasure over one graph; each statement is written once, when first it is run."""

    def __init__(self, graph: Graph, tables: Mapping[str, sa.Table], dialect: Dialect) -> None:
        self.graph = graph
        self.dialect = dialect
        self.keys = {root: Identity(tables[root], graph.identity(root)) for root in graph.roots}
        self.alone = {root: Alone(f"seeds{n}", k) for n, (root, k) in enumerate(self.keys.items())}
        self.sent = {root: Sent(f"seeds{n}", k) for n, (root, k) in enumerate(self.keys.items())}
        self.stored = {root: Stored(f"kept_seeds_{n}", k) for n, (root, k) in enumerate(self.keys.items())}
        self.over: dict[Form, Straight] = {
            "one": Straight(graph, tables, self.alone, dialect),
            "few": Straight(graph, tables, self.sent, dialect),
            "many": Straight(graph, tables, self.stored, dialect),
        }
        self._seeds: dict[tuple[str, tuple[str, ...]], Written] = {}
        self._shown: dict[Form, list[tuple[Shown, Written]]] = {}
        self._steps: dict[Form, list[tuple[Step, Written]]] = {}

    def rows(self, connection: Connection, people: Sequence[Person]) -> Iterator[Row]:
        """Every row these people may see, table by table, ordered by person; streamed."""
        form, seeds = self._seed(connection, people)
        if form not in self._shown:
            self._shown[form] = [(s, written(s.select, connection)) for s in self.over[form].shown()]
        first: Sequence[Answer | None] = [None] * len(self._shown[form])
        if form != "many":
            wanted = [(f"{w.text} LIMIT {FIRST + 1}", {**w.values, **seeds}) for _, w in self._shown[form]]
            first = self.dialect.together(connection, wanted)
        for (shown, statement), answer in zip(self._shown[form], first, strict=True):
            if answer and len(answer.rows) <= FIRST:
                yield from _told(shown, answer.rows)
            else:
                values = {**statement.values, **seeds}
                yield from _told(shown, self.dialect.stream(connection, statement.text, values))

    def erase(self, connection: Connection, people: Sequence[Person]) -> tuple[Done, ...]:
        """Erase them in the transaction that is open. Raises Refused, and then it must be taken back."""
        refuse_uncovered(self.graph)
        form, seeds = self._seed(connection, people)
        if form not in self._steps:
            self._steps[form] = [(s, written(s.statement, connection)) for s in self.over[form].steps()]
        done: dict[tuple[str, str], int] = {}
        try:
            for step, answer in self._ran(connection, self._steps[form], seeds):
                if step.act != "refuse":
                    done[step.table, step.act] = done.get((step.table, step.act), 0) + answer.touched
                elif step.edge and answer.rows:
                    raise held_on(step.edge)
        except sa.exc.IntegrityError:
            raise kept_back() from None
        return tuple(Done(table, act, rows) for (table, act), rows in done.items() if rows)

    def _ran(
        self, connection: Connection, steps: Sequence[tuple[Step, Written]], seeds: Mapping[str, object]
    ) -> Iterator[tuple[Step, Answer]]:
        """Each step with its answer; what may refuse is answered before anything after it is run."""
        for batch in _batches(steps):
            wanted = [(w.text, {**w.values, **seeds}) for _, w in batch]
            yield from zip((s for s, _ in batch), self.dialect.together(connection, wanted), strict=True)

    def _seed(self, connection: Connection, people: Sequence[Person]) -> tuple[Form, dict[str, object]]:
        """Find the people's own rows, and what statements over them are to be run with."""
        if len(people) <= FEW and all(_can_be_sent(k) for k in self.keys.values()):
            found = {root: self._found(connection, root, people) for root in self.keys}
            if [len(rows) for rows in found.values()] == [1]:
                return "one", _bound(self.alone, found)
            if all(len(rows) <= SENT for rows in found.values()):
                return "few", _bound(self.sent, found)
        for root, stored in self.stored.items():
            stored.fill(connection, *self._search(connection, root, people))
        return "many", {}

    def _found(self, connection: Connection, root: str, people: Sequence[Person]) -> Sequence[Sequence[Any]]:
        search, values = self._search(connection, root, people)
        if search is None:
            return ()
        text = f"{search.text} LIMIT {SENT + 1}"
        return connection.exec_driver_sql(text, {**search.values, **values}).fetchall()

    def _search(
        self, connection: Connection, root: str, people: Sequence[Person]
    ) -> tuple[Written | None, dict[str, object]]:
        """The select that finds their own rows in one table, None where it knows nobody by what is asked."""
        keys, wanted = self.keys[root], sought(self.graph, root, people)
        columns = tuple(one.column for one in wanted)
        values: dict[str, object] = {}
        for n, one in enumerate(wanted):
            values |= self.dialect.load(connection, n, keys.table.c[one.column], one.forms)
        if columns and (root, columns) not in self._seeds:
            self._seeds[root, columns] = written(seeds(keys, columns, self.dialect), connection)
        return self._seeds.get((root, columns)), values


def _bound(
    seeds: Mapping[str, Alone] | Mapping[str, Sent], found: Mapping[str, Sequence[Sequence[Any]]]
) -> dict[str, object]:
    return {name: value for root, rows in found.items() for name, value in seeds[root].bound(rows).items()}


def _batches(steps: Sequence[tuple[Step, Written]]) -> Iterator[Sequence[tuple[Step, Written]]]:
    batch: list[tuple[Step, Written]] = []
    for step, statement in steps:
        batch.append((step, statement))
        if step.act == "refuse":
            yield batch
            batch = []
    if batch:
        yield batch


def _can_be_sent(keys: Identity) -> bool:
    """Does each value of the key come back from the client as it was?"""
    kinds = [keys.table.c[c].type for c in keys.identity]
    return all(isinstance(k, sa.Integer | sa.String | sa.Uuid) and not isinstance(k, sa.Enum) for k in kinds)


def _told(shown: Shown, rows: Iterable[tuple[Any, ...]]) -> Iterator[Row]:
    if not shown.ways:
        yield from told(shown.table, shown.columns, shown.hidden, rows)
        return
    table, columns, ways = shown.table, shown.columns, shown.ways
    for row in rows:
        role, redacted = ways[row[0]]
        yield Row(row[1], table, role, columns, row[2:], redacted)
