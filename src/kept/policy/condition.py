"""Conditions as they are written under `if` and `unless`."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from typing import TypeAlias, get_args

from kept.words.error import Misuse
from kept.words.place import known_place

from .commitment import Condition, Strength
from .node import Node
from .vocabulary import Vocabulary

Plain: TypeAlias = "str | int | date | list[Plain] | dict[str, Plain]"
"""What YAML is made of."""

_BARE = ("restricted", "minor", "opted_out_of_sale")
_TESTS = ("consent", "objected", "residence", "ground", "any", "all", *_BARE)
_STRENGTHS: tuple[Strength, ...] = get_args(Strength)


def read_condition(node: Node, known: Vocabulary) -> Condition:
    """The condition a node writes down. Raises BadFile for words that are no condition."""
    if isinstance(node.value, str):
        return _bare(node)
    entries = node.entries()
    if len(entries) != 1:
        raise node.bad(f"`{node.key}` is not one condition", "join several with `any: [..]` or `all: [..]`")
    ((test, value),) = entries.items()
    match test:
        case "any" | "all":
            return Condition(test, parts=tuple(read_condition(part, known) for part in _some(value)))
        case "consent":
            return _consent(value, known)
        case "objected":
            return Condition("objected", _purposes(value, known))
        case "residence":
            return Condition("residence", tuple(read_place(place) for place in _some(value)))
        case "ground":
            return Condition("ground", tuple(ground.text() for ground in _some(value)))
        case "restricted" | "minor" | "opted_out_of_sale":
            raise value.bad(f"`{test}` takes nothing", f"write `{test}` alone")
    _refuse_slip(test, value)
    return _grounds(test, value)


def read_place(node: Node) -> str:
    """A country, a part of one or a group such as `EU`. Raises BadFile for another word."""
    text = node.text()
    try:
        return known_place(text)
    except Misuse as error:
        raise node.bad(error.message, error.do) from None


def _bare(node: Node) -> Condition:
    text = node.text()
    match text:
        case "restricted" | "minor" | "opted_out_of_sale" | "consent" | "objected":
            return Condition(text)
        case "residence" | "ground" | "any" | "all":
            raise node.bad(f"`{text}` says nothing alone", f"write `{{{text}: [..]}}`")
    _refuse_slip(text, node)
    return Condition("ground", (text,))


def _refuse_slip(word: str, node: Node) -> None:
    # Any other word is a ground, so a slip such as `restriced` would quietly never hold.
    near = get_close_matches(word, _TESTS, n=1, cutoff=0.8)
    if near:
        raise node.bad(
            f"unknown condition `{word}`", f"did you mean `{near[0]}`? else write `{{ground: {word}}}`"
        )


def _grounds(family: str, node: Node) -> Condition:
    """`good_faith: [a, b]` is met by a belief in either: one ground of the family is enough."""
    names = [Condition("ground", (f"{family}.{name.text()}",)) for name in _some(node)]
    return names[0] if len(names) == 1 else Condition("any", parts=tuple(names))


def _consent(node: Node, known: Vocabulary) -> Condition:
    if isinstance(node.value, str | list):
        return Condition("consent", _purposes(node, known))
    entries = node.only(("purpose", "purposes", "strength"))
    named = entries.get("purposes") or entries.get("purpose")
    purposes = _purposes(named, known) if named else ()
    if "strength" not in entries:
        return Condition("consent", purposes)
    wanted = entries["strength"].word("strength of agreement", _STRENGTHS)
    return Condition("consent", purposes, strength=next(s for s in _STRENGTHS if s == wanted))


def _purposes(node: Node, known: Vocabulary) -> tuple[str, ...]:
    return tuple(item.word("purpose", known.purposes) for item in _some(node))


def _some(node: Node) -> tuple[Node, ...]:
    """The members of a list that is not empty: an empty one would hold always or never."""
    items = node.items()
    if not items:
        raise node.bad(f"`{node.key}` is empty", "name at least one")
    return items


def written_condition(condition: Condition) -> Plain:
    """The condition as YAML is made of it."""
    values: list[Plain] = list(condition.values)
    match condition.test:
        case "any" | "all":
            return {condition.test: [written_condition(part) for part in condition.parts]}
        case "consent" if condition.strength:
            given: dict[str, Plain] = {"purposes": values} if values else {}
            return {"consent": {**given, "strength": condition.strength}}
        case "restricted" | "minor" | "opted_out_of_sale":
            return condition.test
        case "consent" | "objected" if not values:
            return condition.test
    return {condition.test: values}
