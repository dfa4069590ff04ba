"""`kept decide`: may this happen?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, cast

import typer

from kept.cli.option import Json as JsonFlag
from kept.cli.option import Project
from kept.cli.printed import WIDTH, Json, answer, as_json, line, wrapped
from kept.decision.ask import Because, Decision
from kept.policy.commitment import Disclosure, Sale
from kept.policy.document import Document
from kept.policy.policy import Policy
from kept.wiring import open_kept
from kept.words.category import known_category
from kept.words.error import Misuse, suggestion
from kept.words.flow import ACTS, Act, Flow
from kept.words.purpose import known_purpose
from kept.words.subject import subjects


def decide(
    act: Annotated[str, typer.Argument(metavar="ACT", help="collect, use, disclose, sell ...")],
    category: Annotated[str, typer.Argument(metavar="CATEGORY", help="What: see kept words.")],
    about: Annotated[str, typer.Option("--about", metavar="KIND", help="The kind of people.")],
    purpose: Annotated[str | None, typer.Option("--purpose", metavar="PURPOSE", help="What for.")] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="RECIPIENT", help="Who receives it.")] = None,
    ground: Annotated[
        list[str] | None, typer.Option("--ground", metavar="GROUND", help="On record for it; repeatable.")
    ] = None,
    project: Project = Path(),
    as_facts: JsonFlag = False,
) -> int:
    """Ask the policy about one flow, for a person who has said nothing.

    Exit 0 when it is allowed, 1 when it is not.
    """
    kept = open_kept(project)
    flow = Flow(cast(Act, act), category, about, purpose, to, grounds=frozenset(ground or ()))
    _refuse_unknown(flow, kept.policy)
    decision = kept.decide(flow)
    if as_facts:
        as_json(_facts(flow, decision, kept.policy, kept.document))
    else:
        _shown(decision, kept.document)
    return 0 if decision.allowed else 1


def _refuse_unknown(flow: Flow, policy: Policy) -> None:
    """A word nobody knows would be answered `silent`, or slip past a prohibition: it is refused."""
    if flow.act not in ACTS:
        raise Misuse(f"unknown act `{flow.act}`", do=suggestion(flow.act, ACTS))
    known_category(flow.category)
    own = {kind for term in policy.terms.values() for kind in term.about}
    if flow.about not in own and flow.about not in subjects():
        raise Misuse(f"unknown kind of people `{flow.about}`", do=suggestion(flow.about, {*own, *subjects()}))
    if flow.purpose is not None:
        known_purpose(flow.purpose)
    if flow.to is not None and flow.to not in _recipients(policy):
        raise Misuse(f"unknown recipient `{flow.to}`", do=suggestion(flow.to, _recipients(policy)))


def _recipients(policy: Policy) -> frozenset[str]:
    named = {key for key in policy.parties if key != "us"}
    for party in policy.parties.values():
        named.update(party.includes, (party.kind,) if party.kind else ())
    for commitment in policy.commitments:
        if isinstance(commitment, Disclosure | Sale):
            named.update(commitment.to)
    return frozenset(named)


def _facts(flow: Flow, decision: Decision, policy: Policy, document: Document) -> Json:
    return {
        "policy": policy.id,
        "effective": policy.effective.isoformat(),
        "flow": {
            "act": flow.act,
            "category": flow.category,
            "about": flow.about,
            "purpose": flow.purpose,
            "to": flow.to,
            "grounds": sorted(flow.grounds),
        },
        "answer": decision.answer,
        "allowed": decision.allowed,
        "reason": decision.reason,
        "because": [_because(because, document) for because in decision.because],
        "missing": list(decision.missing),
        "duties": list(decision.duties),
    }


def _because(because: Because, document: Document) -> Json:
    cited = [document.by_id[key] for key in because.sentences]
    return {
        "commitment": because.commitment,
        "sentences": [{"id": s.id, "section": s.section, "line": s.line, "text": s.text} for s in cited],
    }


def _shown(decision: Decision, document: Document) -> None:
    for because in decision.because:
        line(because.commitment)
        for key in because.sentences:
            sentence = document.by_id[key]
            wrapped(f"{document.name}:{sentence.line}", sentence.text)
    for label, several in (("missing", decision.missing), ("duty", decision.duties)):
        for one in several:
            wrapped(label, one)
    if decision.because:
        line()
    answer(decision.answer, f": {_by(decision)}.", "good" if decision.allowed else "bad")


def _by(decision: Decision) -> str:
    """What settled it, short enough for the last line; the lines above say the rest."""
    if not decision.because:
        return "nothing in the policy permits it"
    names = "by " + ", ".join(because.commitment for because in decision.because)
    count = len(decision.because)
    return names if len(decision.answer) + len(names) + 3 <= WIDTH else f"by {count} commitments, above"
