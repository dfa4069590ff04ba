"""What carrying out a request would do, before anybody approves it. Plain values; nothing is changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kept.controls.operation import Person
from kept.controls.seen import Done
from kept.datamap.graph import Graph
from kept.ledger.canonical import Json
from kept.records import request
from kept.records.request import Request
from kept.words.error import Refused

from .desk import Desk, laws_of
from .identifier import person
from .limit import Limit, limits, promises
from .route import Forwarded, Route, forwarded, route

OWNED = ("owner", "shared")
NO_GROUND = "the data map keeps these rows and says no ground"


@dataclass(frozen=True, slots=True)
class Held:
    """Rows of a table that the person may see, by how they are theirs."""

    store: str
    table: str
    role: str
    rows: int


@dataclass(frozen=True, slots=True)
class Act:
    """Rows of a table that are erased, masked or unlinked."""

    store: str
    table: str
    act: str
    rows: int


@dataclass(frozen=True, slots=True)
class KeptBack:
    """The person's rows that stay, and the ground with its article."""

    store: str
    table: str
    rows: int
    ground: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A request's work, table by table; `acts` and `kept_back` are empty for an access."""

    request: Request
    used: tuple[str, ...]
    """The identifiers that find data: each was verified."""
    unused: tuple[str, ...]
    held: tuple[Held, ...]
    acts: tuple[Act, ...]
    kept_back: tuple[KeptBack, ...]
    forwarded: tuple[Forwarded, ...]
    limits: tuple[Limit, ...]

    @property
    def elsewhere(self) -> bool:
        """Is all there is a customer's to answer for?"""
        return bool(self.forwarded) and not self.held


@dataclass(frozen=True)
class Subject:
    """Who a request is about, as the stores are asked for them; never printed."""

    identifiers: Mapping[str, str]
    unused: tuple[str, ...]
    route: Route

    def __repr__(self) -> str:
        return f"Subject({', '.join(self.identifiers)})"

    def in_store(self, graph: Graph) -> Person:
        """The person in the tables of one store that are ours to answer for."""
        return person(self.identifiers, self.route.ours, graph)


def subject(desk: Desk, asked: Request) -> Subject:
    """Who a request is about, by what was verified. Raises Refused when nothing was."""
    with desk.state.reading() as connection:
        theirs = request.identifiers(connection, desk.keyring, asked.id)
    verified = {name: value for name, value, at in theirs if at is not None}
    if not verified:
        raise Refused(
            f"no identifier of request `{asked.id[:8]}` is verified, so it finds nobody's data",
            do=f"enter the code that was sent: kept request verify {asked.id[:8]} CODE",
        )
    return Subject(
        verified, tuple(name for name, _, at in theirs if at is None), route(desk.policy, desk.graphs)
    )


def plan(desk: Desk, asked: Request) -> Plan:
    """What the request's work would be now: every store does it and takes it back."""
    who = subject(desk, asked)
    held = tuple(_held(desk, who))
    acts = tuple(_acts(desk, who)) if asked.right == "erasure" else ()
    kept = tuple(_kept_back(desk.graphs, held, acts)) if asked.right == "erasure" else ()
    promised = promises(desk.policy, asked.right, asked.residence)
    return Plan(
        asked,
        tuple(who.identifiers),
        who.unused,
        held,
        acts,
        kept,
        tuple(forwarded(who.route, who.identifiers, desk.graphs, desk.stores)),
        tuple(limits(promised, laws_of(asked), asked.right)),
    )


def figures(planned: Plan) -> dict[str, Json]:
    """The plan as it is approved and kept: counts by table, nobody's data."""
    return {
        "held": [{"store": h.store, "table": h.table, "role": h.role, "rows": h.rows} for h in planned.held],
        "acts": [{"store": a.store, "table": a.table, "act": a.act, "rows": a.rows} for a in planned.acts],
        "kept_back": [
            {"store": k.store, "table": k.table, "rows": k.rows, "ground": k.ground}
            for k in planned.kept_back
        ],
        "forwarded": [
            {
                "store": f.store,
                "table": f.table,
                "controller": f.controller,
                "tenants": list(f.tenants),
                "rows": f.rows,
            }
            for f in planned.forwarded
        ],
    }


def _held(desk: Desk, who: Subject) -> Iterator[Held]:
    for store, graph in desk.graphs.items():
        rows = desk.stores[store].rows(graph, [who.in_store(graph)])
        counted = Counter((row.table, row.role) for row in rows)
        yield from (Held(store, table, role, n) for (table, role), n in counted.items())


def _acts(desk: Desk, who: Subject) -> Iterator[Act]:
    for store, graph in desk.graphs.items():
        done = desk.stores[store].preview_erase(graph, [who.in_store(graph)])
        yield from (Act(store, table, act, rows) for (table, act), rows in by_act(done).items())


def by_act(done: Iterable[Done]) -> dict[tuple[str, str], int]:
    """Rows by table and act: a table may be unlinked along several links."""
    counted: Counter[tuple[str, str]] = Counter()
    for one in done:
        counted[one.table, one.act] += one.rows
    return dict(counted)


def _kept_back(
    graphs: Mapping[str, Graph], held: tuple[Held, ...], acts: tuple[Act, ...]
) -> Iterator[KeptBack]:
    for store, graph in graphs.items():
        for table, ground in _grounds(graph).items():
            theirs = sum(h.rows for h in held if (h.store, h.table) == (store, table) and h.role in OWNED)
            erased = sum(a.rows for a in acts if (a.store, a.table, a.act) == (store, table, "erase"))
            if theirs > erased:
                yield KeptBack(store, table, theirs - erased, ground)


def _grounds(graph: Graph) -> dict[str, str]:
    """The tables of which erasure keeps rows, and why: said of the table, or of a link into it."""
    said = {name: table.on_erasure for name, table in graph.holding.tables.items()}
    said |= {
        edge.child: edge.on_erasure for edge in graph.edges if edge.owns and edge.on_erasure.action == "keep"
    }
    return {name: rule.ground or NO_GROUND for name, rule in said.items() if rule.action == "keep"}
