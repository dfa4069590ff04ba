"""The fields of parties, terms and commitments: read from YAML by their types, and written back."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from kept.words.period import Period, parse_period

from .citation import Citation
from .commitment import Condition, Retention, Right
from .condition import Plain, read_condition, read_place, written_condition
from .node import Node
from .vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Words:
    """The words one policy may use: the dictionaries' and its own."""

    known: Vocabulary
    parties: frozenset[str]
    terms: frozenset[str]
    people: frozenset[str]
    """Kinds of people: the dictionary's and those the policy's terms are about."""
    fingerprints: Mapping[str, str]


_KEYS = {"condition": "if", "residence": "who"}
"""Fields that are written under another key than their name; `since` stands in `keep`."""


def keys_of(kind: type) -> tuple[str, ...]:
    """The YAML keys a kind takes."""
    return tuple(_key(kind, name) for name in _hints(kind) if not _in_keep(kind, name))


def read_fields(
    kind: type, node: Node, words: Words, *, skip: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """The values of a kind's fields, to make one with. Raises BadFile for what they cannot be."""
    entries = node.only((*keys_of(kind), *skip))
    found: dict[str, Any] = {}
    for field in fields(kind):
        entry = entries.get(_key(kind, field.name))
        if entry is not None and not _in_keep(kind, field.name):
            found.update(_read(kind, field.name, entry, words))
        elif entry is None and field.default is MISSING and not _in_keep(kind, field.name):
            node.needed(_key(kind, field.name))
    return found


def _read(kind: type, name: str, entry: Node, words: Words) -> Iterator[tuple[str, Any]]:
    if kind is Retention and name == "keep":
        entry.only(("for", "from"))
        yield "keep", _period(entry.needed("for"))
        yield "since", entry.needed("from").text()
    elif kind is Right and name == "residence":
        entry.only(("residence",))
        yield name, tuple(read_place(place) for place in entry.needed("residence").items())
    else:
        yield name, _value(_hints(kind)[name], name, entry, words)


def _value(hint: Any, name: str, entry: Node, words: Words) -> object:
    hint = _present(hint)
    if get_origin(hint) is Literal:
        return entry.word(name, get_args(hint))
    if hint is Condition:
        return read_condition(entry, words.known)
    if hint is Period:
        return _period(entry)
    if hint is int:
        return entry.number()
    if hint is str:
        return _word(name, entry, words)
    if Citation in get_args(hint):
        return tuple(_citation(item, words) for item in entry.items())
    return tuple(_word(name, item, words) for item in entry.items())


def _word(name: str, node: Node, words: Words) -> str:
    """A text, checked against the dictionary of its field where it has one."""
    known = words.known
    match name:
        case "data":
            return node.word("term or category", words.terms | known.categories)
        case "categories":
            return node.word("category", known.categories)
        case "purpose":
            return node.word("purpose", known.purposes)
        case "basis":
            return node.word("legal basis", known.bases)
        case "right":
            return node.word("right", known.rights)
        case "about":
            return node.word("kind of people", words.people)
        case "party":
            return node.word("party", words.parties)
    return node.text()


def _citation(node: Node, words: Words) -> Citation:
    sentence = node.text()
    print_ = words.fingerprints.get(sentence)
    if print_ is None:
        raise node.bad(f"`{sentence}` is cited without a fingerprint", "write them with `kept read --pin`")
    return Citation(sentence, print_)


def _period(node: Node) -> Period:
    try:
        return parse_period(node.text())
    except ValueError as error:
        said, _, do = str(error).partition(": ")
        raise node.bad(said, do or "write for example `30 days`") from None


def written_fields(thing: object) -> dict[str, Plain]:
    """The fields that say more than their default, as YAML is made of them."""
    kind = type(thing)
    found: dict[str, Plain] = {}
    for field in fields(kind):  # type: ignore[arg-type]
        value = getattr(thing, field.name)
        if value != field.default and not _in_keep(kind, field.name):
            found[_key(kind, field.name)] = _plain(thing, field.name, value)
    return found


def _plain(thing: object, name: str, value: object) -> Plain:
    if isinstance(thing, Retention) and name == "keep":
        return {"for": str(thing.keep), "from": thing.since}
    if isinstance(thing, Right) and name == "residence":
        return {"residence": list(thing.residence)}
    if isinstance(value, Condition):
        return written_condition(value)
    if isinstance(value, tuple):
        return [item.sentence if isinstance(item, Citation) else str(item) for item in value]
    return value if isinstance(value, int) else str(value)


def _key(kind: type, name: str) -> str:
    return _KEYS.get(name, name) if name != "residence" or kind is Right else name


def _in_keep(kind: type, name: str) -> bool:
    return kind is Retention and name == "since"


def _present(hint: Any) -> Any:
    """The type without None."""
    if get_origin(hint) in (Union, types.UnionType):
        return next(arg for arg in get_args(hint) if arg is not type(None))
    return hint


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
