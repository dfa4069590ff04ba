"""Random schemas and rows, and the meaning of access and erasure over them in plain Python.

The meaning is written for the reader, row by row: what the stores do set by set must come to the same.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st

from kept.datamap.condition import Compare
from kept.datamap.graph import Edge, Graph
from kept.datamap.holding import Field, Holding, Table
from kept.datamap.link import Each, Link, OnErasure
from kept.stores.erasure import emptied

Row = dict[str, Any]
Rows = dict[str, list[Row]]
EMAILS = (
    "ada@x.example",
    "ADA@x.example",
    "åsa@x.example",
    "ÅSA@x.example",
    "asa@x.example",
    "zoé@x.example",
)


@dataclass(frozen=True)
class World:
    """A schema, its map and its rows."""

    metadata: sa.MetaData
    holding: Holding
    rows: Rows
    email: str


@st.composite
def worlds(draw: st.DrawFn, straight: bool = False) -> World:
    """Composite keys, self references, cycles, many to many, shared rows, conditions, key 0, null keys ...

    Straight ones have keys and lead to earlier tables only.
    """
    names = ["people", *(f"t{n}" for n in range(draw(st.integers(1, 4))))]
    keys: dict[str, tuple[str, ...]] = {"people": draw(st.sampled_from([("id",), ("org", "id")]))}
    for name in names[1:]:
        keys[name] = draw(st.sampled_from([("id",), ("id",), ("org", "id"), *(() if straight else ((),))]))
    targets = [n for n in names if keys[n]]
    metadata, tables = sa.MetaData(), {}
    for n, name in enumerate(names):
        before = targets[:n] if straight else targets
        links, columns, constraints = _links(draw, name, before, keys, STRAIGHT if straight else ANY)
        declared = [sa.Column(c, sa.Integer, primary_key=True, autoincrement=False) for c in keys[name]]
        fields = {"note": Field("user.content"), "secret": Field("user.content")}
        if name == "people":
            declared.append(sa.Column("email", sa.String(80)))
            fields["email"] = Field("user.contact.email")
        declared += [
            sa.Column("state", sa.Integer),
            sa.Column("note", sa.String(20)),
            sa.Column("secret", sa.String(20)),
        ]
        sa.Table(name, metadata, *declared, *columns, *constraints)
        person = name == "people"
        tables[name] = Table(
            name, about="prospect" if person else None, identifiers={"email": "email"} if person else {},
            fields=fields, links=links,
            on_erasure=_on_erasure(draw, OWN, keys[name]) if person else OnErasure(),
        )  # fmt: skip
    rows = {name: _rows(draw, name, metadata.tables[name], keys) for name in names}
    for name in names:
        _point(draw, name, tables[name].links, rows, keys, metadata)
    return World(
        metadata, Holding("store", tables), rows, draw(st.sampled_from((*EMAILS, "nobody@x.example")))
    )


@dataclass(frozen=True)
class Choices:
    """What links may be."""

    roles: tuple[str, ...]
    actions: tuple[str, ...]


OWN = (*["default"] * 7, "mask", "keep")
"""What may be said of the row that is the person."""
ACTIONS = (*["default"] * 5, "mask", "keep", "unlink", "delete")
ANY = Choices(("owner", "owner", "shared", "mentioned", "owns"), ACTIONS)
STRAIGHT = Choices(("owner", "owner", "shared", "mentioned"), ACTIONS)


def _links(
    draw: st.DrawFn, name: str, targets: list[str], keys: dict[str, tuple[str, ...]], choices: Choices
) -> tuple[tuple[Link, ...], list[Any], list[Any]]:
    links, columns, constraints = [], [], []
    for n in range(draw(st.integers(0 if name in ("people", "t3") else 1, 2)) if targets else 0):
        target = draw(st.sampled_from(targets))
        role = draw(st.sampled_from(choices.roles))
        by = tuple(f"l{n}_{c}" for c in keys[target])
        columns += [sa.Column(c, sa.Integer) for c in by]
        if draw(st.booleans()):
            constraints.append(
                sa.ForeignKeyConstraint(
                    by, [f"{target}.{c}" for c in keys[target]], name=f"fk_{name}_{n}", use_alter=True
                )
            )
        where = Compare("state", "=", 1) if draw(st.integers(0, 4)) == 0 else None
        erasure = _on_erasure(draw, choices.actions, keys[target if role == "owns" else name])
        redact = ("secret",) if draw(st.booleans()) else ()
        links.append(Link(role, target, by, keys[target], where, redact, erasure))  # type: ignore[arg-type]
    return tuple(links), columns, constraints


def _on_erasure(draw: st.DrawFn, actions: tuple[str, ...], key: tuple[str, ...]) -> OnErasure:
    action = draw(st.sampled_from(actions))
    own = Each("-".join(f"{{{c}}}" for c in key) + " gone") if key and draw(st.booleans()) else "gone"
    return OnErasure(action, (("note", own),) if action == "mask" else ())  # type: ignore[arg-type]


def _rows(draw: st.DrawFn, name: str, table: sa.Table, keys: dict[str, tuple[str, ...]]) -> list[Row]:
    found, seen = [], set()
    for n in range(draw(st.integers(0, 5))):
        row: Row = {c.name: None for c in table.columns}
        row.update({c: draw(st.integers(0, 2)) for c in keys[name]})
        key = tuple(row[c] for c in keys[name])
        if keys[name] and key in seen:
            continue
        seen.add(key)
        row.update(state=draw(st.sampled_from([0, 1, None])), note=f"note {n}", secret=f"secret {name} {n}")
        if name == "people":
            row["email"] = draw(st.sampled_from((*EMAILS, None)))
        found.append(row)
    return found


def _point(
    draw: st.DrawFn, name: str, links: tuple[Link, ...], rows: Rows, keys: dict[str, tuple[str, ...]],
    metadata: sa.MetaData,
) -> None:  # fmt: skip
    """Let references lead somewhere: to a row, to nothing, or (undeclared) to a row that is gone."""
    declared = {tuple(f.columns.keys()) for f in metadata.tables[name].foreign_key_constraints}
    for row in rows[name]:
        for link in links:
            goals = [tuple(r[c] for c in keys[link.table]) for r in rows[link.table]]
            choices: list[Any] = [*goals, *goals, None]
            if link.by not in declared:
                choices.append((9,) * len(link.by))
            goal = draw(st.sampled_from(choices))
            row.update(zip(link.by, goal or (None,) * len(link.by), strict=True))


# The meaning.


def masked(row: Row, erasure: OnErasure) -> Row:
    """What the masked fields of this row become."""
    return {f: v.text.format(**row) if isinstance(v, Each) else v for f, v in erasure.mask}


@dataclass(frozen=True)
class Meaning:
    """What is whose; rows are named by (table, place in the list)."""

    graph: Graph
    rows: Rows

    def connected(self, edge: Edge) -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
        """Parent and child rows that an edge joins."""
        for p, parent in enumerate(self.rows[edge.parent]):
            for c, child in enumerate(self.rows[edge.child]):
                left = [parent[x] for x in edge.parent_columns]
                right = [child[x] for x in edge.child_columns]
                holder = parent if edge.role == "owns" else child
                holds = edge.where is None or holder["state"] == 1
                if None not in left and left == right and holds:
                    yield (edge.parent, p), (edge.child, c)

    def owned(
        self, seeds: set[tuple[str, int]], never: frozenset[tuple[str, int]] = frozenset()
    ) -> dict[tuple[str, int], set[tuple[str, int]]]:
        """Every row owned from these seeds, with the (role, edge) of each path's last step.

        Ownership does not run through the rows of `never`.
        """
        paths: dict[tuple[str, int], set[tuple[str, int]]] = {s: {("owner", -1)} for s in seeds}
        grew = True
        while grew:
            grew = False
            for edge in self.graph.edges:
                for parent, child in self.connected(edge) if edge.owns else ():
                    if child in never:
                        continue
                    for role, _ in tuple(paths.get(parent, ())):
                        stronger = "shared" if "shared" in (role, edge.role) else "owner"
                        if (stronger, edge.number) not in paths.setdefault(child, set()):
                            paths[child].add((stronger, edge.number))
                            grew = True
            paths = {row: found for row, found in paths.items() if found}
        return paths

    def seeds(self, email: str) -> set[tuple[str, int]]:
        """The rows of the person asked for."""
        wanted = fold(email)
        return {
            ("people", n)
            for n, r in enumerate(self.rows["people"])
            if r["email"] and fold(r["email"]) == wanted
        }

    def accessed(self, email: str) -> Counter[tuple[Any, ...]]:
        """What the person is shown: (table, role, values with what is struck out as None)."""
        paths = self.owned(self.seeds(email))
        shown = {row: set(found) for row, found in paths.items()}
        for edge in self.graph.edges:
            if not edge.owns:
                for parent, child in self.connected(edge):
                    if parent in paths:
                        shown.setdefault(child, set()).add(("mentioned", edge.number))
        found: Counter[tuple[Any, ...]] = Counter()
        for (table, n), ways in shown.items():
            role = min((w[0] for w in ways), key=["owner", "shared", "mentioned"].index)
            values = []
            for column, value in self.rows[table][n].items():
                struck = all(self._strikes(number, column, table) for _, number in ways)
                values.append(None if struck else value)
            found[(table, role, *values)] += 1
        return found

    def _strikes(self, number: int, column: str, table: str) -> bool:
        if number == -1:
            return False
        edge = self.graph.edges[number]
        kept = (*edge.child_columns, *self.graph.identity(table))
        return column in edge.redact or (not edge.owns and column not in kept)

    def erased(self, email: str) -> Rows:
        """The rows as they should be once the person is erased."""
        return self.left(self.seeds(email), "people")

    def left(self, seeds: set[tuple[str, int]], root: str) -> Rows:
        """The rows as they should be once these rows of a table have left with what is theirs alone."""
        reached = self.owned(seeds)
        everyone = {(root, n) for n in range(len(self.rows[root]))}
        action = {e.number: e.on_erasure.action for e in self.graph.edges} | {-1: "default"}
        insisted = {r for r, ways in reached.items() if any(action[n] == "delete" for _, n in ways)}
        others = set(self.owned(everyone - seeds, frozenset(seeds | insisted)))
        staying = {
            r for r, ways in reached.items() if any(action[n] not in ("default", "delete") for _, n in ways)
        }
        own = self.graph.holding.tables[root].on_erasure
        spared = seeds if own.action in ("mask", "keep") else set()
        doomed = set(reached) - others - (staying - seeds) - spared
        after = {(t, n): dict(row) for t, rows in self.rows.items() for n, row in enumerate(rows)}
        for row in spared:
            after[row].update(masked(after[row], own))
        for edge in self.graph.edges:
            for parent, child in self.connected(edge):
                if parent in reached and child not in doomed:
                    after[child].update(masked(after[child], edge.on_erasure))
        for edge in self.graph.edges:
            for parent, child in self.connected(edge):
                holder, held = (parent, child) if edge.role == "owns" else (child, parent)
                if held in doomed and holder not in doomed:
                    after[holder].update(dict.fromkeys(emptied(edge, self.graph)))
        left: Rows = {t: [] for t in self.rows}
        for (table, n), row in after.items():
            if (table, n) not in doomed:
                left[table].append(row)
        return left


def fold(text: str) -> str:
    return unicodedata.normalize("NFC", text).lower()


def fill(engine: sa.Engine, world: World) -> None:
    """Make the tables and their rows, keys checked only once all rows are there."""
    with engine.begin() as connection:
        bare = {"sqlite": "PRAGMA defer_foreign_keys = ON", "mysql": "SET foreign_key_checks = 0"}
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET session_replication_role = replica")
        world.metadata.create_all(connection)
        if connection.dialect.name in bare:
            connection.exec_driver_sql(bare[connection.dialect.name])
        for name, rows in world.rows.items():
            if rows:
                connection.execute(sa.insert(world.metadata.tables[name]), rows)
        if connection.dialect.name == "mysql":
            connection.exec_driver_sql("SET foreign_key_checks = 1")
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET session_replication_role = origin")


def state(engine: sa.Engine, world: World) -> dict[str, Counter[tuple[Any, ...]]]:
    """Every row of every table."""
    with engine.connect() as connection:
        return {
            name: Counter(tuple(r) for r in connection.execute(sa.select(table)))
            for name, table in world.metadata.tables.items()
        }


def counted(rows: Rows) -> dict[str, Counter[tuple[Any, ...]]]:
    """Rows of the meaning in the form of `state`."""
    return {name: Counter(tuple(r.values()) for r in found) for name, found in rows.items()}
