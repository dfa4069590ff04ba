"""Markup into tags and texts with their places. Every character is looked at a bounded number of times."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_NAME = re.compile(r"[A-Za-z][^\s/>]*+")
_ATTRIBUTE = re.compile(
    r"[\s/]*+(?P<name>[^\s/>][^\s/>=]*+)"
    r"(?:\s*+=\s*+(?:\"(?P<double>[^\"]*+)(?P<ended>\"?)|'(?P<single>[^']*+)(?P<closed>'?)|(?P<bare>[^\s>]*+)))?"
)
_TAG_END = re.compile(r"[\s/]*+>")
_COMMENT_END = re.compile(r"--!?>")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,9}|#[xX][0-9A-Fa-f]{1,8}|[A-Za-z][A-Za-z0-9]{0,31});?")
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
"""Elements that hold no tags: all up to their own end is skipped (HTML, 13.2.5)."""


@dataclass(frozen=True, slots=True)
class Start:
    """`<name ...>`, in lower case; `closed`: it was written `<name/>`."""

    name: str
    attributes: Mapping[str, str]
    start: int
    end: int
    closed: bool = False


@dataclass(frozen=True, slots=True)
class End:
    """`</name>`, in lower case."""

    name: str


@dataclass(frozen=True, slots=True)
class Text:
    """Characters between tags: as they are shown, from `start` up to `end` in the source.

    One character of the source each, or a reference such as `&amp;` that stands for all of them.
    """

    shown: str
    start: int
    end: int


Token = Start | End | Text


def tags(source: str) -> Iterator[Token]:
    """The tags and texts of a page in order, without comments, declarations and scripts.

    What is never closed reaches to the end, as it does in a browser.
    """
    at = 0
    while at < len(source):
        opens = source.find("<", at)
        if opens < 0:
            yield from _texts(source, at, len(source))
            return
        yield from _texts(source, at, opens)
        following = source[opens + 1 : opens + 2]
        if name := _NAME.match(source, opens + 1):
            tag, at = _start(source, opens, name)
            if tag:
                yield tag
                at = _past_raw(source, tag.name, at)
        elif following == "/" and (name := _NAME.match(source, opens + 2)):
            yield End(name[0].lower())
            at = _after(source.find(">", name.end()), source)
        elif following and following in "!?/":
            at = _past_comment(source, opens)
        else:
            yield Text("<", opens, opens + 1)
            at = opens + 1


def _start(source: str, at: int, name: re.Match[str]) -> tuple[Start | None, int]:
    """A start tag and where it ends; None for one that never does."""
    attributes: dict[str, str] = {}
    place = name.end()
    while not (end := _TAG_END.match(source, place)):
        found = _ATTRIBUTE.match(source, place)
        if found is None or found["ended"] == "" or found["closed"] == "":
            return None, len(source)
        value = found["double"] or found["single"] or found["bare"] or ""
        attributes.setdefault(found["name"].lower(), _unescaped(value))
        place = found.end()
    return Start(name[0].lower(), attributes, at, end.end(), "/" in end[0]), end.end()


def _unescaped(value: str) -> str:
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), value)


def _past_raw(source: str, name: str, at: int) -> int:
    if name not in _RAW:
        return at
    found = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(source, at)
    return found.start() if found else len(source)


def _past_comment(source: str, at: int) -> int:
    if source.startswith("<!--", at):
        if source.startswith((">", "->"), at + 4):
            return source.index(">", at) + 1
        found = _COMMENT_END.search(source, at + 4)
        return found.end() if found else len(source)
    return _after(source.find(">", at), source)


def _after(at: int, source: str) -> int:
    return at + 1 if at >= 0 else len(source)


def _texts(source: str, start: int, end: int) -> Iterator[Text]:
    for found in _REFERENCE.finditer(source, start, end):
        shown = html.unescape(found[0])
        if shown == found[0]:
            continue
        if start < found.start():
            yield Text(source[start : found.start()], start, found.start())
        yield Text(shown, found.start(), found.end())
        start = found.end()
    if start < end:
        yield Text(source[start:end], start, end)
