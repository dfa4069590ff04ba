"""Markdown blocks with their source text as it stands, marks included (CommonMark 0.31, GFM tables)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from kept.policy.document import Unit

from .block import Block, Cell, Headings
from .line import Line, lines

_ATX = re.compile(r"^(?:>\s*)*(#{1,6})(?:\s+|$)")
_SETEXT = re.compile(r"^(=+|-{2,})$")
_RULE = re.compile(r"^(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$")
_BULLET = re.compile(r"^(?:>\s*)*(?:[-*+•]|\d{1,9}[.)])\s+\S")
_TABLE_RULE = re.compile(r"^\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$")
_LINK_TARGET = re.compile(r"^\[[^\]]+\]:\s*\S+")
_FENCE = re.compile(r"^(?:`{3,}|~{3,})")
_BOLD = re.compile(r"^(?:\*\*|__)(?![*_])[^*_]+(?:\*\*|__)$")
_EMPHASIS = re.compile(r"[*_`]+")
_BAR = re.compile(r"(?<!\\)\|")
_UNDER = 2
"""An item that begins so many columns after another's mark stands under it."""

_Kind = Literal["nothing", "more", "heading", "row", "bullet", "text"]


@dataclass
class _Piece:
    """A block that is being gathered: a heading has a level from 1 to 7."""

    unit: Unit
    lines: list[Line] = field(default_factory=list)
    level: int = 0
    depth: int = 0
    cell: Cell | None = None


