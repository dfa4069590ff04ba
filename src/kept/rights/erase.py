"""The erasure of a person from every store, and the three looks that tell what is left.

First the links that lead nowhere are counted; then each store erases in one transaction; then it is looked
for rows that still are the person, for rows without their parent, and for identifiers in texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import cast

from kept.controls.seen import About, Orphans, compare
from kept.datamap.graph import Graph
from kept.ledger.canonical import Json
from kept.words.error import Refused

from .desk import Desk
from .plan import Subject, by_act
from .receipt import listed
from .work import Work

SPARED = ("keep", "mask")
"""What the map may say of a table of people, so that their own rows are there after an erasure."""


def erased(work: Work, who: Subject, planned: Mapping[str, Json]) -> dict[str, Json]:
    """Erase the person, store by store, and look at what is left; the parts of the record that say so."""
    desk = work.desk
    before = {s: work.step(f"baseline/{s}", partial(_baseline, desk, s)) for s in desk.graphs}
    acts: list[Json] = []
    for store in desk.graphs:
        again = work.done(f"begin/{store}") is not None
        work.step(f"begin/{store}", lambda: 1)
        acts += listed(work.step(f"erase/{store}", partial(_erase, desk, who, planned, store, again)))
    looks = [work.step(f"looks/{s}", partial(_looks, desk, who, s, before[s])) for s in desk.graphs]
    return {"acts": acts, "kept_back": planned["kept_back"], "looks": looks}


def _baseline(desk: Desk, store: str) -> Json:
    found = desk.stores[store].orphans(desk.graphs[store])
    return [[o.number, o.holder, list(o.columns), o.rows] for o in found]


def _erase(desk: Desk, who: Subject, planned: Mapping[str, Json], store: str, again: bool) -> Json:
    """Erase in one store and see that nobody is left; raises Refused, and is not noted, when somebody is."""
    graph, person = desk.graphs[store], who.in_store(desk.graphs[store])
    done = by_act(desk.stores[store].erase(graph, [person]))
    left = tuple(_unexpected(graph, desk.stores[store].still_about(graph, [person])))
    if left:
        tables = ", ".join(f"`{store}.{about.table}`" for about in left)
        raise Refused(
            f"rows of {tables} still are the person after the erasure",
            do="see what writes to these tables, then run again",
        )
    if again:
        # The first try may have erased and died before that was noted: then this one finds no row, and
        # the plan made just before it says what went.
        for act in listed(planned["acts"]):
            if act["store"] == store:
                key = act["table"], act["act"]
                done[key] = max(done.get(key, 0), act["rows"])
    return [{"store": store, "table": table, "act": act, "rows": n} for (table, act), n in done.items()]


def _unexpected(graph: Graph, found: Iterable[About]) -> Iterable[About]:
    """People's own rows that are there though no rule of the map keeps or masks them."""
    return (a for a in found if a.rows and graph.holding.tables[a.table].on_erasure.action not in SPARED)


def _looks(desk: Desk, who: Subject, store: str, before: Json) -> Json:
    graph, storage = desk.graphs[store], desk.stores[store]
    was = [
        Orphans(cast(int, n), cast(str, holder), tuple(cast("list[str]", columns)), cast(int, rows))
        for n, holder, columns, rows in cast("list[list[Json]]", before)
    ]
    worse = compare(was, storage.orphans(graph))
    counted = {o.number: o.rows for o in was}
    found = storage.residue(graph, sorted(set(who.identifiers.values())))
    return {
        "store": store,
        "still": sum(a.rows for a in storage.still_about(graph, [who.in_store(graph)])),
        "orphans": sum(o.rows - counted[o.number] for o in worse),
        "residue": [{"table": r.table, "column": r.column, "rows": r.rows} for r in found if r.rows],
        "texts": len(found),
        "unsearched": max((r.unsearched for r in found), default=0),
    }
