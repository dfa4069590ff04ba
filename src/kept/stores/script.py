"""A straight graph's statements in the driver's words, and their running for the people of one call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.sql.elements import ColumnElement

from kept.controls.operation import Person
from kept.controls.seen import Done, Row
from kept.datamap.graph import Graph

from .access import told
from .dialect import Answer, Dialect
from .erasure import held_on, kept_back, refuse_uncovered
from .keys import Identity
from .postgres import unnested
from .seeds import seeds, sought
from .straight import Shown, Step, Straight

FEW = 100
"""People whose own rows are sent along with each statement; more are put into a temporary table first."""
FIRST = 200
"""Rows of each table fetched for few people in one go; a table with more of them is streamed."""
SENT = 1000
"""Own rows sent along: where an address stands in more of them, the people are many all the same."""

Form = Literal["few", "many"]


@dataclass(frozen=True, slots=True)
class Written:
    """A statement in the driver's words, with the values it brings along."""

    text: str
    values: Mapping[str, object]


class Sent:
    """Seeds as arrays, one a column, that are bound anew for each call."""

    def __init__(self, name: str, keys: Identity) -> None:
        self.name = name
        self.kinds = {
            "person": sa.Integer(),
            **{f"k{n}": keys.table.c[c].type for n, c in enumerate(keys.identity)},
        }

    def rows(self) -> sa.FromClause:
        """The arrays as rows."""
        return unnested(self.name, self.kinds)

    def hold(self, columns: Sequence[ColumnElement[Any]]) -> ColumnElement[bool]:
        """Is this key among them? One column is compared with its array: an index serves that in any test."""
        if len(columns) > 1:
            return _stands_in(self.rows(), columns)
        array: sa.BindParameter[Any] = sa.bindparam(f"{self.name}_k0", [], type_=sa.ARRAY(self.kinds["k0"]))
        return columns[0] == sa.any_(array)

    def bound(self, rows: Sequence[Sequence[Any]]) -> dict[str, object]:
        """What the statements are to be run with."""
        return {f"{self.name}_{c}": [row[n] for row in rows] for n, c in enumerate(self.kinds)}


class Stored:
    """Seeds in a temporary table that lives as long as the transaction."""

    def __init__(self, name: str, keys: Identity) -> None:
        self.keys = keys
        self.names = [f"k{n}" for n in range(len(keys.identity))]
        self.table = sa.table(name, sa.column("person"), *(sa.column(k) for k in self.names))

    def rows(self) -> sa.FromClause:
        """The table, by a name of its own."""
        return self.table.alias()

    def hold(self, columns: Sequence[ColumnElement[Any]]) -> ColumnElement[bool]:
        """Is this key among them?"""
        return _stands_in(self.rows(), columns)

    def fill(self, connection: Connection, found: Written | None, values: Mapping[str, object]) -> None:
        """Make the table, with what the select finds where there is one."""
        name = self.table.name
        own = [c.label(k) for k, c in zip(self.names, self.keys.own(self.keys.table), strict=True)]
        shape = written(sa.select(sa.literal_column("0").label("person"), *own), connection)
        connection.exec_driver_sql(
            f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {shape.text} WITH NO DATA"
        )
        if found:
            connection.exec_driver_sql(f"INSERT INTO {name} {found.text}", {**found.values, **values})
        connection.exec_driver_sql(f"CREATE INDEX ON {name} ({', '.join(self.names)})")
        connection.exec_driver_sql(f"ANALYZE {name}")


def _stands_in(rows: sa.FromClause, columns: Sequence[ColumnElement[Any]]) -> ColumnElement[bool]:
    return sa.exists().where(*(rows.c[f"k{n}"] == c for n, c in enumerate(columns)))


def written(statement: sa.sql.expression.ClauseElement, connection: Connection) -> Written:
    """The statement as the driver takes it."""
    compiled = statement.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    return Written(str(compiled), dict(compiled.params))


class Script:
    """Access and erasure over one graph; each statement is written once, when first it is run."""

    def __init__(self, graph: Graph, tables: Mapping[str, sa.Table], dialect: Dialect) -> None:
        self.graph = graph
        self.dialect = dialect
        self.keys = {root: Identity(tables[root], graph.identity(root)) for root in graph.roots}
        self.sent = {root: Sent(f"seeds{n}", k) for n, (root, k) in enumerate(self.keys.items())}
        self.stored = {root: Stored(f"kept_seeds_{n}", k) for n, (root, k) in enumerate(self.keys.items())}
        self.over: dict[Form, Straight] = {
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
        if form == "few":
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
        few = len(people) <= FEW and all(_can_be_sent(k) for k in self.keys.values())
        bound: dict[str, object] = {}
        for root, sent in self.sent.items() if few else ():
            found = self._found(connection, root, people)
            if len(found) > SENT:
                break
            bound |= sent.bound(found)
        else:
            if few:
                return "few", bound
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
    table, columns, role, redacted = shown.table, shown.columns, shown.role, shown.redacted
    if role is None:
        yield from told(table, columns, redacted, rows)
        return
    for row in rows:
        yield Row(row[0], table, role, columns, row[1:], redacted)
