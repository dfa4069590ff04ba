"""Retention: rows leave when a period has passed since an event.

Proves: no row of the data is older than the period, counted anew in each table that says its age.
Where the policy says `mask`, no such row holds personal data any more outside its key.
Cannot prove: that the moments in the store are true, or how old rows are that say none; anything about
copies, backups and stores not connected.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from kept.datamap.graph import Graph
from kept.datamap.holding import Table
from kept.policy.commitment import Retention
from kept.words.category import is_personal
from kept.words.key import is_under, is_under_any
from kept.words.period import before

from .control import Control, Due, Gap, Proof, Which
from .hanging import hanging, stuck
from .operation import Adrift, Change, Count, Erase, Mask, OlderThan


@dataclass(frozen=True, slots=True)
class _Aged:
    """A table that says how old its rows are."""

    graph: Graph
    table: Table
    event: str

    @property
    def store(self) -> str:
        """The store it is in."""
        return self.graph.holding.store

    @property
    def column(self) -> str:
        """The column that says when the event was."""
        return self.table.since[self.event]


_DATE = "say when its rows are from: `since` of `{table}` in the data map"


def control(commitment: Retention, graphs: Mapping[str, Graph], now: datetime) -> Control:
    """What leaves each table of the data and the counts that prove it; gaps where nothing says an age."""
    moment = before(now, commitment.keep)
    parts = [_part(commitment, graph, moment) for graph in graphs.values()]
    dues = tuple(due for part in parts for due in part.dues)
    proofs = tuple(proof for part in parts for proof in part.proofs)
    gaps = tuple(gap for part in parts for gap in part.gaps)
    return Control(commitment, dues, proofs, gaps if dues or gaps else (_nowhere(commitment),))


def _part(commitment: Retention, graph: Graph, moment: datetime) -> Control:
    """The control as far as one store goes."""
    which = Which(f"row older than {commitment.keep}", f"rows older than {commitment.keep}")
    tables = _covered(commitment, graph)
    aged = _furthest_first([_Aged(graph, t, commitment.since) for t in tables if commitment.since in t.since])
    ageless = [t.name for t in tables if commitment.since not in t.since]
    # A mask takes nothing along: what hangs on a masked row stays as it is.
    erases = commitment.then == "erase"
    along = {one.table.name: hanging(graph, one.table.name, ageless) if erases else () for one in aged}
    taken = {name for names in along.values() for name in names}
    gaps = [_ageless(commitment, graph, name) for name in ageless if name not in taken]
    gaps += _beside(commitment, graph, tables)
    dues, proofs = [], []
    for one in aged:
        change, lacking = _change(commitment, one, moment, along[one.table.name])
        gaps += lacking
        if change:
            count = Count(one.store, one.table.name, change.rows)
            dues.append(Due(change, count, which))
            proofs.append(Proof(count, which))
    hung = [_hung(graph, name, {*along, *taken}) for name in ageless if name in taken]
    proofs += [one for one in hung if isinstance(one, Proof)]
    gaps += [one for one in hung if isinstance(one, Gap)]
    return Control(commitment, tuple(dues), tuple(proofs), tuple(gaps))


def _change(
    commitment: Retention, one: _Aged, moment: datetime, along: tuple[str, ...]
) -> tuple[Change | None, list[Gap]]:
    if commitment.then == "mask":
        return _mask(commitment, one, moment)
    rows = OlderThan(one.column, moment)
    return Erase(one.store, one.table.name, rows, commitment.id, along), list(_stuck(one, along))


def _covered(commitment: Retention, graph: Graph) -> tuple[Table, ...]:
    """Tables of one of the named terms, or of which every field with personal data is of a named category."""
    return tuple(
        table
        for table in graph.holding.tables.values()
        if table.data in commitment.data or _all_under(table, commitment.data)
    )


def _all_under(table: Table, keys: tuple[str, ...]) -> bool:
    personal = [f.category for f in table.fields.values() if is_personal(f.category)]
    return bool(personal) and all(any(is_under(c, key) for key in keys) for c in personal)


def _beside(commitment: Retention, graph: Graph, covered: tuple[Table, ...]) -> Iterator[Gap]:
    """Fields of a named category in tables of other data: their rows do not leave for it."""
    for table in graph.holding.tables.values():
        for column, field in table.fields.items() if table not in covered else ():
            if is_under_any(field.category, commitment.data):
                yield Gap(
                    f"{graph.holding.store}.{table.name}.{column}",
                    f"`{field.category}` stands among other data, so no row leaves for its sake",
                    f"promise a period for a term of the policy, and say it as `data` of `{table.name}`",
                )


def _hung(graph: Graph, table: str, leaving: Collection[str]) -> Proof | Gap | None:
    """What shows that every row of an ageless table hangs on a row that leaves; None where it cannot but."""
    store, live = graph.holding.store, graph.schema.tables[table].columns
    edges = [e for e in graph.edges if e.owns and e.child == table and e.parent in leaving]
    if any(e.role == "owns" for e in edges):
        return Gap(
            f"{store}.{table}", "its rows may be owned by no row that leaves", _DATE.format(table=table)
        )
    if any(e.where is None and not any(live[c].nullable for c in e.child_columns) for e in edges):
        return None
    adrift = Adrift(tuple((e.child_columns, e.where) for e in edges))
    say = "on nothing, so nothing says how old"
    which = Which(f"row that hangs {say} it is", f"rows that hang {say} they are")
    return Proof(Count(store, table, adrift), which, "unproven", _DATE.format(table=table))


def _stuck(one: _Aged, along: tuple[str, ...]) -> Iterator[Gap]:
    store = one.store
    for edge in stuck(one.graph, one.table.name, along):
        columns = ", ".join(f"`{c}`" for c in edge.holder_columns)
        yield Gap(
            f"{store}.{edge.holder}",
            f"rows refer to `{edge.held}` by {columns}, which cannot be null, so those rows cannot leave",
            f"say `on_erasure: delete` on that link in the data map of `{store}`, or let {columns} be null",
        )


def _furthest_first(aged: list[_Aged]) -> list[_Aged]:
    def distance(one: _Aged) -> int:
        reached = one.graph.reached
        return reached.index(one.table.name) if one.table.name in reached else len(reached)

    return sorted(aged, key=distance, reverse=True)


def _mask(commitment: Retention, one: _Aged, moment: datetime) -> tuple[Change | None, list[Gap]]:
    """Every field with personal data set to null, and a gap where one cannot be or there is none."""
    live = one.graph.schema.tables[one.table.name]
    store, name = one.store, one.table.name
    personal = [c for c, f in one.table.fields.items() if is_personal(f.category) and c not in live.key]
    if not personal:
        return None, [
            Gap(f"{store}.{name}", "no field outside its key is there to mask", "promise to erase it")
        ]
    rows = OlderThan(one.column, moment, tuple(personal))
    fixed = [c for c in personal if not live.columns[c].nullable]
    gaps = [
        Gap(f"{store}.{name}.{c}", "cannot be null, so it cannot be masked", "let it be null") for c in fixed
    ]
    fields = tuple((c, None) for c in personal if c not in fixed)
    return Mask(store, name, fields, rows, commitment.id), gaps


def _ageless(commitment: Retention, graph: Graph, table: str) -> Gap:
    store = graph.holding.store
    return Gap(
        f"{store}.{table}",
        f"no field says when `{commitment.since}` was, so nothing says how old a row is",
        f"set `since: {{{commitment.since}: COLUMN}}` for `{table}` in the data map of `{store}`",
    )


def _nowhere(commitment: Retention) -> Gap:
    named = ", ".join(f"`{word}`" for word in commitment.data)
    return Gap("the data map", f"no table holds {named}", f"say `data: {commitment.data[0]}` for its tables")
