"""The published text with its sentences and their places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Unit = Literal["heading", "body", "bullet", "cell"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `start` and `end` are character offsets into the source, `line` counts from 1."""

    id: str
    section: str
    unit: Unit
    line: int
    start: int
    end: int
    text: str
    table: int | None = None
    """The table it stands in, from 1 in the document."""
    row: int | None = None
    """The row of that table, from 1; 0 for the row of column headings."""
    column: str | None = None
    """The heading of its column; None in a heading itself and where the table has none."""
    lead: str | None = None
    """The sentence that leads a list item in: that of the item above it, or the last before the list."""


@dataclass(frozen=True)
class Document:
    """A policy document: its file name, the digest of its bytes (SHA-256, hex) and its sentences in order."""

    name: str
    digest: str
    sentences: tuple[Sentence, ...]
    source: str = field(default="", repr=False)
    """What the sentences' offsets count in: the file's text, or of a PDF or Word file the text it holds."""

    @cached_property
    def by_id(self) -> Mapping[str, Sentence]:
        """The sentences by their id."""
        return {s.id: s for s in self.sentences}
