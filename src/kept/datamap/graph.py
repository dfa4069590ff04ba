"""The person graph: every table in order from the person, and the edges that ownership runs along.

A person owns their own rows (tables with `about`), what those rows lead to, and so on. Ownership
runs from parent to child: an `owner` or `shared` link makes the table it points at the parent, an
`owns` link makes it the child. A row may have several owners; a `mentioned` row has none of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from kept.words.error import Mismatch, Misuse, suggestion

from .condition import Condition, columns
from .holding import Holding
from .link import Each, Link, OnErasure, Role
from .schema import Schema


@dataclass(frozen=True, slots=True)
class Edge:
    """One link, resolved against a live schema: `parent.parent_columns = child.child_columns`."""

    number: int
    role: Role
    parent: str
    child: str
    parent_columns: tuple[str, ...]
    child_columns: tuple[str, ...]
    where: Condition | None
    redact: tuple[str, ...]
    on_erasure: OnErasure

    @property
    def holder(self) -> str:
        """The table whose columns hold the reference (and the condition)."""
        return self.parent if self.role == "owns" else self.child

    @property
    def held(self) -> str:
        """The table that is referred to."""
        return self.child if self.role == "owns" else self.parent

    @property
    def holder_columns(self) -> tuple[str, ...]:
        """The columns that hold the reference."""
        return self.parent_columns if self.role == "owns" else self.child_columns

    @property
    def held_columns(self) -> tuple[str, ...]:
        """The columns that are referred to."""
        return self.child_columns if self.role == "owns" else self.parent_columns

    @property
    def owns(self) -> bool:
        """Does ownership run along this edge?"""
        return self.role != "mentioned"


@dataclass(frozen=True)
class Graph:
    """A store's map resolved against its live schema."""

    holding: Holding
    schema: Schema
    edges: tuple[Edge, ...]

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """Tables whose rows are people."""
        return tuple(t.name for t in self.holding.tables.values() if t.about)

    @cached_property
    def reached(self) -> tuple[str, ...]:
        """Tables that may hold rows of a person, parents before children as far as cycles allow."""
        return tuple(table for component in self.components for table in component)

    @cached_property
    def components(self) -> tuple[tuple[str, ...], ...]:
        """The reached tables in groups: each group is one table, or several that lead to each other."""
        return self._below(self.roots)

    def _below(self, tables: Iterable[str]) -> tuple[tuple[str, ...], ...]:
        children: dict[str, set[str]] = {}
        for edge in self.edges:
            if edge.owns:
                children.setdefault(edge.parent, set()).add(edge.child)
        return strongly_connected(tables, children)

    @cached_property
    def unreached(self) -> tuple[str, ...]:
        """Tables of the map that hold personal data and reach nobody who could ask: gaps, to be shown."""
        shown = self._shown(t for t in self.roots if self.holding.tables[t].identifiers)
        return tuple(
            t.name for t in self.holding.tables.values() if t.name not in shown and not t.no_personal_data
        )

    def about(self, table: str) -> frozenset[str]:
        """The kinds of people that rows of this table are about: its own, or those its links lead up to.

        Empty for a table that reaches nobody.
        """
        found: set[str] = set()
        seen, work = {table}, [table]
        while work:
            name = work.pop()
            kind = self.holding.tables[name].about
            if kind:
                found.add(kind)
                continue
            above = {e.parent for e in self.edges if e.child == name} - seen
            seen |= above
            work += above
        return frozenset(found)

    def is_asked(self, key: str, table: str, identifier: str) -> bool:
        """Does this key of a request mean this identifier of this table of people?

        An address names the same person everywhere, but `id` 7 of one table is not `id` 7 of
        another: where several tables of people have an `id`, it is asked for as `users.id`.
        Raises Misuse when it is not.
        """
        if key == f"{table}.{identifier}":
            return True
        if key != identifier:
            return False
        several = [t for t in self.roots if identifier in self.holding.tables[t].identifiers]
        if identifier == "id" and len(several) > 1:
            raise Misuse(
                f"`id` names different people in {', '.join(f'`{t}`' for t in several)}",
                do=f"say whose id it is, for example `{several[0]}.id`",
            )
        return True

    def out_of_reach(self, keys: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """Tables whose rows a request by these identifiers cannot find, with the identifiers that would.

        A person may well have rows there: an answer has to say that it did not look. Raises Misuse as
        `is_asked` does.
        """
        found: dict[str, tuple[str, ...]] = {}
        asked = [t for t in self.roots if any(self.is_asked(k, t, i) for k in keys for i in self._names(t))]
        seen = self._shown(asked)
        for root in self.roots:
            for table in self._shown([root]) - seen:
                found[table] = tuple(dict.fromkeys((*found.get(table, ()), *self._names(root))))
        return {table: found[table] for table in self.holding.tables if table in found}

    def _names(self, root: str) -> Iterable[str]:
        return self.holding.tables[root].identifiers

    def _shown(self, roots: Iterable[str]) -> set[str]:
        """Tables that may hold rows of people of these roots, or rows that mention them."""
        owned = {table for component in self._below(roots) for table in component}
        return owned | {e.child for e in self.edges if not e.owns and e.parent in owned}

    def incoming(self, table: str) -> tuple[Edge, ...]:
        """The edges along which rows of this table come to be owned."""
        return tuple(e for e in self.edges if e.owns and e.child == table and e.parent in self.reached)

    def identity(self, table: str) -> tuple[str, ...]:
        """The columns that tell one row from another, as far as ownership goes.

        Without a key, these are the columns that links, conditions and identifiers read: two rows
        that agree in them are owned by the same people.
        """
        live = self.schema.tables[table]
        if live.key:
            return live.key
        read: set[str] = set(self.holding.tables[table].identifiers.values())
        for edge in self.edges:
            if edge.parent == table:
                read.update(edge.parent_columns)
            if edge.child == table:
                read.update(edge.child_columns)
            if edge.holder == table and edge.where:
                read.update(columns(edge.where))
        return tuple(c for c in live.columns if c in read)

    @cached_property
    def co_ownable(self) -> frozenset[str]:
        """Tables in which a row may have an owner besides the one it was reached from."""
        found: set[str] = set()
        grew = True
        while grew:
            grew = False
            for table in self.reached:
                if table not in found and self._may_be_shared(table, found):
                    found.add(table)
                    grew = True
        return frozenset(found)

    def _may_be_shared(self, table: str, shared: set[str]) -> bool:
        into = [e for e in self.edges if e.owns and e.child == table]
        if not into:
            return False
        if len(into) > 1 or self.holding.tables[table].about:
            return True
        (edge,) = into
        unique = self.schema.tables[edge.parent].unique
        one_parent = edge.role != "owns" and any(u <= set(edge.parent_columns) for u in unique)
        return not one_parent or edge.parent in shared


def graph(holding: Holding, schema: Schema) -> Graph:
    """Resolve a map against the live schema it describes.

    Raises Mismatch naming the table, column or link that one has and the other lacks.
    """
    edges: list[Edge] = []
    for table in holding.tables.values():
        _has_table(schema, table.name, holding.store)
        named = [*table.identifiers.values(), *table.since.values(), *table.fields]
        _has_columns(schema, table.name, named, holding.store)
        _can_mask(schema, table.name, table.on_erasure, holding.store)
        for link in table.links:
            edges.append(_edge(len(edges), table.name, link, holding, schema))
    return Graph(holding, schema, tuple(edges))


def _edge(number: int, table: str, link: Link, holding: Holding, schema: Schema) -> Edge:
    if link.table not in holding.tables:
        raise Mismatch(
            f"a link of `{holding.store}.{table}` points to `{link.table}`, which the map lacks",
            do=suggestion(link.table, holding.tables),
        )
    _has_table(schema, link.table, holding.store)
    references = link.references or schema.tables[link.table].key
    if len(references) != len(link.by):
        raise Mismatch(
            f"the link {', '.join(f'`{c}`' for c in link.by)} of `{holding.store}.{table}` has "
            f"{len(link.by)} columns and `{link.table}` is known by {len(references)}",
            do=f"say which columns of `{link.table}` they point at: `references: [...]`",
        )
    read = columns(link.where) if link.where else frozenset()
    _has_columns(schema, table, [*link.by, *sorted(read)], holding.store)
    child = link.table if link.role == "owns" else table
    _has_columns(schema, child, link.redact, holding.store)
    _can_mask(schema, child, link.on_erasure, holding.store)
    _has_columns(schema, link.table, references, holding.store)
    own = holding.tables[child].on_erasure
    action = link.on_erasure if link.on_erasure.action != "default" else own
    if link.role == "owns":
        return Edge(
            number, link.role, table, link.table, link.by, references, link.where, link.redact, action
        )
    return Edge(number, link.role, link.table, table, references, link.by, link.where, link.redact, action)


def _has_table(schema: Schema, table: str, store: str) -> None:
    if table not in schema.tables:
        raise Mismatch(
            f"the map of `{store}` has a table `{table}` that the store lacks",
            do=suggestion(table, schema.tables),
        )


def _has_columns(schema: Schema, table: str, names: Iterable[str], store: str) -> None:
    live = schema.tables[table].columns
    for name in names:
        if name not in live:
            raise Mismatch(
                f"the map of `{store}` has a column `{table}.{name}` that the store lacks",
                do=suggestion(name, live),
            )


def _can_mask(schema: Schema, table: str, erasure: OnErasure, store: str) -> None:
    """Raise Mismatch where a masked column is missing, or its text would change from run to run."""
    key, masked = schema.tables[table].key, [name for name, _ in erasure.mask]
    _has_columns(schema, table, masked, store)
    for name, value in erasure.mask:
        for read in value.columns if isinstance(value, Each) else ():
            if read not in key or read in masked:
                named = (
                    ", ".join(f"`{c}`" for c in key if c not in masked) or "nothing: it has no key that stays"
                )
                raise Mismatch(
                    f"the map of `{store}` masks `{table}.{name}` by `{read}`, which is no column of a key "
                    f"that stays",
                    do=f"let `each` read {named}",
                )


def unmapped(holding: Holding, schema: Schema) -> tuple[str, ...]:
    """What the store has and the map does not speak of, as `table` or `table.column`."""
    found: list[str] = []
    for name, live in schema.tables.items():
        table = holding.tables.get(name)
        if table is None:
            found.append(name)
        elif not table.no_personal_data:
            known = {*table.fields, *table.identifiers.values(), *table.since.values(), *live.key}
            known.update(c for link in table.links for c in link.by)
            known.update(c for r in live.references for c in r.columns)
            found.extend(f"{name}.{column}" for column in live.columns if column not in known)
    return tuple(found)


def strongly_connected(
    starts: Iterable[str], children: Mapping[str, Iterable[str]]
) -> tuple[tuple[str, ...], ...]:
    """Groups of tables that lead to each other, parents first (Tarjan 1972, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    groups: list[tuple[str, ...]] = []
    for start in starts:
        work = [(start, iter(sorted(children.get(start, ()))))] if start not in index else []
        if work:
            index[start] = low[start] = len(index)
            stack.append(start)
        while work:
            table, rest = work[-1]
            for child in rest:
                if child not in index:
                    index[child] = low[child] = len(index)
                    stack.append(child)
                    work.append((child, iter(sorted(children.get(child, ())))))
                    break
                if child in stack:
                    low[table] = min(low[table], index[child])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[table])
                if low[table] == index[table]:
                    cut = stack.index(table)
                    groups.append(tuple(stack[cut:]))
                    del stack[cut:]
    return tuple(reversed(groups))
