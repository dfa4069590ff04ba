"""Use: what each table is used for, as the data map says it.

Proves: every use the map declares is permitted for every category in the table, and none is forbidden.
Cannot prove: that a table is used for nothing else; ask `kept decide` where data is used, so that it shows.
"""

from __future__ import annotations

from collections.abc import Iterator

from kept.datamap.graph import Graph
from kept.words.flow import Flow, Sighting


def sightings(graph: Graph) -> Iterator[Sighting]:
    """One flow for each field, kind of people and declared use."""
    for table in graph.holding.tables.values():
        people = sorted(graph.about(table.name))
        for column, field in table.fields.items():
            where = f"{graph.holding.store}.{table.name}.{column}"
            for about in people:
                yield from (Sighting(Flow("use", field.category, about, use), where) for use in table.uses)