def blocks(source: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text, in order; front matter, comments and link targets are left out."""
    pieces = tuple(_Pieces(tuple(_published(source))).gathered())
    headings = Headings(tuple(piece.level for piece in pieces if piece.level))
    return tuple(_block(source, piece, headings) for piece in pieces)


def _block(source: str, piece: _Piece, headings: Headings) -> Block:
    start, end = piece.lines[0].start, piece.lines[-1].end
    text = source[start:end]
    if piece.level:
        section = headings.enter(piece.level, _heading(piece.lines[0].text))
        return Block("heading", section, text, start, whole=True)
    return Block(piece.unit, headings.path, text, start, depth=piece.depth, cell=piece.cell)


def _heading(text: str) -> str:
    """A heading's words without its marks."""
    found = _ATX.match(text)
    words = text[found.end() :].rstrip("#").strip() if found else text
    return _EMPHASIS.sub("", words).strip()


def _published(source: str) -> Iterator[Line]:
    """The lines people see: no front matter (`---` blocks at the top) and no HTML comments."""
    every = lines(source)
    fences = (n for n, line in enumerate(every) if line.text == "---")
    if next(fences, None) == 0 and (second := next(fences, None)) is not None:
        every = every[second + 1 :]
    hidden = _comments(source)
    start, end = next(hidden, (len(source), len(source)))
    for line in every:
        while end < line.end:
            start, end = next(hidden, (len(source), len(source)))
        within = start <= line.start and line.end <= end and start < end
        yield Line(line.start, line.start, "") if within else line


def _comments(source: str) -> Iterator[tuple[int, int]]:
    start = source.find("<!--")
    while start >= 0 and (end := source.find("-->", start + 4)) >= 0:
        yield start, end + 3
        start = source.find("<!--", end + 3)


class _Pieces:
    """The blocks of lines, gathered in one walk."""

    def __init__(self, every: Sequence[Line]) -> None:
        self._lines = every
        self._piece: _Piece | None = None
        self._fenced = False
        self._lists: list[int] = []  # how far from the left each open list begins, the widest first
        self._table = _Table()

    def gathered(self) -> Iterator[_Piece]:
        """The blocks in order."""
        for n, line in enumerate(self._lines):
            yield from self._next(n, line)
        yield from self._closed()

    def _next(self, n: int, line: Line) -> Iterator[_Piece]:
        kind = self._kind(n, line)
        if kind == "text" and self._underlined(line):
            kind = "nothing"
        if kind == "more" or (kind == "text" and self._piece and not _RULE.match(line.text)):
            self._piece = self._piece or _Piece("body")
            self._piece.lines.append(line)
            return
        yield from self._closed()
        if kind == "row":
            yield from self._table.row(line, self._ruled(n))
            return
        if not (kind == "nothing" and line.text):  # the ruler of a table does not end it
            self._table.end()
        if kind == "heading":
            self._lists = []
            yield _Piece("heading", [line], _level(line))
        elif kind in ("bullet", "text") and not _RULE.match(line.text):
            self._piece = self._begun(line, kind == "bullet")

    def _kind(self, n: int, line: Line) -> _Kind:
        if _FENCE.match(line.text):
            self._fenced = not self._fenced
        text = line.text
        if line.blank or self._fenced:
            return "nothing" if line.blank else "more"
        if _LINK_TARGET.match(text) or _is_ruler(text):
            return "nothing"
        if _ATX.match(text):
            return "heading"
        if "|" in text and (text[0] == "|" or self._table.open or self._ruled(n)):
            return "row"
        return "bullet" if _BULLET.match(text) and not _RULE.match(text) else "text"

    def _ruled(self, n: int) -> bool:
        """Does the next line say that this one holds the headings of a table?"""
        return n + 1 < len(self._lines) and _is_ruler(self._lines[n + 1].text)

    def _underlined(self, line: Line) -> bool:
        """Does the line make a heading of the paragraph above it?"""
        piece = self._piece
        if piece is None or piece.unit != "body" or not _SETEXT.match(line.text):
            return False
        piece.level = 1 if line.text[0] == "=" else 2
        return True

    def _begun(self, line: Line, marked: bool) -> _Piece:
        """An item, or a paragraph; one that begins under the words of an item belongs to it."""
        while self._lists and line.indent < self._lists[-1] + _UNDER:
            self._lists.pop()
        if marked:
            self._lists.append(line.indent)
        return _Piece("bullet" if self._lists else "body", [line], depth=len(self._lists))

    def _closed(self) -> Iterator[_Piece]:
        if self._piece:
            yield _finished(self._piece)
        self._piece = None


class _Table:
    """The rows of the table that is open, as cells that know the heading of their column."""

    def __init__(self) -> None:
        self.open = False
        self._number = 0
        self._row = 0
        self._columns: dict[int, str] = {}

    def row(self, line: Line, headings: bool) -> Iterator[_Piece]:
        """The cells of a row; `headings`: they name the columns of a table that begins here."""
        if headings or not self.open:
            self._number, self._row, self._columns = self._number + 1, 0, {}
        self._row += not headings
        self.open = True
        for at, cell in _cells(line):
            place = Cell(self._number, self._row, at, self._columns.get(at))
            if headings:
                self._columns[at] = _EMPHASIS.sub("", cell.text).strip()
            yield _Piece("cell", [cell], cell=place)

    def end(self) -> None:
        """What follows is no row of it."""
        self.open = False


def _cells(line: Line) -> Iterator[tuple[int, Line]]:
    """The cells that are not empty, each with its column."""
    text = line.text
    first = 1 if text.startswith("|") else 0
    for at, end in enumerate([*(bar.start() for bar in _BAR.finditer(text, first)), len(text)]):
        shown = text[first:end].strip()
        if shown:
            start = line.start + text.index(shown, first)
            yield at, Line(start, start + len(shown), shown)
        first = end + 1


def _is_ruler(text: str) -> bool:
    return "|" in text and _TABLE_RULE.match(text) is not None


def _level(line: Line) -> int:
    found = _ATX.match(line.text)
    return len(found[1]) if found else 0


def _finished(piece: _Piece) -> _Piece:
    """A paragraph wholly in bold stands where a heading would."""
    text = piece.lines[0].text
    if piece.unit == "body" and len(piece.lines) == 1 and len(text) <= 100 and _BOLD.match(text):
        piece.level = piece.level or (0 if text.rstrip("*_").endswith((".", ":", ";")) else 7)
    return piece
