"""Lines of a source with their places."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|$)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `start` to `end` without the white space around it; both are `start` when it is blank."""

    start: int
    end: int
    text: str
    indent: int = 0
    """How far from the left it begins; a tab reaches the next multiple of four."""

    @property
    def blank(self) -> bool:
        """Nothing but white space."""
        return not self.text


def lines(source: str) -> tuple[Line, ...]:
    """The lines of a source, trimmed."""
    return tuple(_line(found.start(), found[0]) for found in _LINE.finditer(source) if found[0])


def _line(start: int, raw: str) -> Line:
    blank = "\ufeff" if raw.startswith("\ufeff") else ""
    body = raw.removeprefix(blank)
    text = body.strip()
    white = body[: len(body) - len(body.lstrip())]
    first = start + len(blank) + len(white)
    return Line(first, first + len(text), text, len(white.expandtabs(4)))


class Places:
    """Line numbers (from 1) of offsets into one source."""

    def __init__(self, source: str, *, newline_only: bool = False) -> None:
        """`newline_only`: count `\\n` alone as the end of a line, as html.parser does."""
        ends = re.finditer("\n" if newline_only else "\r\n|\n|\r", source)
        self._starts = [0, *(found.end() for found in ends)]

    def line(self, offset: int) -> int:
        """The line an offset stands in."""
        return bisect_right(self._starts, offset)

    def start(self, line: int) -> int:
        """The offset a line begins at."""
        return self._starts[line - 1]
