"""A check: every commitment of a policy with the evidence for and against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from kept.controls.control import Control
from kept.controls.storage import Storage
from kept.datamap.graph import Graph
from kept.disclosure.recipient import Recipient
from kept.policy.commitment import SLUGS, Commitment, Decided, Disclosure, Party, Right
from kept.policy.document import Document, Sentence
from kept.policy.policy import Policy
from kept.records.request import Tally

from .asked import answered, reach
from .attest import Acceptance, Attestation, attested
from .facts import contract, party
from .judge import LIMITS, Answers, Observed, evidence, judged, limit
from .look import looked
from .observe import observed
from .report import Finding, Report
from .verdict import Evidence, worst


@dataclass(frozen=True)
class Check:
    """What a check is made from; `now` is UTC."""

    policy: Policy
    document: Document
    organisation: str
    controls: tuple[Control, ...]
    graphs: Mapping[str, Graph]
    stores: Mapping[str, Storage]
    recipients: tuple[Recipient, ...]
    tallies: Mapping[str, Tally]
    attestations: Mapping[str, Attestation]
    accepted: Mapping[str, Acceptance]
    now: datetime

    def report(self) -> Report:
        """Look, judge and sum up. Changes nothing."""
        findings = (*(self._finding(control) for control in self.controls), *self._limits())
        return Report(self.policy, self.document, self.now, tuple(self.stores), findings)

    @cached_property
    def _observed(self) -> tuple[Observed, ...]:
        return observed(self.graphs, self.recipients)

    @cached_property
    def _answers(self) -> Answers:
        return judged(self.policy, self._observed)

    def _finding(self, control: Control) -> Finding:
        commitment = control.commitment
        whole = (*looked(control, self.stores, self.now), *self._seen(commitment))
        return Finding(
            commitment.id,
            SLUGS[type(commitment)],
            self._sentences(commitment),
            attested(whole, self.attestations.get(commitment.id), self.now.date()),
            commitment.hedge,
            self._accepted(commitment.id),
        )

    def _seen(self, commitment: Commitment) -> Iterator[Evidence]:
        """Evidence from elsewhere than the stores' rows."""
        match commitment:
            case Decided():
                yield from evidence(commitment, self.policy, self._observed, self._answers)
                if isinstance(commitment, Disclosure):
                    yield from contract(commitment, self.policy, self.recipients)
            case Party():
                yield from party(commitment, self.policy, self.organisation)
            case Right():
                yield from reach(commitment, self.graphs)
                yield from answered(commitment, self.tallies)

    def _limits(self) -> Iterator[Finding]:
        for act, name in LIMITS.items():
            kind = name.partition("-")[0]
            found, said = limit(act, self._observed, self._answers), self._permitting(kind)
            if found and (said or worst(found) != "kept"):
                vouched = attested(found, self.attestations.get(name), self.now.date())
                yield Finding(name, kind, said, vouched, accepted=self._accepted(name))

    def _permitting(self, kind: str) -> tuple[Sentence, ...]:
        """The sentences that say what is permitted: what is not among them is not."""
        several = [c for c in self.policy.commitments if SLUGS[type(c)] == kind and _permits(c)]
        return tuple({s.id: s for c in several for s in self._sentences(c)}.values())

    def _sentences(self, commitment: Commitment) -> tuple[Sentence, ...]:
        return tuple(self.document.by_id[cite.sentence] for cite in commitment.cites)

    def _accepted(self, name: str) -> Acceptance | None:
        accepted = self.accepted.get(name)
        return accepted if accepted and self.now.date() <= accepted.until else None


def _permits(commitment: Commitment) -> bool:
    return isinstance(commitment, Decided) and commitment.effect == "permit"
