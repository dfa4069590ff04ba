"""Paths from people to a table, where they are few and lead nowhere twice: such graphs need no key tables."""

from __future__ import annotations

from dataclasses import dataclass

from kept.datamap.condition import columns
from kept.datamap.graph import Edge, Graph

from .erasure import deletion_order
from .keys import ROLES, SEED, is_plain

MOST = 6
"""Paths to one table; each costs a statement, or a branch of one."""


@dataclass(frozen=True, slots=True)
class Path:
    """A table of people and the edges that lead from its rows to another table's."""

    root: str
    edges: tuple[Edge, ...] = ()

    @property
    def link(self) -> int:
        """The number of the last edge, or SEED."""
        return self.edges[-1].number if self.edges else SEED

    @property
    def role(self) -> int:
        """How the rows at its end are the person's: as its least own edge says (see ROLES)."""
        return max((ROLES[e.role] for e in self.edges), default=ROLES["owner"])

    @property
    def spares(self) -> bool:
        """Does the map say of the last edge that its rows stay?"""
        return bool(self.edges) and self.edges[-1].on_erasure.action in ("keep", "mask", "unlink")

    @property
    def insists(self) -> bool:
        """Does the map say of the last edge that its rows fall, whoever else owns them?"""
        return bool(self.edges) and self.edges[-1].on_erasure.action == "delete"


def owned(graph: Graph, table: str) -> tuple[Path, ...]:
    """The paths along which rows of this table are somebody's own or shared."""
    found = [Path(table)] if table in graph.roots else []
    for edge in graph.incoming(table):
        found += [Path(p.root, (*p.edges, edge)) for p in owned(graph, edge.parent)]
    return tuple(found)


def shown(graph: Graph, table: str) -> tuple[Path, ...]:
    """All paths to this table, those that end in a mention included."""
    found = list(owned(graph, table))
    for edge in graph.edges:
        if not edge.owns and edge.child == table and edge.parent in graph.reached:
            found += [Path(p.root, (*p.edges, edge)) for p in owned(graph, edge.parent)]
    return tuple(found)


def is_straight(graph: Graph) -> bool:
    """May its rows be erased table by table, referrers first, each found by its paths when its turn comes?

    So it is when every reference leads towards the people, no row of a person hangs on another row, every
    row has a key, and masking changes no column that a path reads.
    """
    return (
        all(e.role != "owns" and e.parent != e.child for e in graph.edges)
        and not any(graph.incoming(root) for root in graph.roots)
        and all(len(group) == 1 for group in graph.components)
        and all(len(group) == 1 and not _refers_to_itself(group[0], graph) for group in deletion_order(graph))
        and all(graph.schema.tables[t].key for t in touched(graph))
        and not any(_masks_its_path(t, graph) for t in touched(graph))
        and max(_ways(graph).values(), default=0) <= MOST
    )


def touched(graph: Graph) -> tuple[str, ...]:
    """The tables that hold rows of people or mention any, parents first."""
    mentions = [e.child for e in graph.edges if e.parent in graph.reached]
    return tuple(dict.fromkeys((*graph.reached, *mentions)))


def _ways(graph: Graph) -> dict[str, int]:
    """How many paths each touched table is shown by, counted without walking them: they may be very many."""
    own: dict[str, int] = {}
    for table in graph.reached:
        own[table] = (table in graph.roots) + sum(own.get(e.parent, 0) for e in graph.incoming(table))
    mentions = [e for e in graph.edges if not e.owns and e.parent in own]
    return {t: own.get(t, 0) + sum(own[e.parent] for e in mentions if e.child == t) for t in touched(graph)}


def leads_to_one(edge: Edge, graph: Graph) -> bool:
    """Has a child row at most one parent along this edge?"""
    return is_plain(edge, graph) and any(
        u <= set(edge.parent_columns) for u in graph.schema.tables[edge.parent].unique
    )


def _refers_to_itself(table: str, graph: Graph) -> bool:
    return any(r.table == table for r in graph.schema.tables[table].references)


def _masks_its_path(table: str, graph: Graph) -> bool:
    into = [e for e in graph.edges if e.child == table]
    masked = {f for e in into for f, _ in e.on_erasure.mask}
    masked |= {f for f, _ in graph.holding.tables[table].on_erasure.mask}
    read = {c for e in into for c in (*e.child_columns, *(columns(e.where) if e.where else ()))}
    return bool(masked & (read | set(graph.identity(table))))
