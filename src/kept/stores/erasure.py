"""Erasing people from one store: what falls, what is masked, what is unlinked, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from kept.controls.seen import Done
from kept.datamap.condition import columns as read_columns
from kept.datamap.graph import Edge, Graph, strongly_connected
from kept.datamap.link import Masked
from kept.words.error import Mismatch, Refused

from . import masking
from .dialect import Dialect
from .keys import ROLES, SEED, Keys, joined


class Erasure:
    """One batch's erasure on one connection, after its Reach was collected and marked."""

    def __init__(self, connection: Connection, graph: Graph, keys: dict[str, Keys], dialect: Dialect) -> None:
        self.connection = connection
        self.graph = graph
        self.keys = keys
        self.dialect = dialect

    def run(self) -> tuple[Done, ...]:
        """Do it. Raises Refused, to be taken back, when a reference can neither be emptied nor set."""
        refuse_uncovered(self.graph)
        for table in self.graph.reached:
            self._doom(table)
        tight = [group for group in deletion_order(self.graph) if is_tight(group, self.graph)]
        if tight:
            self.dialect.relax(self.connection)
        try:
            masked = self._mask()
            for edge in self.graph.edges:
                # Only now: a mask may have set the reference to another row.
                self._check_loose(edge)
            done = [*masked, *self._unlink(), *self._delete()]
        except sa.exc.IntegrityError:
            raise kept_back(t for group in tight for t in group) from None
        if tight:
            self.dialect.restore(self.connection)
        return tuple(d for d in done if d.rows)

    def _doom(self, table: str) -> None:
        """A reached row falls unless somebody else owns it or its links say otherwise."""
        keys = self.keys[table]
        row = keys.key(keys.reached)
        saved = [
            e.number for e in self.graph.incoming(table) if e.on_erasure.action in ("keep", "mask", "unlink")
        ]
        tests: list[sa.ColumnElement[bool]] = [
            keys.reached.c.role < ROLES["mentioned"],
        ]
        if table in self.graph.co_ownable:
            tests.append(~keys.known(keys.others, row))
        seeded = _reached_by([SEED], keys, row)
        if saved:
            # A link may spare a row, but not the row that is the person.
            tests.append(sa.or_(seeded, ~_reached_by(saved, keys, row)))
        if self.graph.holding.tables[table].on_erasure.action in ("keep", "mask"):
            tests.append(~seeded)
        select = sa.select(*row).where(*tests).distinct()
        columns = [c.name for c in keys.doomed.c]
        self.connection.execute(sa.insert(keys.doomed).from_select(columns, select))
        self.dialect.analyze(self.connection, keys.doomed.name)

    def _mask(self) -> list[Done]:
        done = []
        for table in self.graph.reached:
            own = self.graph.holding.tables[table].on_erasure
            if self.graph.holding.tables[table].about and own.mask:
                done.append(self._mask_rows(table, [SEED], own.mask))
        for edge in self.graph.edges:
            if edge.on_erasure.mask:
                done.append(self._mask_rows(edge.child, [edge.number], edge.on_erasure.mask))
        return done

    def _mask_rows(self, table: str, links: Sequence[int], fields: Sequence[tuple[str, Masked]]) -> Done:
        keys = self.keys[table]
        if not self.graph.schema.tables[table].key and {f for f, _ in fields} & set(keys.identity):
            raise Refused(
                f"`{table}` has no key, and masking would change the columns that tell its rows apart",
                do=f"give `{table}` a primary key, or choose another `on_erasure` for it",
            )
        row = keys.key(keys.reached)
        select = (
            sa.select(*row).where(keys.reached.c.link.in_(links), ~keys.known(keys.doomed, row)).distinct()
        )
        wanted = masking.values(keys.table, fields)
        changed = masking.differs(keys.table, wanted)
        return Done(table, "mask", self._update_loose(keys, select, wanted, changed))

    def _check_loose(self, edge: Edge) -> None:
        if emptied(edge, self.graph) or edge.held not in self.graph.reached:
            return
        found = self.connection.execute(self._loose(edge).limit(1)).first()
        if found is not None:
            raise held_on(edge)

    def _unlink(self) -> list[Done]:
        done = []
        for edge in self.graph.edges:
            columns = emptied(edge, self.graph)
            if columns and edge.held in self.graph.reached:
                keys = self.keys[edge.holder]
                values = {c: sa.null() for c in columns}
                done.append(Done(edge.holder, "unlink", self._update_loose(keys, self._loose(edge), values)))
        return done

    def _loose(self, edge: Edge) -> sa.Select[Any]:
        """The staying rows whose reference along this edge leads to a row that falls."""
        holder, held = self.keys[edge.holder], self.keys[edge.held]
        h, d = holder.table.alias(), held.table.alias()
        parent, child = (h, d) if edge.role == "owns" else (d, h)
        row = holder.own(h)
        return (
            sa.select(*row)
            .select_from(
                held.doomed.join(d, held.is_in(d, held.doomed)).join(
                    h, joined(edge, self.graph, parent, child, self.dialect)
                )
            )
            .where(~holder.known(holder.doomed, row))
            .distinct()
        )

    def _update_loose(
        self,
        keys: Keys,
        select: sa.Select[Any],
        values: dict[str, Any],
        changed: sa.ColumnElement[bool] | None = None,
    ) -> int:
        self.connection.execute(sa.delete(keys.loose))
        columns = [c.name for c in keys.loose.c]
        insert = sa.insert(keys.loose).from_select(columns, select).execution_options(preserve_rowcount=True)
        if not self.connection.execute(insert).rowcount:
            return 0
        pairs = list(zip(keys.own(keys.table), keys.key(keys.loose), strict=True))
        update = (
            sa.update(keys.table).values(values).where(self.dialect.chosen(keys.table, keys.loose, pairs))
        )
        return self.connection.execute(update if changed is None else update.where(changed)).rowcount

    def _delete(self) -> list[Done]:
        done = []
        for group in deletion_order(self.graph):
            if len(group) > 1 or self._refers_to_itself(group[0]):
                for table in group:
                    self._detach(table, group)
            for table in group:
                keys = self.keys[table]
                pairs = list(zip(keys.own(keys.table), keys.key(keys.doomed), strict=True))
                chosen = self.dialect.chosen(keys.table, keys.doomed, pairs)
                rows = self.connection.execute(sa.delete(keys.table).where(chosen)).rowcount
                done.append(Done(table, "erase", rows))
        return done

    def _refers_to_itself(self, table: str) -> bool:
        return any(r.table == table for r in self.graph.schema.tables[table].references)

    def _detach(self, table: str, group: Sequence[str]) -> None:
        """Empty the references of falling rows to falling rows, where tables refer to each other."""
        keys, live = self.keys[table], self.graph.schema.tables[table]
        loose = {
            c: sa.null()
            for r in live.references
            if r.table in group
            for c in r.columns
            if live.columns[c].nullable and c not in keys.identity
        }
        if loose:
            pairs = list(zip(keys.own(keys.table), keys.key(keys.doomed), strict=True))
            chosen = self.dialect.chosen(keys.table, keys.doomed, pairs)
            self.connection.execute(sa.update(keys.table).values(loose).where(chosen))


