"""What a person is told of a table beside its rows: GDPR Art. 15(1), as the policy says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kept.datamap.graph import Graph
from kept.datamap.holding import Table
from kept.decision.ask import Because, Decision
from kept.decision.decide import Index, decide
from kept.policy.citation import Citation
from kept.policy.commitment import Collection, Decided, Disclosure, Retention, Right, Use
from kept.policy.policy import Policy
from kept.words.basis import known_basis
from kept.words.category import is_personal
from kept.words.flow import Flow
from kept.words.key import is_under
from kept.words.purpose import known_purpose

from .route import controller_of


@dataclass(frozen=True, slots=True)
class Said:
    """One thing told, with the ids of the policy's sentences that say it."""

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
    """The sentences that define the term, by id."""
    purposes: tuple[Said, ...]
    """Art. 15(1)(a)."""
    recipients: tuple[Said, ...]
    """Art. 15(1)(c)."""
    periods: tuple[Said, ...]
    """Art. 15(1)(d)."""
    sources: tuple[Said, ...]
    """Art. 15(1)(g)."""

    @property
    def sentences(self) -> Iterator[str]:
        """The ids of every sentence that something here points to."""
        yield from self.means
        for said in (*self.purposes, *self.recipients, *self.periods, *self.sources):
            yield from said.sentences


def told(policy: Policy, judge: Index, graph: Graph, table: str) -> Told:
    """What the policy says of the data in a table of the map; `judge` is the policy's index."""
    held = graph.holding.tables[table]
    kinds = [(f.category, kind) for f in held.fields.values() for kind in sorted(graph.about(table))]
    term = policy.terms.get(held.data or "")
    return Told(
        table,
        held.data.replace("_", " ") if held.data else None,
        controller_of(policy, held.data),
        _ids(term.cites if term else ()),
        _merged(_purposes(policy, judge, held, kinds)),
        _merged(_recipients(policy, held, kinds)),
        _merged(_periods(policy, held)),
        _merged(_sources(policy, held, kinds)),
    )


def rights(policy: Policy, granted: frozenset[str]) -> Iterator[Said]:
    """The rights the policy names, as far as they are this person's (Art. 15(1)(e) and (f))."""
    for promise in policy.commitments:
        if isinstance(promise, Right) and promise.right in granted:
            yield Said(promise.right.replace("_", " "), _ids(promise.cites[:1]))


def _purposes(policy: Policy, judge: Index, held: Table, kinds: list[tuple[str, str]]) -> Iterator[Said]:
    uses = {c.id: c for c in policy.commitments if isinstance(c, Use) and _speaks(policy, c, held)}
    for purpose in held.uses:
        answers = [decide(judge, Flow("use", category, kind, purpose)) for category, kind in kinds]
        found = {b.commitment: uses[b.commitment] for b in _standing(answers) if b.commitment in uses}
        bases = dict.fromkeys(
            known_basis(basis).name.lower() for use in found.values() for basis in use.basis
        )
        on = f" (legal basis: {', '.join(bases)})" if bases else ""
        yield Said(known_purpose(purpose).name + on, _ids(c for use in found.values() for c in use.cites))


def _standing(answers: Iterable[Decision]) -> Iterator[Because]:
    """What permits a use, also one that waits for the person's yes."""
    return (b for answer in answers if answer.answer in ("allowed", "needs") for b in answer.because)


def _recipients(policy: Policy, held: Table, kinds: list[tuple[str, str]]) -> Iterator[Said]:
    for given in policy.commitments:
        if isinstance(given, Disclosure) and given.effect == "permit" and _covers(policy, given, held, kinds):
            whom = ", ".join(name.replace("_", " ") for name in given.to) or "others"
            yield Said(whom, _ids(given.cites))


def _periods(policy: Policy, held: Table) -> Iterator[Said]:
    for kept in policy.commitments:
        if isinstance(kept, Retention) and _keeps(kept, held):
            end = "erased" if kept.then == "erase" else "masked"
            what = f"{kept.keep} from {kept.since.replace('_', ' ')}, then {end}"
            yield Said(what, _ids(kept.cites))


def _keeps(kept: Retention, held: Table) -> bool:
    if held.data in kept.data:
        return True
    personal = [f.category for f in held.fields.values() if is_personal(f.category)]
    return bool(personal) and all(any(is_under(c, key) for key in kept.data) for c in personal)


def _sources(policy: Policy, held: Table, kinds: list[tuple[str, str]]) -> Iterator[Said]:
    for collected in policy.commitments:
        if not isinstance(collected, Collection) or collected.effect != "permit":
            continue
        if collected.sources and _covers(policy, collected, held, kinds):
            names = (_SOURCES.get(s, s.replace("_", " ")) for s in collected.sources)
            yield Said(", ".join(names), _ids(collected.cites))


_SOURCES = {"person": "you", "device": "your device"}


def _covers(policy: Policy, commitment: Decided, held: Table, kinds: list[tuple[str, str]]) -> bool:
    """Does it speak of personal data in the table, and not only of the columns that hold its workings?"""
    return _speaks(policy, commitment, held) and any(
        policy.covers(commitment, category, kind) for category, kind in kinds if is_personal(category)
    )


def _speaks(policy: Policy, commitment: Decided, held: Table) -> bool:
    """Is it about data of the same controller? What is said of a customer's data is not said of ours."""
    terms = [word for word in commitment.data if word in policy.terms]
    if len(terms) < len(commitment.data) or not terms:
        return True
    ours = controller_of(policy, held.data)
    return any(controller_of(policy, term) == ours for term in terms)


def _merged(said: Iterable[Said]) -> tuple[Said, ...]:
    """What is said several times, once, with all its sentences."""
    found: dict[str, tuple[str, ...]] = {}
    for one in said:
        found[one.what] = tuple(dict.fromkeys((*found.get(one.what, ()), *one.sentences)))
    return tuple(Said(what, sentences) for what, sentences in found.items())


def _ids(cites: Iterable[Citation]) -> tuple[str, ...]:
    """The sentences cited, each once."""
    return tuple(dict.fromkeys(cite.sentence for cite in cites))
