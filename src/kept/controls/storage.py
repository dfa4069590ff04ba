"""What kept asks of a store, whatever its kind; `stores/` answers, `proof` and `rights` ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from kept.datamap.graph import Graph
from kept.datamap.holding import Holding
from kept.datamap.schema import Schema

from .operation import Change, Look, Person
from .seen import About, Done, Orphans, Residue, Row, Seen


class Storage(Protocol):
    """One database of the deployment."""

    name: str

    @property
    def schema(self) -> Schema:
        """The live schema as the map knows it."""

    def graph(self, holding: Holding) -> Graph:
        """The store's map, resolved. Raises Mismatch where the two do not fit."""

    def count(self, wanted: Look) -> Seen:
        """How many rows are such, and the oldest moment among them."""

    def apply(self, graph: Graph, wanted: Change) -> tuple[Done, ...]:
        """Make one change in one transaction; done twice it does no more than done once."""

    def preview(self, graph: Graph, wanted: Change) -> tuple[Done, ...]:
        """What `apply` would do: the same work, taken back."""

    def rows(self, holding: Graph, people: Sequence[Person]) -> Iterator[Row]:
        """Every row these people may see, table by table, ordered by person."""

    def erase(self, holding: Graph, people: Sequence[Person]) -> tuple[Done, ...]:
        """Erase these people in one transaction."""

    def preview_erase(self, holding: Graph, people: Sequence[Person]) -> tuple[Done, ...]:
        """What `erase` would do: the same work, taken back."""

    def orphans(self, holding: Graph) -> tuple[Orphans, ...]:
        """Every link of the map with the rows whose reference leads nowhere."""

    def residue(self, holding: Graph, identifiers: Sequence[str]) -> tuple[Residue, ...]:
        """Every column of free text with its rows that hold one of these identifiers."""

    def still_about(self, holding: Graph, people: Sequence[Person]) -> tuple[About, ...]:
        """The tables of people with their rows that still are one of these."""
