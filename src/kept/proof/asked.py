"""Evidence on rights: can a request be answered whole, and were those that came answered in time?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kept.controls.right import CARRIED_OUT
from kept.datamap.graph import Graph
from kept.policy.commitment import Right
from kept.records.request import Tally
from kept.words.number import counted

from .verdict import Evidence


def reach(commitment: Right, graphs: Mapping[str, Graph]) -> Iterator[Evidence]:
    """For each store whose every table with personal data leads to its people; the others are gaps."""
    if commitment.right not in CARRIED_OUT:
        return
    for store, graph in graphs.items():
        if not graph.unreached:
            links = counted(len(graph.edges), "link")
            found = f"every table of {store} with personal data leads to its people ({links})"
            yield Evidence("kept", found, f"data map of {store}")


def answered(commitment: Right, tallies: Mapping[str, Tally]) -> Iterator[Evidence]:
    """What became of the requests; none at all is no evidence."""
    tally = tallies.get(commitment.right, Tally())
    looked = "the requests on record"
    if tally.overdue:
        found = f"{tally.overdue:,} of {counted(tally.open, 'open request')} overdue"
        yield Evidence("broken", found, looked, "kept request list")
    elif tally.closed or tally.open:
        yield Evidence("kept", f"{tally.closed:,} closed, {tally.open:,} open, none overdue", looked)
