"""The text of a file that holds more than text: its parts one below the other, ready to be placed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kept.policy.document import Unit

from .block import Block, Headings
from .grid import Slot

_SPACES = re.compile(r"\s+")
_MARK = re.compile(
    r"(?:[•·▪◦‣●○■\uf0b7\uf0a7]|[-–—*o](?=\s))\s*(?=\S)|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})\)\s+\S"
)
LOOKS = 99
"""The level of a paragraph that stands where a heading would, by its looks alone."""


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, heading, list item or paragraph of a cell, as it is extracted; a heading has a level."""

    text: str
    level: int = 0
    depth: int = 0
    slot: Slot | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A document's text and its blocks, whose places are offsets into that text."""

    source: str
    blocks: tuple[Block, ...]


def opened(parts: Iterable[Part]) -> Opened:
    """The parts that hold words, each on a line of its own."""
    kept = [part for part in parts if part.text]
    headings = Headings(tuple(part.level for part in kept if part.level))
    found: list[Block] = []
    start = 0
    for part in kept:
        found.append(_block(part, headings, start))
        start += len(part.text) + 1
    return Opened("\n".join(part.text for part in kept), tuple(found))


def plainly(texts: Sequence[str]) -> str:
    """Words that stand after each other, with one space where there is white space."""
    return _SPACES.sub(" ", "".join(texts)).strip()


def looks_like_a_heading(text: str) -> bool:
    """May it be a heading when it stands out: short, and not the end of a sentence?"""
    return len(text) <= 100 and text[-1] not in ".:;,"


def is_marked(text: str) -> bool:
    """Does it begin as the item of a list?"""
    return _MARK.match(text) is not None


def _block(part: Part, headings: Headings, start: int) -> Block:
    if part.level:
        return Block("heading", headings.enter(part.level, part.text), part.text, start, whole=True)
    unit: Unit = "bullet" if part.depth else "cell" if part.slot else "body"
    cell = part.slot.place() if part.slot else None
    return Block(unit, headings.path, part.text, start, depth=part.depth, cell=cell)
