"""Rows of a collect / disclose / sell table: each answer of a row is a commitment of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kept.policy.document import Document, Sentence

from .phrase import standard, wording
from .token import tokens

_ANSWER = re.compile(r"(?<!\w)(yes|no|n/a|✓|✔|✗|✘)(?=\s|$)", re.IGNORECASE)
_TAIL = re.compile(r"(?:\s(?:yes|no|n/a|✓|✔|✗|✘))+\s*$", re.IGNORECASE)
_QUESTION = re.compile(r"\b(?:do|does|did|is|are|have|has|will) (?:we|it|they|this|these)\b", re.IGNORECASE)
_NO = frozenset({"no", "✗", "✘"})
_YES = frozenset({"yes", "✓", "✔"})


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a table: the kind its column asks after, yes or no, the sentence that names its row."""

    kind: str
    yes: bool
    row: str
    words: tuple[int, int]
    """Where the answer stands in its sentence."""


def answers(document: Document) -> Mapping[str, tuple[Answer, ...]]:
    """By sentence: the answers it gives. A cell gives one; a row flattened to a line gives several."""
    found: dict[str, tuple[Answer, ...]] = {}
    columns: list[str | None] = []
    first: dict[tuple[int | None, int | None], str] = {}
    for sentence in document.sentences:
        if sentence.unit != "cell":
            columns = []
            continue
        named = first.setdefault((sentence.table, sentence.row), sentence.id)
        if sentence.column is not None:
            found[sentence.id] = tuple(_celled(sentence, named))
        elif len(questions := list(_QUESTION.finditer(sentence.text))) > 1:
            ends = [*(q.start() for q in questions[1:]), len(sentence.text)]
            columns = [_kind(sentence.text[q.start() : end]) for q, end in zip(questions, ends, strict=True)]
        elif columns and (tail := _TAIL.search(sentence.text)):
            given = list(_ANSWER.finditer(sentence.text, tail.start()))
            found[sentence.id] = tuple(_flattened(columns, given, sentence.id))
    return found


def _celled(sentence: Sentence, row: str) -> Iterator[Answer]:
    whole = _ANSWER.fullmatch(sentence.text.strip("*_. "))
    kind = _kind(sentence.column or "")
    said = whole[1].casefold() if whole else ""
    if kind and sentence.id != row and said in _YES | _NO:
        yield Answer(kind, said in _YES, row, (0, len(sentence.text)))


def _flattened(columns: list[str | None], given: list[re.Match[str]], row: str) -> Iterator[Answer]:
    """Answers and columns that are not as many say nothing: which belongs to which would be a guess."""
    if len(columns) != len(given):
        return
    for kind, answer in zip(columns, given, strict=True):
        said = answer[1].casefold()
        if kind and said in _YES | _NO:
            yield Answer(kind, said in _YES, row, answer.span())


def _kind(question: str) -> str | None:
    acts = [p.key for p in standard().find(tokens(question)) if p.family == "act"]
    return wording("frames")["we"].get(acts[-1]) if acts else None
