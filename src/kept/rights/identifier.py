"""What a request can find a person by: the identifiers of the data maps, and the tables each one means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kept.controls.operation import Person
from kept.datamap.graph import Graph
from kept.words.error import Misuse, suggestion
from kept.words.key import is_under

ADDRESS = "user.contact.email"
LONGEST = 254
"""Letters of an e-mail address at most (RFC 5321, 4.5.3.1.3, without the angle brackets)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A column of a table of people that an identifier is looked for in."""

    store: str
    table: str
    identifier: str
    column: str
    category: str | None

    @property
    def names(self) -> tuple[str, str, str]:
        """What it can be asked for by, the shortest first."""
        short = f"{self.table}.{self.identifier}"
        return self.identifier, short, f"{self.store}.{short}"

    @property
    def address(self) -> bool:
        """Does it hold e-mail addresses, so that a code can be sent there?"""
        return is_under(self.category or "", ADDRESS) or (not self.category and self.identifier == "email")


def places(name: str, graphs: Mapping[str, Graph]) -> tuple[Place, ...]:
    """The columns an identifier means: `email` in every table of people, `users.id` in one.

    Raises Misuse for a name that no table of people has, and for an `id` that names different people in
    several: an address is the same person's everywhere, a number is not.
    """
    every = tuple(_all(graphs))
    found = tuple(place for place in every if name in place.names)
    if not found:
        known = {word for place in every for word in place.names[:2]}
        raise Misuse(f"no table of people has an identifier `{name}`", do=_instead(name, known))
    if len(found) > 1 and found[0].identifier == "id":
        whose = ", ".join(f"`{place.store}.{place.table}`" for place in found)
        raise Misuse(f"`{name}` names different people in {whose}", do=f"write `{found[0].names[2]}`")
    return found


def person(identifiers: Mapping[str, str], tables: frozenset[tuple[str, str]], graph: Graph) -> Person:
    """The person as one store is asked for them, in these (store, table) pairs and no others."""
    store = graph.holding.store
    asked = [
        (place.names[1], value)
        for name, value in identifiers.items()
        for place in places_in(name, graph)
        if (store, place.table) in tables
    ]
    return Person(1, tuple(asked))


def places_in(name: str, graph: Graph) -> tuple[Place, ...]:
    """The columns of one store that an identifier means, none when it is not of this store."""
    return tuple(place for place in _all({graph.holding.store: graph}) if name in place.names)


def cleaned(name: str, value: str, address: bool) -> str:
    """The value without outer space. Raises Misuse, without repeating it, when it cannot be one."""
    clean = value.strip()
    if not clean or not clean.isprintable():
        raise Misuse(f"`{name}` has no value that can be looked for", do=f"give it as `{name}=VALUE`")
    if address and not is_address(clean):
        raise Misuse(f"the value of `{name}` is no e-mail address", do=f"give it as `{name}=NAME@HOST`")
    return clean


def is_address(value: str) -> bool:
    """Could a message be sent there? One `@` with something on both sides, nothing a header obeys."""
    local, _, host = value.rpartition("@")
    plain = value.isprintable() and not any(mark in value for mark in ' ,;:<>()[]"\\')
    return bool(local and host) and plain and "@" not in local and len(value) <= LONGEST


def _all(graphs: Mapping[str, Graph]) -> Iterator[Place]:
    for store, graph in graphs.items():
        for name in graph.roots:
            table = graph.holding.tables[name]
            for identifier, column in table.identifiers.items():
                field = table.fields.get(column)
                yield Place(store, name, identifier, column, field.category if field else None)


def _instead(name: str, known: set[str]) -> str:
    if not known:
        return "say `about` and `identifiers` for the tables of people in the data map"
    return suggestion(name, known)
