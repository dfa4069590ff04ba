"""A graph for rows that leave because of what they are and not of whose: the rule decides, not a person.

The rows are to the closures what a person's own row is to an erasure. Links into tables that go along carry
ownership; all others only mention the row, so that the reference is taken away and the row stays.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from kept.controls.operation import Erase
from kept.datamap.graph import Graph, graph
from kept.datamap.holding import Table
from kept.datamap.link import Link, OnErasure

_LEAVING = "row"


def leaving(whole: Graph, change: Erase) -> Graph:
    """The graph of the rows that leave, with what hangs on them in the tables that are taken along.

    What the map says of the table's own rows on erasure does not spare them; what it says of the rows that
    would go along holds, and what it says of rows that stay is for people's erasure and not done.
    """
    tables = {name: _table(table, change) for name, table in whole.holding.tables.items()}
    return graph(replace(whole.holding, tables=tables), whole.schema)


def _table(table: Table, change: Erase) -> Table:
    gone = {change.table, *change.taking}
    # Links elsewhere matter only where a column is read by several: then it is not emptied.
    touched = any(link.table in gone for link in table.links) or table.name in gone
    links = tuple(_link(link, table.name, change.taking, gone) for link in table.links) if touched else ()
    if table.name == change.table:
        # Where no key tells rows apart, the column that decides who leaves has to.
        told = {_LEAVING: change.rows.column}
        return replace(table, about=_LEAVING, identifiers=told, on_erasure=OnErasure(), links=links)
    return replace(table, about=None, links=links)


def _link(link: Link, holder: str, taking: Collection[str], gone: Collection[str]) -> Link:
    parent, child = (holder, link.table) if link.role == "owns" else (link.table, holder)
    followed = link.role != "mentioned" and parent in gone and child in taking
    if followed:
        return link
    # What an `owns` link strikes out are columns of the table it points at: nothing is shown here.
    return replace(link, role="mentioned", redact=(), on_erasure=_loosening(link))


def _loosening(link: Link) -> OnErasure:
    """What takes the reference away: a value the map sets it to, or null."""
    held = () if link.role == "owns" else link.by
    fields = tuple((column, value) for column, value in link.on_erasure.mask if column in held)
    return OnErasure("mask", fields) if fields else OnErasure("unlink")
