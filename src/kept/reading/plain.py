"""Plain text: lines or wrapped paragraphs, with headings, lists and flattened tables known by their looks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal

from kept.policy.document import Unit

from .block import Block, Cell, Headings
from .line import Line, lines

_BULLET = re.compile(r"^(?:[-*•·▪◦‣–—]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})\))\s+\S")
_NUMBERED = re.compile(r"^(\d{1,2}(?:\.\d{1,2})*)\.?\s+[^\W\d_]")
_ROW = re.compile(r"\S\s+(?:(?:YES|NO|N/A|✓|✔|✗|✘)\s+)+(?:YES|NO|N/A|✓|✔|✗|✘)$", re.IGNORECASE)
_DATED = re.compile(r"(?:\b(?:19|20)\d\d\.?$)|\b(?:updated|effective|revised)\b.*\d", re.IGNORECASE)
_SMALL = frozenset({
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "our",
    "the", "their", "this", "to", "us", "we", "with", "your", "my", "via",
})  # fmt: skip
_WRAPPED_FROM, _WRAPPED_TO = 50, 120
"""A file is hard wrapped when its longest line has more characters than the one, at most the other."""
_ANSWERS = 200
"""The answers of a flattened row stand in its last so many characters."""
_CONTENTS = 3
"""More headings in a row than these are a table of contents."""

_Row = Literal["questions", "answers"]


def blocks(source: str) -> tuple[Block, ...]:
    """The blocks of a plain text, in order."""
    groups = tuple(_groups(lines(source)))
    levels = _levels(groups)
    walk = _Walk(Headings(tuple(level for level in levels if level)))
    return tuple(
        walk.block(source, group, level, _row(n, groups))
        for n, (group, level) in enumerate(zip(groups, levels, strict=True))
    )


class _Walk:
    """Where one stands in a text: under which headings, in which lists, in which table."""

    def __init__(self, headings: Headings) -> None:
        self._headings = headings
        self._lists: list[tuple[int, str]] = []
        self._table = 0
        self._row: int | None = None

    def block(self, source: str, group: Sequence[Line], level: int, row: _Row | None) -> Block:
        """The block of one group of lines."""
        start = group[0].start
        text = source[start : group[-1].end]
        cell = self._cell(row)
        depth = self._depth(group[0]) if row is None and not level else 0
        if level and row is None:
            return Block("heading", self._headings.enter(level, text), text, start, whole=True)
        unit: Unit = "cell" if cell else "bullet" if depth else "body"
        return Block(unit, self._headings.path, text, start, whole=cell is not None, depth=depth, cell=cell)

    def _cell(self, row: _Row | None) -> Cell | None:
        """A row that was flattened to one line is one cell."""
        if row is None:
            self._row = None
            return None
        if row == "questions" or self._row is None:
            self._table, self._row = self._table + 1, 0
        self._row += row == "answers"
        return Cell(self._table, self._row, 0)

    def _depth(self, line: Line) -> int:
        """In how many lists an item stands: another mark, or one further right, opens a list in the list."""
        if not _BULLET.match(line.text):
            self._lists = []
            return 0
        style = (line.indent, _style(line.text, self._lists[-1][1] if self._lists else ""))
        if style in self._lists:
            del self._lists[self._lists.index(style) + 1 :]
        else:
            while self._lists and self._lists[-1][0] > line.indent:
                self._lists.pop()
            self._lists.append(style)
        return len(self._lists)


def _groups(every: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that make one block: each its own, or the lines of a hard-wrapped paragraph."""
    longest = max((len(line.text) for line in every), default=0)
    wrapped = _WRAPPED_FROM < longest <= _WRAPPED_TO
    group: list[Line] = []
    for line in every:
        if group and not (wrapped and _goes_on(group[-1], line, longest)):
            yield group
            group = []
        if not line.blank:
            group.append(line)
    if group:
        yield group


def _goes_on(line: Line, following: Line, longest: int) -> bool:
    if following.blank or _BULLET.match(following.text) or _NUMBERED.match(following.text):
        return False
    if following.text[0].islower():
        return True
    return len(line.text) >= 0.6 * longest and line.text[-1] not in ".!?:;"


def _is_heading(group: Sequence[Line]) -> bool:
    """One short line in title case, in capitals or with a number, that does not read as a sentence."""
    text = group[0].text
    if len(group) > 1 or len(text) > 100 or _BULLET.match(text) or text[-1] in ",;:" or "@" in text:
        return False
    words = [word for word in re.findall(r"[^\W\d_][^\s]*", text) if word.casefold() not in _SMALL]
    if not words or len(words) > 12 or "://" in text or _DATED.search(text):
        return False
    capital = sum(word[0].isupper() for word in words) / len(words)
    if text.endswith("."):
        return capital == 1 and len(words) > 2 and not any(mark.isdigit() for mark in text)
    return capital >= 0.75 or (_depth(group) > 0 and words[0][0].isupper())


def _depth(group: Sequence[Line]) -> int:
    """How many numbers stand before the text: 2 for `1.1 Uses`."""
    found = _NUMBERED.match(group[0].text)
    return found[1].count(".") + 1 if found else 0


def _levels(groups: Sequence[Sequence[Line]]) -> list[int]:
    """The level of each group, 0 for no heading.

    Under numbered headings those without a number stand one lower; more than three headings in a row
    with nothing between them are a table of contents, unless they begin the text.
    """
    levels: list[int] = []
    numbers_seen = False
    for looks, run in groupby(groups, key=_is_heading):
        members = list(run)
        listed = levels and len(members) > _CONTENTS
        for group in members:
            depth = _depth(group)
            if not looks or listed:
                levels.append(0)
                continue
            numbers_seen = numbers_seen or depth > 0
            levels.append(1 if not levels else depth + 1 if depth else 9 if numbers_seen else 2)
    return levels


def _row(at: int, groups: Sequence[Sequence[Line]]) -> _Row | None:
    """A table row flattened to text ends in bare answers; the line of questions above it is its header."""
    text = groups[at][-1].text
    if _ROW.search(text[-_ANSWERS:]):
        return "answers"
    follows = groups[at + 1][-1].text if at + 1 < len(groups) else ""
    return "questions" if text.count("?") > 1 and _ROW.search(follows[-_ANSWERS:]) else None


def _style(text: str, before: str) -> str:
    """How an item is marked: its sign, or what it is counted with; `i` after `h` is a letter."""
    mark = text.split(maxsplit=1)[0].strip("()")
    if mark.isdigit() or not mark.isalpha():
        return "1" if mark.isdigit() else mark
    return "a" if not set(mark) <= set("ivx") or (len(mark) == 1 and before == "a") else "i"
