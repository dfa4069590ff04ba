"""section-reference: a part is referred to that the document does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches

from kept.policy.document import Document

from .finding import Finding

_NUMBER = re.compile(
    r"\b[Ss]ections? (\d{1,2}(?:\.\d{1,2})*)\b(?! of (?:the|this)? ?(?:\w+ )?(?:Act|Code|Law|Regulation))"
)
_NAME = re.compile(
    r"\bsections?(?: (?:[\w ]{1,40} )?(?:entitled|titled|called|named))? [“\"]([^”\"]{3,90})[”\"]",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"^\W*(\d{1,2}(?:\.\d{1,2})*)[.)]?\s")
_MARKS = re.compile(r"^[\s#*_>]+|[\s#*_:.]+$")


def find(document: Document, today: date) -> Iterator[Finding]:
    """Numbers and names of parts that no heading has."""
    headings = [s.text for s in document.sentences if s.unit == "heading"]
    numbers = {found[1] for text in headings if (found := _BEGINS.match(text))}
    titles = {_MARKS.sub("", text).casefold() for text in headings}
    for sentence in document.sentences:
        for found in _NUMBER.finditer(sentence.text) if sentence.unit != "heading" else ():
            if numbers and found[1] not in numbers:
                yield _finding(
                    sentence.id, f"section {found[1]}", "number the part, or name the one that is meant"
                )
        for found in _NAME.finditer(sentence.text) if sentence.unit != "heading" else ():
            title = _MARKS.sub("", found[1]).casefold().strip(" ,.")
            if titles and title not in titles:
                near = get_close_matches(title, titles, n=1, cutoff=0.5)
                do = (
                    f"write its heading: `{near[0]}`"
                    if near
                    else "write the heading of the part that is meant"
                )
                yield _finding(sentence.id, f"the section `{found[1].strip(' ,.')}`", do)


def _finding(sentence: str, part: str, do: str) -> Finding:
    return Finding("section-reference", "error", (sentence,), f"refers to {part}, which no heading has", do)
