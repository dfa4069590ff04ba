"""A graph for rows that leave because of what they are and not of whose: the rule decides, not a person.

The rows are to the closures what a person's own row is to an erasure. Links into tables that go along carry
ownership; all others only mention the row, so that the reference is taken away and the row stays.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from kept.datamap.graph import Graph, graph
from kept.datamap.holding import Table
from kept.datamap.link import Link, OnErasure

_LEAVING = "row"


def leaving(whole: Graph, table: str, taking: Collection[str]) -> Graph:
    """The graph of rows of `table` that leave, with what hangs on them in the tables of `taking`.

    What the map says of the table's own rows on erasure does not spare them; what it says of others holds.
    """
    gone = {table, *taking}
    tables = {name: _table(t, table, taking, gone) for name, t in whole.holding.tables.items()}
    return graph(replace(whole.holding, tables=tables), whole.schema)


def _table(table: Table, leaving: str, taking: Collection[str], gone: Collection[str]) -> Table:
    # Links elsewhere matter only where a column is read by several: then it is not emptied.
    touched = any(link.table in gone for link in table.links) or table.name in gone
    links = tuple(_link(link, table.name, taking, gone) for link in table.links) if touched else ()
    if table.name == leaving:
        return replace(table, about=_LEAVING, on_erasure=OnErasure(), links=links)
    return replace(table, about=None, links=links)


def _link(link: Link, holder: str, taking: Collection[str], gone: Collection[str]) -> Link:
    parent, child = (holder, link.table) if link.role == "owns" else (link.table, holder)
    followed = link.role != "mentioned" and parent in gone and child in taking
    return link if followed else replace(link, role="mentioned")
