"""`kept read`: a policy document as sentences, ready to be cited."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kept.cli.option import Json as JsonFlag
from kept.cli.option import MaybeProject
from kept.cli.printed import Json, as_json, line, wrapped
from kept.policy.citation import fingerprint
from kept.policy.commitment import SLUGS, Commitment, Decided
from kept.policy.document import Document
from kept.reading.sentence import read as read_document
from kept.settings import bytes_of
from kept.words.error import Misuse

if TYPE_CHECKING:
    from kept.wiring import Kept


def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The document: md, html or txt.")],
    as_facts: JsonFlag = False,
    pin: Annotated[bool, typer.Option("--pin", help="Fingerprints to cite the sentences with.")] = False,
    project: MaybeProject = None,
) -> int:
    """Show the sentences of a policy document with their sections and places.

    With --project the commitments that cite them are shown too, and --pin keeps to cited sentences.
    """
    document = read_document(file.name, bytes_of(file))
    if pin:
        _pinned(document, project, as_facts)
        return 0
    commitments = _commitments(document, project) if project is not None else ()
    if as_facts:
        as_json(_facts(document, commitments))
    else:
        _shown(document, commitments)
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


def _facts(document: Document, commitments: tuple[Commitment, ...]) -> Json:
    sentences: list[Json] = [
        {"id": s.id, "section": s.section, "start": s.start, "end": s.end, "text": s.text}
        for s in document.sentences
    ]
    return {
        "document": document.name,
        "sentences": sentences,
        "commitments": [
            {
                "id": c.id,
                "kind": SLUGS[type(c)],
                "effect": c.effect if isinstance(c, Decided) else None,
                "cites": [cite.sentence for cite in c.cites],
            }
            for c in commitments
        ],
    }


def _shown(document: Document, commitments: tuple[Commitment, ...]) -> None:
    section: str | None = None
    for sentence in document.sentences:
        if sentence.unit != "heading" and sentence.section != section:
            section = sentence.section
            line()
            wrapped("", section or "(before the first heading)", indent="")
        if sentence.unit != "heading":
            wrapped(f"{sentence.id:<5}{document.name}:{sentence.line:<4}", sentence.text)
            for commitment in commitments:
                if any(cite.sentence == sentence.id for cite in commitment.cites):
                    line(f"       {SLUGS[type(commitment)]:<11}{commitment.id}")
    line()
    committed = f", {len(commitments)} commitments" if commitments else ""
    line(f"{document.name}: {len(document.sentences)} sentences{committed}.")


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
