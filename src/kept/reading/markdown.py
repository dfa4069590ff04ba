"""Markdown blocks with their source text as it stands, marks included (CommonMark 0.31, GFM tables)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kept.policy.document import Unit

from .block import Block, Headings
from .line import Line, lines

_ATX = re.compile(r"^(?:>\s*)*(#{1,6})(?:\s+|$)")
_SETEXT = re.compile(r"^(=+|-{2,})$")
_RULE = re.compile(r"^(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$")
_BULLET = re.compile(r"^(?:>\s*)*(?:[-*+•]|\d{1,9}[.)])\s+\S")
_TABLE_RULE = re.compile(r"^\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$")
_LINK_TARGET = re.compile(r"^\[[^\]]+\]:\s*\S+")
_FENCE = re.compile(r"^(?:`{3,}|~{3,})")
_BOLD = re.compile(r"^(?:\*\*|__)(?![*_])[^*_]+(?:\*\*|__)$")
_MARKS = re.compile(r"^(?:>\s*)*#{1,6}\s+|\s+#+\s*$|[*_`]+")
_CELL = re.compile(r"(?:\\.|[^|\\])+")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass
class _Piece:
    """A block that is being gathered: a heading has a level from 1 to 7."""

    unit: Unit
    lines: list[Line] = field(default_factory=list)
    level: int = 0


def blocks(source: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text, in order; front matter, comments and link targets are left out."""
    pieces = tuple(_pieces(list(_published(source))))
    headings = Headings(tuple(piece.level for piece in pieces if piece.level))
    return tuple(_block(source, piece, headings) for piece in pieces)


def _block(source: str, piece: _Piece, headings: Headings) -> Block:
    start, end = piece.lines[0].start, piece.lines[-1].end
    text = source[start:end]
    if piece.level:
        section = headings.enter(piece.level, _MARKS.sub("", piece.lines[0].text).strip())
        return Block("heading", section, text, start, whole=True)
    return Block(piece.unit, headings.path, text, start)


def _published(source: str) -> Iterator[Line]:
    """The lines people see: no front matter (`---` blocks at the top) and no HTML comments."""
    hidden = [found.span() for found in _COMMENT.finditer(source)]
    every = lines(source)
    fences = [n for n, line in enumerate(every) if line.text == "---"]
    if fences[:1] == [0] and len(fences) > 1:
        every = every[fences[1] + 1 :]
    for line in every:
        yield _without(line, hidden)


def _without(line: Line, hidden: list[tuple[int, int]]) -> Line:
    for start, end in hidden:
        if start <= line.start and line.end <= end:
            return Line(line.start, line.start, "")
    return line


def _pieces(every: list[Line]) -> Iterator[_Piece]:
    piece: _Piece | None = None
    fenced = False
    for line in every:
        if _FENCE.match(line.text):
            fenced = not fenced
        kind = _kind(line, fenced)
        if piece and kind == "text" and _SETEXT.match(line.text) and piece.unit == "body":
            piece.level = 1 if line.text[0] == "=" else 2
            kind = "nothing"
        if kind == "more" or (kind == "text" and piece and not _RULE.match(line.text)):
            piece = piece or _Piece("body")
            piece.lines.append(line)
            continue
        if piece:
            yield _finished(piece)
        piece = None
        if kind == "row":
            yield from _cells(line)
        elif kind == "heading":
            yield _Piece("heading", [line], _depth(line))
        elif kind in ("bullet", "text") and not _RULE.match(line.text):
            piece = _Piece("bullet" if kind == "bullet" else "body", [line])
    if piece:
        yield _finished(piece)


def _kind(line: Line, fenced: bool) -> str:
    if fenced and not line.blank:
        return "more"
    text = line.text
    if line.blank or _LINK_TARGET.match(text) or ("|" in text and _TABLE_RULE.match(text)):
        return "nothing"
    if _ATX.match(text):
        return "heading"
    if text.startswith("|"):
        return "row"
    return "bullet" if _BULLET.match(text) and not _RULE.match(text) else "text"


def _depth(line: Line) -> int:
    found = _ATX.match(line.text)
    return len(found[1]) if found else 0


def _finished(piece: _Piece) -> _Piece:
    """A paragraph wholly in bold stands where a heading would."""
    text = piece.lines[0].text
    if piece.unit == "body" and len(piece.lines) == 1 and len(text) <= 100 and _BOLD.match(text):
        piece.level = piece.level or (0 if text.rstrip("*_").endswith((".", ":", ";")) else 7)
    return piece


def _cells(line: Line) -> Iterator[_Piece]:
    for found in _CELL.finditer(line.text):
        text = found[0].strip()
        if text:
            start = line.start + found.start() + len(found[0]) - len(found[0].lstrip())
            yield _Piece("cell", [Line(start, start + len(text), text)])
