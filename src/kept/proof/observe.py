"""What there is to judge: the flows that data maps and the register of recipients show."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from kept.controls import collection, use
from kept.controls.control import Gap, Which
from kept.datamap.graph import Graph, unmapped
from kept.disclosure.recipient import Recipient
from kept.disclosure.register import disclosures, sales
from kept.words.category import is_personal

from .facts import REGISTER
from .judge import Observed

_FIELDS = Which("field", "fields")
_USES = Which("declared use", "declared uses")
_LINES = Which("line of the register", "lines of the register")
_RECIPIENTS = Which("recipient", "recipients")


def observed(graphs: Mapping[str, Graph], recipients: Collection[Recipient]) -> tuple[Observed, ...]:
    """One observation for each store and act; the register's where it names anybody."""
    return (*_maps(graphs), *_register(recipients))


def _maps(graphs: Mapping[str, Graph]) -> Iterator[Observed]:
    for store, graph in graphs.items():
        looked = f"data map of {store}"
        tables = graph.holding.tables.values()
        fields = sum(len(table.fields) for table in tables)
        uses = sum(len(table.uses) for table in tables)
        yield Observed(
            "collect", looked, fields, _FIELDS, tuple(collection.sightings(graph)), tuple(_unmapped(graph))
        )
        yield Observed("use", looked, uses, _USES, tuple(use.sightings(graph)), tuple(_unused(graph)))


def _unmapped(graph: Graph) -> Iterator[Gap]:
    do = "describe it in the data map, or say `no_personal_data: true` of its table"
    for what in unmapped(graph.holding, graph.schema):
        yield Gap(f"{graph.holding.store}.{what}", "is in the store and in no map", do)


def _unused(graph: Graph) -> Iterator[Gap]:
    """Tables with personal data that say nothing of what it is used for: it may be used for anything."""
    for table in graph.holding.tables.values():
        if not table.uses and any(is_personal(f.category) for f in table.fields.values()):
            do = f"say `uses` of `{table.name}` in the data map"
            yield Gap(f"{graph.holding.store}.{table.name}", "holds personal data and declares no use", do)


def _register(recipients: Collection[Recipient]) -> Iterator[Observed]:
    lines = sum(len(recipient.receives) for recipient in recipients)
    yield Observed("disclose", REGISTER, lines, _LINES, tuple(disclosures(recipients)))
    yield Observed("sell", REGISTER, len(recipients), _RECIPIENTS, tuple(sales(recipients)))
