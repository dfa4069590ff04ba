"""Rows of a collect / disclose / sell table: each answer of a row is a commitment of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kept.policy.document import Document

from .phrase import standard, wording
from .token import tokens

_ANSWER = re.compile(r"\b(yes|no|n/a|✓|✔|✗|✘)(?=\s|$)", re.IGNORECASE)
_TAIL = re.compile(r"(?:\s(?:yes|no|n/a|✓|✔|✗|✘))+\s*$", re.IGNORECASE)
_QUESTION = re.compile(r"\b(?:do|does|did|is|are|have|has|will) (?:we|it|they|this|these)\b", re.IGNORECASE)
_NO = frozenset({"no", "✗", "✘"})
_YES = frozenset({"yes", "✓", "✔"})


def rows(document: Document) -> Mapping[str, tuple[tuple[str, bool, tuple[int, int]], ...]]:
    """By row (the sentence of a flattened one): for each column with an answer, kind, yes or no, place."""
    found: dict[str, tuple[tuple[str, bool, tuple[int, int]], ...]] = {}
    columns: list[str | None] = []
    for sentence in document.sentences:
        if sentence.unit != "cell":
            columns = []
        elif len(questions := list(_QUESTION.finditer(sentence.text))) > 1:
            ends = [*(q.start() for q in questions[1:]), len(sentence.text)]
            columns = [_kind(sentence.text[q.start() : end]) for q, end in zip(questions, ends, strict=True)]
        elif columns and (tail := _TAIL.search(sentence.text)):
            answers = list(_ANSWER.finditer(sentence.text, tail.start()))
            found[sentence.id] = tuple(_answered(columns, answers))
    return found


def _answered(
    columns: list[str | None], answers: list[re.Match[str]]
) -> Iterator[tuple[str, bool, tuple[int, int]]]:
    """Answers and columns that are not as many say nothing: which belongs to which would be a guess."""
    if len(columns) != len(answers):
        return
    for kind, answer in zip(columns, answers, strict=True):
        said = answer[1].casefold()
        if kind and said in _YES | _NO:
            yield kind, said in _YES, answer.span()


def _kind(question: str) -> str | None:
    acts = [p.key for p in standard().find(tokens(question)) if p.family == "act"]
    return wording("frames")["we"].get(acts[-1]) if acts else None
