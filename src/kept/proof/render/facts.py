"""A report as JSON: the same facts, with stable keys.

{"policy", "effective", "document", "at", "stores",
 "findings": [{"commitment", "kind", "verdict", "drift", "accepted": {"owner", "until", "reason"} | null,
               "sentences": [{"id", "section", "line", "text"}],
               "evidence": [{"verdict", "found", "looked", "do"}]}],
 "counts": {"kept", "attested", "unproven", "broken"}}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from kept.proof.attest import Acceptance
from kept.proof.report import Finding, Report
from kept.proof.verdict import VERDICTS

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"


def facts(report: Report) -> dict[str, Json]:
    """The report as JSON is made of it."""
    return {
        "policy": report.policy.id,
        "effective": report.policy.effective.isoformat(),
        "document": report.document.name,
        "at": report.at.isoformat(timespec="seconds"),
        "stores": list(report.stores),
        "findings": [_finding(finding) for finding in report.findings],
        "counts": {verdict: report.count(verdict) for verdict in VERDICTS},
    }


def _finding(finding: Finding) -> Json:
    return {
        "commitment": finding.commitment,
        "kind": finding.kind,
        "verdict": finding.verdict,
        "drift": finding.drift,
        "accepted": _accepted(finding.accepted),
        "sentences": [
            {"id": s.id, "section": s.section, "line": s.line, "text": s.text} for s in finding.sentences
        ],
        "evidence": [
            {"verdict": e.verdict, "found": e.found, "looked": e.looked, "do": e.do} for e in finding.evidence
        ],
    }


def _accepted(accepted: Acceptance | None) -> Json:
    if accepted is None:
        return None
    return {"owner": accepted.owner, "until": accepted.until.isoformat(), "reason": accepted.reason}
