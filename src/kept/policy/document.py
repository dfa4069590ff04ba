"""The published text with its sentences and their places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Document:
    """A policy document: its file name, the digest of its bytes (SHA-256, hex) and its sentences in order."""

    name: str
    digest: str
    sentences: tuple[Sentence, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Sentence]:
        """The sentences by their id."""
        return {s.id: s for s in self.sentences}
