"""Styles of a Word document: which are headings, lists or bold, each with what it takes from another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_HEADING = re.compile(r"heading ([1-9])$", re.IGNORECASE)
_LIST = re.compile(r"list (?:bullet|number)(?: ([2-9]))?$", re.IGNORECASE)
_CONTENTS = re.compile(r"toc (?:[1-9]|heading)$|table of figures$", re.IGNORECASE)
_DEEPEST = 20
"""Styles that lead to each other end here."""


@dataclass(slots=True)
class Style:
    """One style; what is None is taken from the style it is based on."""

    name: str = ""
    based: str = ""
    outline: int | None = None
    depth: int | None = None
    bold: bool | None = None


class Styles:
    """The styles of a document by id, gathered from its part `styles`."""

    def __init__(self) -> None:
        self._by: dict[str, Style] = {}
        self._now = Style()
        self._plain = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """A style begins, or one of its properties."""
        value = attributes.get("val", "")
        if name == "style":
            self._now = self._by.setdefault(attributes.get("styleId", ""), Style())
            if attributes.get("default") in ("1", "true") and attributes.get("type") == "paragraph":
                self._plain = attributes.get("styleId", "")
        elif name == "name":
            self._now.name = value
        elif name == "basedOn":
            self._now.based = value
        elif name == "outlineLvl":
            self._now.outline = number(value)
        elif name == "b":
            self._now.bold = on(attributes)
        elif name == "numId":
            self._now.depth = (self._now.depth or 1) if value != "0" else 0
        elif name == "ilvl":
            self._now.depth = (number(value) or 0) + 1

    def text(self, text: str) -> None:
        """Styles hold no text."""

    def end(self, name: str) -> None:
        """What follows belongs to no style."""
        if name == "style":
            self._now = Style()

    def level(self, id: str) -> int:
        """The level of a heading, the title's being 1; 0 for other paragraphs."""
        for style in self._line(id):
            if style.name.lower() == "title":
                return 1
            found = _HEADING.match(style.name)
            outline = int(found[1]) - 1 if found else style.outline
            if outline is not None:
                return outlined(outline)
        return 0

    def depth(self, id: str) -> int:
        """In how many lists a paragraph of the style stands."""
        for style in self._line(id):
            if found := _LIST.match(style.name):
                return int(found[1] or 1)
            if style.depth is not None:
                return style.depth
        return 0

    def bold(self, id: str) -> bool:
        """Are its words in bold?"""
        return next((style.bold for style in self._line(id) if style.bold is not None), False)

    def name(self, id: str) -> str:
        """What the style is called: built-in ones have English names in every language."""
        return self._by[id].name if id in self._by else id

    def contents(self, id: str) -> bool:
        """Is it a line of a table of contents?"""
        return any(_CONTENTS.match(style.name) for style in self._line(id))

    def _line(self, id: str) -> list[Style]:
        """The style and those it is based on, the nearest first."""
        found: list[Style] = []
        at = id or self._plain
        while at in self._by and len(found) < _DEEPEST:
            found.append(self._by[at])
            at = found[-1].based
        return found


def number(value: str) -> int | None:
    """A small count that is written in digits."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 5 else None


def on(attributes: Mapping[str, str]) -> bool:
    """A property that is there is on, unless it says otherwise."""
    return attributes.get("val", "1").lower() not in ("0", "false", "off", "none")


def outlined(outline: int) -> int:
    """The level of an outline level: the title stands above the first, and the tenth is plain text."""
    return outline + 2 if outline < 9 else 0
