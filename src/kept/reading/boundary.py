"""Where one sentence ends and the next begins."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(r"[.!?…]+[\"'”’»)\]*_`>]*(?=\s)|[。！？]+[」』）]*")
_NEXT = re.compile(r"\s*([\"'“‘«(\[*_<`#~]*)(\S?)")
_WORD = re.compile(r"[\"'“‘«(\[*_<]*(\S+?)\.+[\"'”’»)\]*_`>]*$")
_NUMBERING = re.compile(
    r"^\s*(?:>\s*)*(?:#{1,6}\s+)?(?:[-*+•]\s+)?\(?(?:\d+(?:\.\d+)*|[A-Za-z]|[ivxIVX]+)[.)]$"
)

_NEVER_LAST = frozenset({
    "e.g", "i.e", "eg", "ie", "cf", "vs", "viz", "mr", "mrs", "ms", "dr", "prof", "st", "approx", "incl",
    "esp", "resp",
})  # fmt: skip
"""Abbreviations that a sentence does not end with."""

_BEFORE_NUMBER = frozenset({
    "no", "nos", "art", "arts", "sec", "secs", "para", "paras", "ch", "cl", "fig", "ext", "tel", "v",
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
})  # fmt: skip
"""Words that are abbreviations when a number follows."""

_SELDOM_LAST = frozenset({
    "inc", "ltd", "corp", "co", "llc", "llp", "plc", "bros", "gmbh", "etc", "jr", "sr", "ab", "s.a", "s.p.a",
    "b.v", "n.v", "pty", "a.m", "p.m", "ph.d", "u.s", "u.k", "e.u", "u.s.a", "u.s.c", "d.c", "al",
})  # fmt: skip
"""Abbreviations that may end a sentence: they do when a word follows that often begins one."""

_STARTERS = frozenset({
    "a", "after", "all", "although", "an", "any", "as", "at", "because", "before", "by", "do", "does",
    "each", "for", "he", "here", "how", "however", "i", "if", "in", "it", "no", "nor", "not", "on", "our",
    "personal", "please", "see", "she", "some", "such", "that", "the", "there", "these", "they", "this",
    "those", "to", "under", "unless", "we", "what", "when", "where", "while", "who", "why", "with", "you",
    "your",
})  # fmt: skip


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The (first, last) offsets of each sentence, without the white space around it."""
    first = 0
    for end in _ends(text):
        yield from _trimmed(text, first, end)
        first = end
    yield from _trimmed(text, first, len(text))


def _ends(text: str) -> Iterator[int]:
    start = 0
    for found in _END.finditer(text):
        if _is_end(text, start, found):
            yield found.end()
            start = found.end()


def _is_end(text: str, start: int, found: re.Match[str]) -> bool:
    if found[0][0] in "。！？":
        return True
    follows = _NEXT.match(text, found.end())
    if follows is None or not follows[2] or follows[2].islower():
        return False
    before = text[start : found.end()]
    if _NUMBERING.match(before):
        return False
    if found[0][0] != "." or found[0].startswith(".."):
        return True
    return _may_end(before, follows[2], _word_at(text, follows.start(2)))


def _may_end(before: str, mark: str, following: str) -> bool:
    word = _WORD.search(before)
    if word is None:
        return True
    last = re.split(r"[/\-–]", word[1])[-1].lstrip("\"'“‘«([*_<").casefold()
    if last in _NEVER_LAST or (last in _BEFORE_NUMBER and mark.isdigit()):
        return False
    initial = len(last) == 1 and last.isalpha()
    if last in _SELDOM_LAST or initial:
        return following in _STARTERS
    return True


def _word_at(text: str, at: int) -> str:
    found = re.compile(r"[^\W\d_]+").match(text, at)
    return found[0].casefold() if found else ""


def _trimmed(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    while first < last and _is_space(text[first]):
        first += 1
    while last > first and _is_space(text[last - 1]):
        last -= 1
    if first < last:
        yield first, last


def _is_space(mark: str) -> bool:
    return mark.isspace() or mark == "\ufeff"  # a byte order mark is no word
