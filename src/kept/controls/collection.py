"""Collection: which categories are held about whom, as the data map says it.

Proves: every field of every mapped table holds what the policy permits to collect, and nothing it forbids.
Cannot prove: that a field holds what the map says; what tables and columns outside the map hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from kept.datamap.graph import Graph
from kept.words.flow import Flow, Sighting


def sightings(graph: Graph) -> Iterator[Sighting]:
    """One flow for each field and each kind of people it is about."""
    for table in graph.holding.tables.values():
        people = sorted(graph.about(table.name))
        for column, field in table.fields.items():
            where = f"{graph.holding.store}.{table.name}.{column}"
            yield from (Sighting(Flow("collect", field.category, about), where) for about in people)
