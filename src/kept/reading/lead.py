"""What leads a list item in: the sentence of the item it stands under, or the last one before its list."""

from __future__ import annotations

from .block import Block


class Leads:
    """Knows, block by block, the sentence that leads the next list item in.

    A lead stands in the section and the table cell of its list. A heading leads only when it ends with a
    colon: what is under it knows it by its section.
    """

    def __init__(self) -> None:
        self._around: tuple[str, int, int, int] | None = None
        self._before: str | None = None
        self._open: list[tuple[int, str]] = []

    def lead(self, block: Block) -> str | None:
        """The sentence that leads this block in; None when it is no list item or stands alone."""
        if block.unit != "bullet" or self._around != _around(block):
            return None
        self._leave(block.depth)
        return self._open[-1][1] if self._open else self._before

    def enter(self, block: Block, last: str, text: str) -> None:
        """Go past a block; `last` is its last sentence and `text` what that says."""
        if self._around != _around(block):
            self._around = _around(block)
            self._before, self._open = None, []
        if block.unit == "bullet":
            self._leave(block.depth)
            self._open.append((block.depth, last))
        else:
            self._open = []
            self._before = None if block.unit == "heading" and not _leads(text) else last

    def _leave(self, depth: int) -> None:
        """Out of the items that an item so deep does not stand under."""
        while self._open and self._open[-1][0] >= depth:
            self._open.pop()


def _leads(heading: str) -> bool:
    return heading.rstrip("#*_ ").endswith(":")


def _around(block: Block) -> tuple[str, int, int, int]:
    cell = block.cell
    return (block.section, cell.table, cell.row, cell.at) if cell else (block.section, 0, 0, 0)
