"""A document's sentences, numbered and placed, ready to be cited."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from kept.policy.document import Document, Sentence
from kept.words.error import Misuse

from .block import Block, Span
from .boundary import sentences
from .line import Places
from .text import blocks, decoded


def read(name: str, source: bytes | str) -> Document:
    """The document's sentences `s1`, `s2` ... in order; headings, list items, cells stand alone.

    Offsets count characters of the decoded source. For txt and md `source[start:end]` is the sentence's
    text; for html the span covers its markup and the text is what a reader sees. Raises Misuse for a
    kind of file that is not understood, bytes that are not UTF-8, and a document without a word.
    """
    text = decoded(name, source) if isinstance(source, bytes) else source
    places = Places(text)
    found = [
        Sentence(f"s{n}", block.section, block.unit, places.line(span.start), span.start, span.end, shown)
        for n, (block, span, shown) in enumerate(_units(blocks(name, text)), 1)
    ]
    if not found:
        raise Misuse(f"`{name}` holds no text", do="save the policy as people see it, then read that file")
    raw = source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass")
    return Document(name, hashlib.sha256(raw).hexdigest(), tuple(found))


def _units(every: tuple[Block, ...]) -> Iterator[tuple[Block, Span, str]]:
    for block in every:
        pairs = list(sentences(block.text))
        if block.whole and pairs:
            pairs = [(pairs[0][0], pairs[-1][1])]
        for first, last in pairs:
            yield block, block.span(first, last), block.text[first:last]
