"""The register of recipients as a YAML file, and the flows it records."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kept.policy.node import Node, load
from kept.policy.policy import Policy
from kept.words.category import categories
from kept.words.error import Misuse
from kept.words.flow import Flow, Sighting
from kept.words.place import known_place
from kept.words.purpose import purposes
from kept.words.subject import subjects

from .recipient import Receives, Recipient

_KEYS = ("name", "kind", "country", "contract", "receives", "consideration")
_RECEIVES = ("data", "about", "purposes")
NOTHING = "none"
"""What `consideration` says where nothing is given for the data."""


def parse(text: str, file: str, policy: Policy) -> tuple[Recipient, ...]:
    """The recipients a file names, in its order. Raises BadFile with file, line, key and the nearest word.

    Kinds are those of the policy's parties; kinds of people are the dictionary's and the policy's own.
    """
    found: dict[str, Recipient] = {}
    kinds, people = _kinds(policy), _people(policy)
    root = load(text, file)
    root.only(("recipients",))
    for item in root.needed("recipients").items():
        recipient = _recipient(item, kinds, people)
        if recipient.name in found:
            raise item.needed("name").bad(f"`{recipient.name}` stands twice", "join the two, or rename one")
        found[recipient.name] = recipient
    return tuple(found.values())


def _kinds(policy: Policy) -> frozenset[str]:
    others = {key: party for key, party in policy.parties.items() if key != "us"}
    return frozenset(others) | {name for party in others.values() for name in party.includes}


def _people(policy: Policy) -> frozenset[str]:
    return frozenset(subjects()) | {kind for term in policy.terms.values() for kind in term.about}


def _recipient(node: Node, kinds: Collection[str], people: Collection[str]) -> Recipient:
    said = node.only(_KEYS)
    country = node.needed("country")
    try:
        known_place(country.text())
    except Misuse as error:
        raise country.bad(error.message, error.do) from None
    return Recipient(
        name=node.needed("name").text(),
        kind=node.needed("kind").word("kind of recipient", kinds),
        country=country.text(),
        receives=tuple(_receives(line, people) for line in node.needed("receives").items()),
        contract=said["contract"].text() if "contract" in said else None,
        consideration=_consideration(said["consideration"]) if "consideration" in said else None,
    )


def _receives(node: Node, people: Collection[str]) -> Receives:
    said = node.only(_RECEIVES)
    return Receives(
        data=tuple(one.word("category", categories()) for one in node.needed("data").items()),
        about=tuple(one.word("kind of people", people) for one in node.needed("about").items()),
        purposes=tuple(one.word("purpose", purposes()) for one in said["purposes"].items())
        if "purposes" in said
        else (),
    )


def _consideration(node: Node) -> str | None:
    return None if node.text() == NOTHING else node.text()


def disclosures(recipients: Collection[Recipient]) -> Iterator[Sighting]:
    """What the register says is disclosed, a flow for each category, kind of people and purpose."""
    for recipient in recipients:
        for line in recipient.receives:
            for category in line.data:
                for about in line.about:
                    for purpose in line.purposes or (None,):
                        flow = Flow("disclose", category, about, purpose, recipient.kind, recipient.country)
                        yield Sighting(flow, f"register: {recipient.name}")


def sales(recipients: Collection[Recipient]) -> Iterator[Sighting]:
    """The disclosures for which something of value is given (Civ. Code 1798.140(ad))."""
    for recipient in recipients:
        if recipient.consideration is None:
            continue
        for line in recipient.receives:
            for category in line.data:
                for about in line.about:
                    flow = Flow("sell", category, about, None, recipient.kind, recipient.country)
                    yield Sighting(flow, f"register: {recipient.name}")
