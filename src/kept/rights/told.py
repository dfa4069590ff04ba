"""What a person is told of a table beside its rows: GDPR Art. 15(1), as the policy says it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kept.datamap.graph import Graph
from kept.datamap.holding import Table
from kept.decision.ask import Because, Decision
from kept.decision.decide import Index, decide
from kept.policy.citation import Citation
from kept.policy.commitment import Collection, Decided, Disclosure, Retention, Right, Use
from kept.policy.document import Document
from kept.policy.policy import Policy
from kept.words.basis import known_basis
from kept.words.flow import Flow
from kept.words.key import is_under
from kept.words.purpose import known_purpose

from .route import controller_of


@dataclass(frozen=True, slots=True)
class Said:
    """One thing told, with the sentences of the policy that say it."""

    what: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one table; empty where neither the policy nor the data map says anything."""

    table: str
    term: str | None
    """The policy's own word for this data."""
    controller: str | None
    """The customer who decides over it; None when we do."""
    means: tuple[str, ...]
    """The sentences that define the term."""
    purposes: tuple[Said, ...]
    """Art. 15(1)(a)."""
    recipients: tuple[Said, ...]
    """Art. 15(1)(c)."""
    periods: tuple[Said, ...]
    """Art. 15(1)(d)."""
    sources: tuple[Said, ...]
    """Art. 15(1)(g)."""


def told(policy: Policy, judge: Index, document: Document, graph: Graph, table: str) -> Told:
    """What the policy says of the data in a table of the map; `judge` is the policy's index."""
    held = graph.holding.tables[table]
    kinds = [(f.category, kind) for f in held.fields.values() for kind in sorted(graph.about(table))]
    term = policy.terms.get(held.data or "")
    return Told(
        table,
        held.data.replace("_", " ") if held.data else None,
        controller_of(policy, held.data),
        _texts(document, term.cites if term else ()),
        tuple(_purposes(policy, judge, document, held, kinds)),
        tuple(_recipients(policy, document, kinds)),
        tuple(_periods(policy, document, held)),
        tuple(_sources(policy, document, kinds)),
    )


def rights(policy: Policy, document: Document, residence_rights: frozenset[str]) -> Iterator[Said]:
    """The rights the policy names, as far as they are this person's (Art. 15(1)(e) and (f))."""
    for promise in policy.commitments:
        if isinstance(promise, Right) and promise.right in residence_rights:
            yield Said(promise.right.replace("_", " "), _texts(document, promise.cites[:1]))


def _purposes(
    policy: Policy, judge: Index, document: Document, held: Table, kinds: list[tuple[str, str]]
) -> Iterator[Said]:
    uses = {c.id: c for c in policy.commitments if isinstance(c, Use)}
    for purpose in held.uses:
        answers = [decide(judge, Flow("use", category, kind, purpose)) for category, kind in kinds]
        because = list(dict.fromkeys(b.commitment for a in answers for b in _standing(a)))
        bases = dict.fromkeys(
            known_basis(b).name.lower() for id in because if id in uses for b in uses[id].basis
        )
        on = f" (legal basis: {', '.join(bases)})" if bases else ""
        cited = tuple(cite for id in because if id in uses for cite in uses[id].cites)
        yield Said(known_purpose(purpose).name + on, _texts(document, cited))


def _standing(answer: Decision) -> Iterator[Because]:
    """What permits a use, also one that waits for the person's yes."""
    if answer.answer in ("allowed", "needs"):
        yield from answer.because


def _recipients(policy: Policy, document: Document, kinds: list[tuple[str, str]]) -> Iterator[Said]:
    for given in policy.commitments:
        if isinstance(given, Disclosure) and given.effect == "permit" and _covers(policy, given, kinds):
            whom = ", ".join(name.replace("_", " ") for name in given.to) or "anybody"
            yield Said(whom, _texts(document, given.cites))


def _periods(policy: Policy, document: Document, held: Table) -> Iterator[Said]:
    for kept in policy.commitments:
        if isinstance(kept, Retention) and _keeps(kept, held):
            end = "erased" if kept.then == "erase" else "masked"
            what = f"{kept.keep} from {kept.since.replace('_', ' ')}, then {end}"
            yield Said(what, _texts(document, kept.cites))


def _keeps(kept: Retention, held: Table) -> bool:
    if held.data in kept.data:
        return True
    personal = [f.category for f in held.fields.values() if is_under(f.category, "user")]
    return bool(personal) and all(any(is_under(c, key) for key in kept.data) for c in personal)


def _sources(policy: Policy, document: Document, kinds: list[tuple[str, str]]) -> Iterator[Said]:
    for collected in policy.commitments:
        if not isinstance(collected, Collection) or collected.effect != "permit":
            continue
        if collected.sources and _covers(policy, collected, kinds):
            names = (_SOURCES.get(s, s.replace("_", " ")) for s in collected.sources)
            yield Said(", ".join(names), _texts(document, collected.cites))


_SOURCES = {"person": "you", "device": "your device"}


def _covers(policy: Policy, commitment: Decided, kinds: list[tuple[str, str]]) -> bool:
    """Does it speak of personal data in the table, and not only of the columns that hold its workings?"""
    return any(
        policy.covers(commitment, category, kind) for category, kind in kinds if is_under(category, "user")
    )


def _texts(document: Document, cites: tuple[Citation, ...]) -> tuple[str, ...]:
    """The sentences, each once."""
    return tuple(
        dict.fromkeys(document.by_id[c.sentence].text for c in cites if c.sentence in document.by_id)
    )
