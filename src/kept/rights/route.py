"""Whose it is to answer: ours where we are the controller, a customer's where we only process for them.

A processor does not answer by itself; it helps the controller to (GDPR Art. 28(3)(e)).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kept.controls.storage import Storage
from kept.datamap.graph import Graph
from kept.datamap.holding import Holding
from kept.ledger.canonical import Json
from kept.policy.commitment import Role
from kept.policy.policy import Policy
from kept.records.request import Request

from .identifier import person

OTHERS = ("processor", "sub-processor")
CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class Route:
    """The tables of people, as (store, table): ours to answer for, and theirs with who the controller is."""

    ours: frozenset[tuple[str, str]]
    theirs: Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Forwarded:
    """Rows that are the person and that a customer answers for; `tenants` are the customers' ids there."""

    store: str
    table: str
    controller: str
    tenants: tuple[str, ...]
    rows: int


def route(policy: Policy, graphs: Mapping[str, Graph]) -> Route:
    """Who answers for which table of people, by the role the policy says we have for its data."""
    ours: set[tuple[str, str]] = set()
    theirs: dict[tuple[str, str], str] = {}
    for store, graph in graphs.items():
        for table in graph.roots:
            controller = controller_of(policy, graph.holding.tables[table].data)
            if controller is None:
                ours.add((store, table))
            else:
                theirs[store, table] = controller
    return Route(frozenset(ours), theirs)


def controller_of(policy: Policy, term: str | None) -> str | None:
    """Who is the controller of a term's data; None when we are."""
    if term is None or term not in policy.terms:
        return None
    if policy.terms[term].role in OTHERS:
        return policy.terms[term].controller or CUSTOMER
    for commitment in policy.commitments:
        if isinstance(commitment, Role) and commitment.role in OTHERS and term in commitment.data:
            return commitment.controller or CUSTOMER
    return None


def forwarded(
    routed: Route,
    identifiers: Mapping[str, str],
    graphs: Mapping[str, Graph],
    stores: Mapping[str, Storage],
) -> Iterator[Forwarded]:
    """The person's own rows in tables that are a customer's to answer for."""
    for (store, table), controller in routed.theirs.items():
        asked = person(identifiers, frozenset({(store, table)}), graphs[store])
        if not asked.identifiers:
            continue
        column = graphs[store].holding.tables[table].tenant
        rows, tenants = 0, set()
        for row in stores[store].rows(alone(graphs[store], table), [asked]):
            rows += 1
            if column is not None:
                tenants.add(str(row.values[row.columns.index(column)]))
        if rows:
            yield Forwarded(store, table, controller, tuple(sorted(tenants)), rows)


def alone(graph: Graph, table: str) -> Graph:
    """The map of one table of people without its links: what is found there are people's own rows."""
    holding = Holding(graph.holding.store, {table: replace(graph.holding.tables[table], links=())})
    return Graph(holding, graph.schema, ())


def letter(asked: Request, parts: Sequence[Mapping[str, Json]], identifiers: Mapping[str, str]) -> str:
    """What a customer needs to answer: who asks for what, since when, and where the rows are. As JSON."""
    value = {
        "request": asked.id,
        "right": asked.right,
        "received": asked.received_at.date().isoformat(),
        "person": dict(identifiers),
        "parts": list(parts),
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
