"""Plain text: lines or wrapped paragraphs, with headings, lists and flattened tables known by their looks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kept.policy.document import Unit

from .block import Block, Headings
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


def blocks(source: str) -> tuple[Block, ...]:
    """The blocks of a plain text, in order."""
    groups = tuple(_groups(lines(source)))
    levels = _levels(groups)
    headings = Headings(tuple(level for level in levels if level))
    return tuple(
        _block(source, group, level, headings, _is_row(n, groups))
        for n, (group, level) in enumerate(zip(groups, levels, strict=True))
    )


def _block(source: str, group: Sequence[Line], level: int, headings: Headings, row: bool) -> Block:
    start = group[0].start
    text = source[start : group[-1].end]
    if level and not row:
        return Block("heading", headings.enter(level, text), text, start, whole=True)
    unit: Unit = "cell" if row else "bullet" if _BULLET.match(text) else "body"
    return Block(unit, headings.path, text, start, whole=row)


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

    Under numbered headings those without a number stand one lower; three and more headings in a row
    with nothing between them are a table of contents.
    """
    looks = [_is_heading(group) for group in groups]
    levels, numbers_seen = [], False
    for n, group in enumerate(groups):
        depth = _depth(group)
        if not looks[n] or _in_contents(n, looks):
            levels.append(0)
            continue
        numbers_seen = numbers_seen or depth > 0
        levels.append(1 if n == 0 else depth + 1 if depth else 9 if numbers_seen else 2)
    return levels


def _in_contents(at: int, looks: Sequence[bool]) -> bool:
    first = at
    while first > 0 and looks[first - 1]:
        first -= 1
    last = at
    while last + 1 < len(looks) and looks[last + 1]:
        last += 1
    return first > 0 and last - first >= 3


def _is_row(at: int, groups: Sequence[Sequence[Line]]) -> bool:
    """A table row flattened to text ends in bare answers; the line of questions above it is its header."""
    text = groups[at][-1].text
    if _ROW.search(text):
        return True
    follows = groups[at + 1][-1].text if at + 1 < len(groups) else ""
    return text.count("?") > 1 and _ROW.search(follows) is not None
