"""Child: nobody under an age is among the people, and who is found to be is erased.

Proves: no table with a date of birth holds somebody younger.
Cannot prove: the age of people whose date of birth is not held, or that a date given is true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from kept.datamap.graph import Graph
from kept.policy.commitment import Child
from kept.words.key import is_under
from kept.words.period import Period, before

from .control import ATTEST, Control, Due, Gap, Proof, Which
from .operation import Count, ErasePeople, LaterThan

BIRTH = "user.demographic.date_of_birth"


def control(commitment: Child, graphs: Mapping[str, Graph], now: datetime) -> Control:
    """Who is too young in each table of people that holds dates of birth."""
    born_after = before(now, Period(commitment.age, "years"))
    which = Which(f"person under {commitment.age}", f"people under {commitment.age}")
    dues, proofs = [], []
    for store, table, column in _births(graphs):
        rows = LaterThan(column, born_after)
        count = Count(store, table, rows)
        dues.append(Due(ErasePeople(store, table, rows, commitment.id), count, which))
        proofs.append(Proof(count, which))
    gaps = () if proofs else (Gap("the data map", "no table of people holds a date of birth", ATTEST),)
    return Control(commitment, tuple(dues), tuple(proofs), gaps)


def _births(graphs: Mapping[str, Graph]) -> Iterator[tuple[str, str, str]]:
    for graph in graphs.values():
        for name in graph.roots:
            for column, field in graph.holding.tables[name].fields.items():
                if is_under(field.category, BIRTH):
                    yield graph.holding.store, name, column
