"""Right: people who ask are answered, in time and whole.

Proves: every table of the map reaches its person, so an answer leaves nothing out; no request is overdue.
Cannot prove: that the map knows every store; that an answer given outside kept was right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kept.datamap.graph import Graph
from kept.policy.commitment import Right

from .control import ATTEST, Control, Gap

CARRIED_OUT = frozenset({"access", "erasure"})
"""Rights that kept carries out from intake to receipt."""


def control(commitment: Right, graphs: Mapping[str, Graph]) -> Control:
    """What stands in the way of a whole answer; nothing does when the control has no gaps."""
    if commitment.right not in CARRIED_OUT:
        return Control(
            commitment, gaps=(Gap("kept", f"`{commitment.right}` is not carried out by kept yet", ATTEST),)
        )
    return Control(commitment, gaps=tuple(_unreached(graphs)))


def _unreached(graphs: Mapping[str, Graph]) -> Iterator[Gap]:
    if not graphs:
        yield Gap("kept.yaml", "no store is connected", "name the stores and write a data map for each")
    for graph in graphs.values():
        store = graph.holding.store
        for table in graph.unreached:
            yield Gap(
                f"{store}.{table}",
                "neither a link nor an identifier leads to its people, so its rows are in no answer",
                f"in the data map of `{store}` say `links`, `identifiers` or `no_personal_data` of `{table}`",
            )
