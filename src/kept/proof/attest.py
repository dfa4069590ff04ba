"""Attestations and acceptances: what a named person vouches for, or lives with, until a day.

An attestation lifts `unproven` to `attested`, never `broken`. An acceptance changes no verdict: what is
unproven or broken on purpose stays so, and only ceases to fail a check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kept.policy.node import Node, load

from .verdict import Evidence


@dataclass(frozen=True, slots=True)
class Attestation:
    """Who vouches that a commitment is kept, since and until when, and on what evidence."""

    commitment: str
    by: str
    on: date
    until: date
    evidence: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who lives with a commitment that is unproven or broken, why, and until when."""

    commitment: str
    owner: str
    until: date
    reason: str


def parse_attestations(text: str, file: str, known: frozenset[str]) -> Mapping[str, Attestation]:
    """The attestations a file holds, by commitment. Raises BadFile with file, line and key."""
    found: dict[str, Attestation] = {}
    for node in _lines(text, file, "attestations", ("commitment", "by", "on", "until", "evidence")):
        name = _commitment(node, known, found)
        on, until = node.needed("on"), node.needed("until")
        if until.day() < on.day():
            raise until.bad("it ends before it begins", "set `until` to a later day")
        found[name] = Attestation(
            name, node.needed("by").text(), on.day(), until.day(), node.needed("evidence").text()
        )
    return found


def parse_accepted(text: str, file: str, known: frozenset[str]) -> Mapping[str, Acceptance]:
    """The acceptances a file holds, by commitment. Raises BadFile with file, line and key."""
    found: dict[str, Acceptance] = {}
    for node in _lines(text, file, "accepted", ("commitment", "owner", "until", "reason")):
        name = _commitment(node, known, found)
        until = node.needed("until").day()
        found[name] = Acceptance(name, node.needed("owner").text(), until, node.needed("reason").text())
    return found


def _lines(text: str, file: str, top: str, keys: tuple[str, ...]) -> tuple[Node, ...]:
    root = load(text, file)
    root.only((top,))
    lines = root.needed(top).items()
    for line in lines:
        line.only(keys)
    return lines


def _commitment(node: Node, known: frozenset[str], found: Mapping[str, object]) -> str:
    said = node.needed("commitment")
    name = said.word("commitment", known)
    if name in found:
        raise said.bad(f"`{name}` stands twice", "keep one of the two")
    return name


def attested(evidence: tuple[Evidence, ...], by: Attestation | None, today: date) -> tuple[Evidence, ...]:
    """The evidence with what is unproven vouched for; one that has run out vouches for nothing.

    What looks have shown to be kept or broken stays what it is.
    """
    proven = tuple(one for one in evidence if one.verdict != "unproven")
    if by is None or (evidence and len(proven) == len(evidence)):
        return evidence
    if not by.on <= today <= by.until:
        found = f"the attestation of {by.by} is for {by.on} to {by.until}"
        ended = Evidence("unproven", found, "register/attestations.yaml", "renew it")
        return (*evidence, ended)
    vouched = Evidence(
        "attested", f"{by.by} vouches until {by.until}: {by.evidence}", "register/attestations.yaml"
    )
    return (*proven, vouched)
