"""One table of an access package, as the page shows it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from kept.controls.seen import Row

from .cell import shown
from .told import Told
from .withheld import Withheld

SHOWN = 100
"""Rows of a table that the page shows; the sheet has all of them."""
WHOSE = {"owner": "yours", "shared": "shared", "mentioned": "names you"}


@dataclass
class Section:
    """One table of the answer: what is told of it, its first rows, and how many there are."""

    store: str
    told: Told
    withheld: tuple[Withheld, ...]
    file: str
    columns: tuple[str, ...] = ()
    first: list[tuple[str, tuple[str | None, ...]]] = field(default_factory=list)
    """How a row is theirs, and its cells; None is a cell that was struck out."""
    counted: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)
    """Rows in which a column was struck out because it is somebody else's."""

    @property
    def rows(self) -> int:
        """All rows of the table."""
        return self.counted.total()

    def take(self, row: Row) -> tuple[tuple[Any, ...], tuple[str, ...]]:
        """Count a row and keep it for the page while there is room; its values, and which are left out."""
        without = {w.column for w in self.withheld}
        values = tuple(None if c in without else v for c, v in zip(row.columns, row.values, strict=True))
        hidden = {*row.redacted, *without}
        self.counted[row.role] += 1
        self.struck.update(c for c in row.redacted if c not in without)
        if len(self.first) < SHOWN:
            cells = tuple(None if c in hidden else shown(v) for c, v in zip(row.columns, values, strict=True))
            self.first.append((WHOSE[row.role], cells))
        return values, tuple(sorted(hidden))
