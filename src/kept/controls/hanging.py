"""What becomes of rows that hang on a leaving row: they go along, lose the reference, or are in the way."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kept.datamap.graph import Edge, Graph


def hanging(graph: Graph, table: str, same: Collection[str]) -> tuple[str, ...]:
    """Tables whose rows leave with those of `table`, along the map's links, nearest first.

    They are the tables of `same` (data of the same rule with no age of its own), those whose link says
    `on_erasure: delete`, and those that cannot stand without the row and are nobody else's. A row that is
    to be kept never goes along; what is left behind loses its reference.
    """
    found: list[str] = []
    work = [table]
    while work:
        parent = work.pop(0)
        for edge in graph.edges:
            known = edge.child == table or edge.child in found
            if edge.parent == parent and edge.owns and not known and _goes_along(edge, graph, same):
                found.append(edge.child)
                work.append(edge.child)
    return tuple(found)


def stuck(graph: Graph, table: str, along: Collection[str]) -> Iterator[Edge]:
    """Links whose rows would stay behind with a reference that cannot be null."""
    leaving = {table, *along}
    for edge in graph.edges:
        if edge.held in leaving and edge.holder not in leaving and _bound(edge, graph):
            yield edge


def _goes_along(edge: Edge, graph: Graph, same: Collection[str]) -> bool:
    if edge.on_erasure.action in ("keep", "mask", "unlink"):
        return False
    if edge.child in same or edge.on_erasure.action == "delete":
        return True
    sole = all(other is edge for other in graph.edges if other.owns and other.child == edge.child)
    return sole and edge.holder == edge.child and _bound(edge, graph)


def _bound(edge: Edge, graph: Graph) -> bool:
    """Can none of the columns that hold the reference be null?"""
    live = graph.schema.tables[edge.holder]
    return not any(live.columns[c].nullable and c not in live.key for c in edge.holder_columns)
