"""A report in lines of 80 columns: what is broken first, and at the end the whole answer."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from kept.proof.report import Finding, Report
from kept.proof.verdict import VERDICTS, Evidence, Verdict
from kept.words.number import counted

WIDTH = 80
MOST = 5
"""Pieces of evidence shown of one finding; the JSON form has them all."""
_LABEL = 11


def text(report: Report, *, whole: bool = False) -> Iterator[str]:
    """The lines. `whole` also shows what is kept, which otherwise is only counted."""
    when = f"{report.at.day} {report.at:%b %Y %H:%M} UTC"
    in_force = f"{report.policy.effective.day} {report.policy.effective:%b %Y}"
    count = len(report.policy.commitments)
    made = counted(count, "commitment")
    yield from _folded(f"{report.document.name} of {in_force}, {made} and the limits they set.")
    yield from _folded(f"Looked at {', '.join(report.stores) or 'no store'} on {when}.")
    yield ""
    for verdict in reversed(VERDICTS):
        for finding in report.findings:
            if finding.verdict == verdict and (whole or verdict != "kept"):
                yield from _finding(finding, report)
    yield answer(report)


def answer(report: Report) -> str:
    """The whole answer in one line: `28 kept, 1 broken, 2 unproven (1 accepted)`."""
    order: tuple[Verdict, ...] = ("kept", "broken", "attested", "unproven")
    parts = []
    for verdict in order:
        several = [finding for finding in report.findings if finding.verdict == verdict]
        accepted = sum(finding.accepted is not None for finding in several)
        noted = f" ({accepted} accepted)" if accepted and verdict in ("broken", "unproven") else ""
        if several or verdict != "attested":
            parts.append(f"{len(several)} {verdict}{noted}")
    return ", ".join(parts) + "."


def _finding(finding: Finding, report: Report) -> Iterator[str]:
    note = " (drift: the words are hedged)" if finding.drift else ""
    if finding.accepted:
        note += f" (accepted by {finding.accepted.owner} until {finding.accepted.until})"
    yield from _folded(f"{finding.commitment}{note}", f"{finding.verdict:9} ")
    yield from _promised(finding, report)
    telling = [one for one in finding.evidence if one.verdict == finding.verdict]
    for one in telling[:MOST]:
        yield from _evidence(one)
    if len(telling) > MOST:
        yield from _line("", f"and {len(telling) - MOST} more of this kind: see --json")
    for do in dict.fromkeys(one.do for one in telling[:MOST] if one.do):
        yield from _line("do", do)
    yield ""


def _promised(finding: Finding, report: Report) -> Iterator[str]:
    if not finding.sentences:
        return
    first, *rest = finding.sentences
    more = f" (and {len(rest)} more)" if rest else ""
    said = first.text.lstrip("-*• ")
    yield from _line("promised", f"{report.document.name}:{first.line}  {said}{more}")


def _evidence(one: Evidence) -> Iterable[str]:
    yield from _line("found", one.found)
    yield from _line("looked", one.looked)


def _line(label: str, words: str) -> Iterable[str]:
    return _folded(words, f"  {label:<{_LABEL - 2}}")


def _folded(words: str, head: str = "") -> Iterable[str]:
    return textwrap.wrap(
        " ".join(words.split()),
        WIDTH,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_on_hyphens=False,
        break_long_words=False,
    )
