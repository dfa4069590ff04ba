"""A table as it is read, row by row: where each cell stands and what its column is called."""

from __future__ import annotations

from dataclasses import dataclass, field

from .block import Cell

_WIDEST = 100
"""Columns further right have no headings; it bounds the work of a table that claims to be endless."""


@dataclass(eq=False, slots=True)
class Slot:
    """A cell that is being read; its row and column are known once its row has ended."""

    table: int
    at: int
    width: int
    heading: bool
    row: int = 0
    column: str | None = None
    said: list[str] = field(default_factory=list)
    bold: bool = True

    def say(self, text: str, *, bold: bool) -> None:
        """Take in a text that stands in the cell."""
        self.said.append(text)
        self.bold = self.bold and bold

    def place(self) -> Cell:
        """Where the cell stands."""
        return Cell(self.table, self.row, self.at, self.column)


class Grid:
    """One table. A row of headings, or a first row wholly in bold, names the columns of the rows below it."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._rows = 0  # all rows, those of headings too
        self._counted = 0
        self._slots: list[Slot] = []
        self._held: dict[int, int] = {}  # by column, the row up to which a cell from above reaches
        self._columns: dict[int, str] = {}
        self._heading = False
        self.layout = False
        """It only arranges text: a heading stands in a cell that names no column."""

    def row(self) -> None:
        """Begin a row."""
        self.end()
        self._rows += 1

    def cell(self, *, width: int = 1, height: int = 1, heading: bool = False) -> Slot:
        """Begin a cell in the first column that is free."""
        self._rows = self._rows or 1
        at = self._slots[-1].at + self._slots[-1].width if self._slots else 0
        while self._held.get(at, 0) >= self._rows:
            at += 1
        width = max(1, min(width, _WIDEST))
        if height > 1 and at < _WIDEST:
            self._held.update(dict.fromkeys(range(at, at + width), self._rows + height - 1))
        slot = Slot(self.number, at, width, heading)
        self._slots.append(slot)
        return slot

    def end(self) -> None:
        """The row, or the table, has ended."""
        slots, self._slots = self._slots, []
        if not slots:
            return
        heading = self._names_columns(slots)
        if heading:
            self._name(slots)
        else:
            self._counted += 1
        for slot in slots:
            slot.row = 0 if heading else self._counted
            slot.column = None if heading else self._columns.get(slot.at)
        self._heading = heading

    def _names_columns(self, slots: list[Slot]) -> bool:
        if len(slots) == 1 and (self._columns or slots[0].width == 1):
            return False  # a title of the rows below it
        if all(slot.heading for slot in slots):
            return True
        said = [slot for slot in slots if slot.said]
        first = not self._columns and not self._counted
        return first and len(said) > 1 and all(slot.bold or slot.heading for slot in said)

    def _name(self, slots: list[Slot]) -> None:
        above = self._columns if self._heading else {}
        named = dict(above)
        for slot in slots:
            text = " ".join(slot.said)
            for at in range(slot.at, min(slot.at + slot.width, _WIDEST)):
                title = above.get(at)
                named[at] = f"{title} > {text}" if title and text else title or text
        self._columns = {at: text for at, text in named.items() if text}
