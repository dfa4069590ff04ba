"""`kept read`: a policy document as sentences, ready to be cited."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kept.cli.drafted import draft_facts, identified, told
from kept.cli.option import Json as JsonFlag
from kept.cli.option import MaybeProject
from kept.cli.printed import Json, as_json, line, wrapped
from kept.policy.citation import fingerprint
from kept.policy.commitment import SLUGS, Commitment, Decided
from kept.policy.document import Document
from kept.reading.coverage import Coverage, Reading, cover, of_sentence
from kept.reading.draft import Draft
from kept.reading.sentence import read as read_document
from kept.settings import bytes_of
from kept.words.error import Misuse

if TYPE_CHECKING:
    from kept.wiring import Kept


def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The document: md, html, txt or docx.")],
    as_facts: JsonFlag = False,
    pin: Annotated[bool, typer.Option("--pin", help="Fingerprints to cite the sentences with.")] = False,
    project: MaybeProject = None,
) -> int:
    """Show the sentences of a policy document and what each seems to commit to.

    What was not understood is shown as unread. With --project the commitments of the typed policy are shown
    in place of drafts, and --pin keeps to cited sentences.
    """
    document = read_document(file.name, bytes_of(file))
    if pin:
        _pinned(document, project, as_facts)
        return 0
    commitments = _commitments(document, project) if project is not None else ()
    coverage = cover(document)
    if as_facts:
        as_json(_facts(coverage, None if project is None else commitments))
    else:
        _shown(coverage, None if project is None else commitments)
    return 0


def _commitments(document: Document, project: Path) -> tuple[Commitment, ...]:
    return _deployment(document, project).policy.commitments


def _deployment(document: Document, project: Path) -> Kept:
    """The deployment, when this is the document it publishes. Raises Misuse when it is not."""
    from kept.wiring import open_kept  # a document alone needs no deployment

    kept = open_kept(project)
    if kept.document.digest != document.digest:
        raise Misuse(
            f"`{document.name}` is not the document of `{project}`",
            do=f"read `policy/{kept.document.name}` of that folder, or leave out `--project`",
        )
    return kept


def _facts(coverage: Coverage, commitments: tuple[Commitment, ...] | None) -> Json:
    document = coverage.document
    sentences: list[Json] = [
        {
            "id": s.id, "section": s.section, "start": s.start, "end": s.end, "text": s.text,
            "reading": coverage.readings[s.id],
        }
        for s in document.sentences
    ]  # fmt: skip
    facts: list[Json] = (
        [draft_facts(id, draft) for id, draft in identified(coverage.drafts)]
        if commitments is None
        else [_commitment_facts(c) for c in commitments]
    )
    return {
        "document": document.name,
        "sentences": sentences,
        "commitments": facts,
        "coverage": {str(reading): count for reading, count in sorted(coverage.counts().items())},
    }


def _commitment_facts(commitment: Commitment) -> Json:
    return {
        "id": commitment.id,
        "kind": SLUGS[type(commitment)],
        "effect": commitment.effect if isinstance(commitment, Decided) else None,
        "cites": [cite.sentence for cite in commitment.cites],
    }


def _shown(coverage: Coverage, commitments: tuple[Commitment, ...] | None) -> None:
    document, section = coverage.document, None
    by = of_sentence(coverage.drafts)
    for sentence in document.sentences:
        if sentence.unit == "heading":
            continue
        if sentence.section != section:
            section = sentence.section
            line()
            wrapped("", section or "(before the first heading)", indent="")
        wrapped(f"{sentence.id:<5}{document.name}:{sentence.line:<4}", sentence.text)
        if commitments is None:
            _read_as(coverage.readings[sentence.id], coverage.rules.get(sentence.id), by.get(sentence.id, ()))
        else:
            for commitment in commitments:
                if any(cite.sentence == sentence.id for cite in commitment.cites):
                    line(f"       {SLUGS[type(commitment)]:<11}{commitment.id}")
    line()
    line(_closing(coverage, commitments))


def _read_as(reading: Reading, rule: str | None, found: tuple[Draft, ...]) -> None:
    for draft in found:
        wrapped(f"{draft.effect} {draft.kind}", told(draft), indent="     ")
    if reading == "nothing":
        line(f"     commits to nothing ({rule})")
    elif reading in ("unread", "definition"):
        line(f"     {reading}")


def _closing(coverage: Coverage, commitments: tuple[Commitment, ...] | None) -> str:
    many = f"{coverage.document.name}: {len(coverage.document.sentences)} sentences"
    if commitments is not None:
        return f"{many}, {len(commitments)} commitments." if commitments else f"{many}."
    counts = coverage.counts()
    asked = sum(1 for draft in coverage.drafts if draft.asks)
    drafts = f"{len(coverage.drafts)} draft commitment{'s' * (len(coverage.drafts) != 1)}"
    return (
        f"{many}, {counts.get('commitment', 0)} with {drafts} "
        f"({asked} to be read with care), {counts.get('unread', 0)} unread."
    )


def _pinned(document: Document, project: Path | None, as_facts: bool) -> None:
    """The `sentences` part of a typed policy: of every sentence, or of those the deployment cites."""
    if project is None:
        pins: Mapping[str, str] = {s.id: fingerprint(s.text) for s in document.sentences}
    else:
        pins = _deployment(document, project).pins()
    if as_facts:
        as_json({"document": document.name, "sentences": pins})
        return
    line("sentences:")
    for sentence, text in pins.items():
        line(f'  {sentence}: "{text}"')
