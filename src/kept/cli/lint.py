"""`kept lint`: what a policy's text lacks or contradicts."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from kept.cli.option import Json, Unread
from kept.cli.printed import Json as Facts
from kept.cli.printed import as_json, line, wrapped
from kept.lint.examine import examine
from kept.lint.finding import Finding
from kept.policy.document import Document
from kept.reading.sentence import read as read_document
from kept.settings import bytes_of


def lint(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The document: md, html, txt or docx.")],
    as_facts: Json = False,
    project: Unread = None,
) -> int:
    """Show faults of a policy's text; the exit code is 1 when one is an error."""
    document = read_document(file.name, bytes_of(file))
    found = examine(document, datetime.now(UTC).date())
    if as_facts:
        as_json({"document": document.name, "findings": [_facts(finding) for finding in found]})
    else:
        _shown(document, found)
    return int(any(finding.severity == "error" for finding in found))


def _facts(finding: Finding) -> Facts:
    return {
        "rule": finding.rule, "severity": finding.severity, "sentences": list(finding.sentences),
        "message": finding.message, "do": finding.do, "law": finding.law,
    }  # fmt: skip


def _shown(document: Document, found: tuple[Finding, ...]) -> None:
    for finding in found:
        sentence = document.by_id[finding.sentences[0]]
        line(f"{finding.severity}  {finding.rule}  {document.name}:{sentence.line} ({sentence.id})")
        wrapped("", f'"{sentence.text}"', indent="    ")
        wrapped("", finding.message + (f" ({finding.law})" if finding.law else ""), indent="    ")
        wrapped("", f"to do: {finding.do}", indent="    ")
        line()
    counts = Counter(finding.severity for finding in found)
    told = ", ".join(f"{counts[s]} {s}{'s' * (counts[s] != 1)}" for s in ("error", "warning", "note"))
    line(f"{document.name}: {told}.")
