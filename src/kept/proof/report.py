"""The report: every commitment with its verdict, its evidence and the sentences it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kept.policy.document import Document, Sentence
from kept.policy.policy import Policy

from .attest import Acceptance
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
