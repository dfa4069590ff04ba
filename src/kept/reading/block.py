"""A block: one paragraph, heading, list item or table cell, with the place of each of its characters."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from kept.policy.document import Unit


@dataclass(frozen=True, slots=True)
class Span:
    """A run of source characters, from `start` up to and without `end`."""

    start: int
    end: int


Places = tuple["array[int]", "array[int]"]
"""Where each character of a text starts in the source, and where it ends."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in a table; rows count from 1 and columns from 0, the row of column headings is 0."""

    table: int
    row: int
    at: int
    column: str | None = None
    """The heading of its column."""


@dataclass(frozen=True, slots=True)
class Block:
    """The text of one unit as it is read; `places[n]` is where character n stands in the source."""

    unit: Unit
    section: str
    text: str
    places: Places | int
    """Of each character, or the offset of the first when the text is the source itself."""
    whole: bool = False
    """A unit that is never split, such as a heading or a row of a flattened table."""
    depth: int = 0
    """In how many lists it stands, the nearest included."""
    cell: Cell | None = None

    def span(self, first: int, last: int) -> Span:
        """Where the characters from `first` up to `last` stand in the source."""
        if isinstance(self.places, int):
            return Span(self.places + first, self.places + last)
        starts, ends = self.places
        return Span(starts[first], ends[last - 1])


class Headings:
    """The path of headings one stands under, such as `Information Collected > Cookies`.

    A single heading above all others is the document's title and no part of the path.
    """

    def __init__(self, levels: tuple[int, ...]) -> None:
        top = min(levels, default=0)
        self._title = top if len(levels) > 1 and levels[0] == top and levels.count(top) == 1 else None
        self._open: list[tuple[int, str]] = []

    def enter(self, level: int, text: str) -> str:
        """Step under a heading; the path that now holds."""
        while self._open and (self._open[-1][0] >= level or self._open[-1][0] == self._title):
            self._open.pop()
        self._open.append((level, text))
        return self.path

    @property
    def path(self) -> str:
        """The headings from the widest to the nearest; empty before the first."""
        return " > ".join(text for _, text in self._open)
