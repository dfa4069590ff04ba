"""Numbers a sentence names: periods, counts in a time, ages. Exact, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .draft import Amount

_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "eighteen": 18,
    "twenty": 20, "thirty": 30, "forty-five": 45, "sixty": 60, "ninety": 90, "once": 1, "twice": 2,
}  # fmt: skip
_NUMBER = rf"(?P<number>\d{{1,4}}|{'|'.join(_WORDS)})"
_UNIT = r"(?P<unit>business[ -]days?|working[ -]days?|calendar[ -]days?|hours?|days?|weeks?|months?|years?)"
_UNITS = re.compile(r"hour|day|week|month|year|\bage|under|young|below|over|least|than", re.IGNORECASE)
"""Without one of these there is no amount; most sentences have none."""
_PERIOD = re.compile(rf"\b{_NUMBER}(?:\s*\(\d+\))?[ -](?:full )?{_UNIT}\b", re.IGNORECASE)
_COUNT = re.compile(
    rf"\b(?:{_NUMBER} times?|(?P<twice>once|twice))\b[^.;]{{0,20}}?"
    r"(?:per|in|within|every|each|during)(?: any| a| an| each| the)?"
    rf"[ -](?P<per>(?:\d{{1,3}}|{'|'.join(_WORDS)})?[ -]?(?:day|month|year|calendar year)s?)",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"\b(?:under|below|younger than|over|at least|less than)(?: the)?(?: age(?: of)?)? "
    r"(?P<number>1[0-9]|2[01]|thirteen|sixteen|eighteen)\b(?! (?:days|months|business|hours))"
    r"|\bage (?:of )?(?P<of>1[0-9]|thirteen|sixteen|eighteen)\b",
    re.IGNORECASE,
)


def amounts(text: str) -> tuple[Amount, ...]:
    """Every number with its unit, in order of kind: periods, counts, ages."""
    return tuple(_amounts(text)) if _UNITS.search(text) else ()


def _amounts(text: str) -> Iterator[Amount]:
    counted = [found.span() for found in _COUNT.finditer(text)]
    for found in _PERIOD.finditer(text):
        if not any(start <= found.start() < end for start, end in counted):
            unit = (
                re.sub(r"[ -]+", " ", found["unit"].casefold())
                .removesuffix("s")
                .replace("working", "business")
            )
            yield Amount("period", _value(found["number"]), unit.removeprefix("calendar "))
    for found in _COUNT.finditer(text):
        per = re.sub(r"[ -]+", " ", found["per"].casefold()).strip().removesuffix("s")
        yield Amount("count", _value(found["number"] or found["twice"]), "times", per)
    for found in _AGE.finditer(text):
        yield Amount("age", _value(found["number"] or found["of"]), "year")


def _value(text: str) -> int:
    return int(text) if text.isdigit() else _WORDS[text.casefold()]
