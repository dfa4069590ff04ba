"""The report: every commitment with its verdict, its evidence and the sentences it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kept.controls.control import Control
from kept.controls.storage import Storage
from kept.disclosure.recipient import Recipient
from kept.policy.commitment import SLUGS, Commitment, Decided, Disclosure, Party
from kept.policy.document import Document, Sentence
from kept.policy.policy import Policy

from .attest import Acceptance, Attestation, attested
from .facts import contract, party
from .judge import LIMITS, Answers, Observed, evidence, judged, limit
from .look import looked
from .verdict import Evidence, Verdict, worst


@dataclass(frozen=True, slots=True)
class Finding:
    """One commitment with its evidence; `sentences` are those it cites."""

    commitment: str
    kind: str
    sentences: tuple[Sentence, ...]
    evidence: tuple[Evidence, ...]
    hedge: str | None = None
    accepted: Acceptance | None = None

    @property
    def verdict(self) -> Verdict:
        """The worst of the evidence."""
        return worst(self.evidence)

    @property
    def drift(self) -> bool:
        """Did practice leave the words behind where the words are hedged?"""
        return self.verdict == "broken" and self.hedge is not None

    @property
    def fails(self) -> bool:
        """Is it broken or unproven, and nobody accepted that?"""
        return self.verdict in ("broken", "unproven") and self.accepted is None


@dataclass(frozen=True, slots=True)
class Report:
    """What one check found; `at` is UTC."""

    policy: Policy
    document: Document
    at: datetime
    stores: tuple[str, ...]
    findings: tuple[Finding, ...]

    def count(self, verdict: Verdict) -> int:
        """How many findings have this verdict."""
        return sum(finding.verdict == verdict for finding in self.findings)

    @property
    def exit_code(self) -> int:
        """0 all well, 1 something broken, 3 something unproven; what is accepted does not count."""
        failing = {finding.verdict for finding in self.findings if finding.fails}
        return 1 if "broken" in failing else 3 if "unproven" in failing else 0


@dataclass(frozen=True, slots=True)
class Given:
    """What a check is made from, beside the stores."""

    policy: Policy
    document: Document
    organisation: str
    recipients: tuple[Recipient, ...]
    attestations: Mapping[str, Attestation]
    accepted: Mapping[str, Acceptance]


def report(
    given: Given,
    controls: Iterable[Control],
    observed: Sequence[Observed],
    stores: Mapping[str, Storage],
    others: Mapping[str, tuple[Evidence, ...]],
    now: datetime,
) -> Report:
    """Look, judge and sum up. `others` is evidence from elsewhere by commitment, such as overdue requests."""
    answers = judged(given.policy, observed)
    findings = [
        _finding(
            control, given, _evidence(control, given, observed, answers, stores, now), others, now.date()
        )
        for control in controls
    ]
    findings += _limits(given, observed, answers, now.date())
    return Report(given.policy, given.document, now, tuple(stores), tuple(findings))


def _evidence(
    control: Control,
    given: Given,
    observed: Sequence[Observed],
    answers: Answers,
    stores: Mapping[str, Storage],
    now: datetime,
) -> tuple[Evidence, ...]:
    found = looked(control, stores, now)
    match control.commitment:
        case Decided() as decided:
            found += evidence(decided, observed, answers)
            if isinstance(decided, Disclosure):
                found += contract(decided, given.policy, given.recipients)
        case Party() as who:
            found += party(who, given.policy, given.organisation)
    return found


def _finding(
    control: Control,
    given: Given,
    found: tuple[Evidence, ...],
    others: Mapping[str, tuple[Evidence, ...]],
    today: date,
) -> Finding:
    commitment = control.commitment
    whole = found + others.get(commitment.id, ())
    return Finding(
        commitment.id,
        SLUGS[type(commitment)],
        _sentences(commitment, given.document),
        attested(whole, given.attestations.get(commitment.id), today),
        commitment.hedge,
        _in_force(given.accepted.get(commitment.id), today),
    )


def _limits(given: Given, observed: Sequence[Observed], answers: Answers, today: date) -> Iterable[Finding]:
    for act, name in LIMITS.items():
        kind = name.partition("-")[0]
        found = limit(act, observed, answers)
        if found and (_limiting(given, kind) or worst(found) != "kept"):
            yield Finding(
                name,
                kind,
                _limiting(given, kind),
                found,
                accepted=_in_force(given.accepted.get(name), today),
            )


def _limiting(given: Given, kind: str) -> tuple[Sentence, ...]:
    """The sentences that say what is permitted: what is not among them is not."""
    permitting = [c for c in given.policy.commitments if SLUGS[type(c)] == kind]
    found = {s.id: s for c in permitting for s in _sentences(c, given.document)}
    return tuple(found.values())


def _sentences(commitment: Commitment, document: Document) -> tuple[Sentence, ...]:
    return tuple(document.by_id[cite.sentence] for cite in commitment.cites)


def _in_force(accepted: Acceptance | None, today: date) -> Acceptance | None:
    return accepted if accepted and today <= accepted.until else None
