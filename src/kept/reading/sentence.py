"""A document's sentences, numbered and placed, ready to be cited."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from kept.policy.document import Document, Sentence
from kept.words.error import Misuse

from . import text
from .block import Block, Span
from .boundary import sentences
from .lead import Leads
from .line import Places


def read(name: str, source: bytes | str) -> Document:
    """The document's sentences `s1`, `s2` ... in order; headings, list items, cells stand alone.

    Offsets count characters of the document's `source`. For txt and md that is the decoded file, for pdf
    and docx the text as it was extracted, and `source[start:end]` is the sentence's text; for html the
    span covers its markup and the text is what a reader sees. Raises Misuse for a kind of file that is not
    understood, one that is broken or locked, and a document without a word.
    """
    opened = text.read(name, source)
    found = tuple(_sentences(Places(opened.source), opened.blocks))
    if not found:
        raise Misuse(f"`{name}` holds no text", do="save the policy as people see it, then read that file")
    raw = source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass")
    return Document(name, hashlib.sha256(raw).hexdigest(), found, opened.source)


def _sentences(places: Places, every: tuple[Block, ...]) -> Iterator[Sentence]:
    leads = Leads()
    count = 0
    for block in every:
        lead = leads.lead(block)
        shown = ""
        for span, shown in _units(block):
            count += 1
            yield _sentence(f"s{count}", block, span, shown, places.line(span.start), lead)
        if shown:
            leads.enter(block, f"s{count}", shown)


def _sentence(id: str, block: Block, span: Span, shown: str, line: int, lead: str | None) -> Sentence:
    cell = block.cell
    return Sentence(
        id,
        block.section,
        block.unit,
        line,
        span.start,
        span.end,
        shown,
        table=cell.table if cell else None,
        row=cell.row if cell else None,
        column=cell.column if cell else None,
        lead=lead,
    )


def _units(block: Block) -> Iterator[tuple[Span, str]]:
    pairs = list(sentences(block.text))
    if block.whole and pairs:
        pairs = [(pairs[0][0], pairs[-1][1])]
    for first, last in pairs:
        yield block.span(first, last), block.text[first:last]