def held_on(edge: Edge) -> Refused:
    """Rows that stay need a row that is to be erased."""
    names = ", ".join(f"`{c}`" for c in edge.holder_columns)
    return Refused(
        f"rows of `{edge.holder}` stay and point to rows of `{edge.held}` that are to be erased, "
        f"but {names} cannot be null",
        do=f"set `on_erasure` of that link: `delete`, or `mask: {{{edge.holder_columns[0]}: value}}`",
    )


def kept_back(tables: Iterable[str] = ()) -> Refused:
    """The store itself stopped an erasure."""
    named = ", ".join(f"`{t}`" for t in tables) or "the tables of the map"
    return Refused(
        f"the store would not let rows of {named} go: a reference that the map does not speak of, "
        f"or a cycle of references that cannot be null",
        do="declare the missing link, or make one reference of the cycle nullable or deferrable",
    )


def _reached_by(links: Sequence[int], keys: Keys, row: Sequence[sa.ColumnElement[Any]]) -> sa.Exists:
    """Is the row reached, as owned or shared, along one of these links?"""
    stored = keys.reached.alias()
    return sa.exists().where(
        stored.c.link.in_(links),
        stored.c.role < ROLES["mentioned"],
        *(a.is_not_distinct_from(b) for a, b in zip(keys.key(stored), row, strict=True)),
    )


def emptied(edge: Edge, graph: Graph) -> tuple[str, ...]:
    """The columns that unlinking sets to null: one null breaks a reference of several columns.

    Columns of the key, columns that cannot be null and columns that another link of the table reads
    are left alone, as far as that leaves one to empty.
    """
    live = graph.schema.tables[edge.holder]
    free = [c for c in edge.holder_columns if live.columns[c].nullable and c not in live.key]
    others = {
        c
        for e in graph.edges
        if e is not edge and e.holder == edge.holder and set(e.holder_columns) != set(edge.holder_columns)
        for c in (*e.holder_columns, *(read_columns(e.where) if e.where else ()))
    }
    return tuple(c for c in free if c not in others)


def deletion_order(graph: Graph) -> tuple[tuple[str, ...], ...]:
    """The reached tables in groups, those that refer to others before those they refer to."""
    refers: dict[str, set[str]] = {t: set() for t in graph.reached}
    for table in graph.reached:
        for reference in graph.schema.tables[table].references:
            if reference.table in refers:
                refers[table].add(reference.table)
    for edge in graph.edges:
        if edge.holder in refers and edge.held in refers:
            refers[edge.holder].add(edge.held)
    return strongly_connected(sorted(refers), refers)


def is_tight(group: Sequence[str], graph: Graph) -> bool:
    """Do tables of this group refer to each other by columns that cannot be emptied first?"""
    for table in group:
        live = graph.schema.tables[table]
        for reference in live.references:
            if reference.table in group and not any(
                live.columns[c].nullable and c not in graph.identity(table) for c in reference.columns
            ):
                return True
    return False


def refuse_uncovered(graph: Graph) -> None:
    """Raise Mismatch where rows that no link speaks of refer to rows that may fall."""
    spoken = {(e.holder, e.held) for e in graph.edges}
    for name, live in graph.schema.tables.items():
        for reference in live.references:
            if reference.table in graph.reached and (name, reference.table) not in spoken:
                raise Mismatch(
                    f"`{name}.{reference.columns[0]}` refers to `{reference.table}`, and no link of the map "
                    f"says whose those rows are",
                    do=f"add a link from `{name}` to `{reference.table}` to the data map of "
                    f"`{graph.holding.store}`",
                )
