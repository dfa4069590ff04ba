"""Conditions on links, as written in the map: `conflict_type in (9, 10) and state <> 'draft'`.

A small language of its own rather than SQL text: columns are checked against the store, literals
are bound and never spliced, and every store gives the same answer.

    condition   either ("or" either)*
    either      both ("and" both)*
    both        "not" both | "(" condition ")" | column test
    test        ("=" | "<>" | "!=" | "<" | "<=" | ">" | ">=") literal
                | ["not"] "in" "(" literal ("," literal)* ")" | "is" ["not"] "null"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias, cast

Value: TypeAlias = str | int | float | bool | None
Comparison = Literal["=", "<>", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Compare:
    """A column against one value; unknown (so not true) where the column is null."""

    column: str
    operator: Comparison
    value: Value


@dataclass(frozen=True, slots=True)
class OneOf:
    """A column against a list of values."""

    column: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class IsNull:
    """A column that holds nothing."""

    column: str


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite, in SQL's three-valued sense."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds."""

    parts: tuple[Condition, ...]


Condition: TypeAlias = Compare | OneOf | IsNull | Not | Every | Some

_TOKEN = re.compile(
    r"\s*(?:(?P<string>'(?:[^']|'')*')|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<word>[^\W\d]\w*)|(?P<sign><>|!=|<=|>=|[=<>(),]))"
)
_WORDS = frozenset({"and", "or", "not", "in", "is", "null", "true", "false"})


def columns(condition: Condition) -> frozenset[str]:
    """The columns a condition reads."""
    match condition:
        case Compare(column) | OneOf(column) | IsNull(column):
            return frozenset({column})
        case Not(part):
            return columns(part)
        case Every(parts) | Some(parts):
            return frozenset().union(*(columns(p) for p in parts))


def parse_condition(text: str) -> Condition:
    """The condition a map writes. Raises ValueError saying what stands at the place that is wrong.

    >>> parse_condition("kind in (9, 10)")
    OneOf(column='kind', values=(9, 10))
    """
    reader = _Reader(text)
    try:
        condition = reader.some()
    except RecursionError:
        raise ValueError("the condition's parentheses are nested too deeply") from None
    reader.end()
    return condition


class _Reader:
    """Recursive descent over the tokens, one method a rule of the grammar above."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(_tokens(text))
        self.at = 0

    def some(self) -> Condition:
        parts = [self.every()]
        while self.take("or"):
            parts.append(self.every())
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def every(self) -> Condition:
        parts = [self.one()]
        while self.take("and"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def one(self) -> Condition:
        if self.take("not"):
            return Not(self.one())
        if self.take("("):
            inside = self.some()
            self.need(")")
            return inside
        kind, column = self.next()
        if kind != "word" or column.lower() in _WORDS:
            raise self.wrong("a column", column)
        return self.test(column)

    def test(self, column: str) -> Condition:
        if self.take("is"):
            negated = self.take("not")
            self.need("null")
            return Not(IsNull(column)) if negated else IsNull(column)
        negated = self.take("not")
        if self.take("in"):
            self.need("(")
            values = [self.literal()]
            while self.take(","):
                values.append(self.literal())
            self.need(")")
            return Not(OneOf(column, tuple(values))) if negated else OneOf(column, tuple(values))
        _kind, sign = self.next()
        if negated or sign not in ("=", "<>", "!=", "<", "<=", ">", ">="):
            raise self.wrong("a comparison, `in` or `is null`", sign)
        return Compare(column, cast(Comparison, "<>" if sign == "!=" else sign), self.literal())

    def literal(self) -> Value:
        kind, text = self.next()
        if kind == "string":
            return text[1:-1].replace("''", "'")
        if kind == "number":
            return float(text) if "." in text else int(text)
        if text.lower() in ("true", "false"):
            return text.lower() == "true"
        raise self.wrong("a number or a 'text'", text)

    def next(self) -> tuple[str, str]:
        if self.at == len(self.tokens):
            raise self.wrong("more", "the end")
        self.at += 1
        return self.tokens[self.at - 1]

    def take(self, word: str) -> bool:
        if self.at < len(self.tokens):
            kind, text = self.tokens[self.at]
            if kind != "string" and text.lower() == word:
                self.at += 1
                return True
        return False

    def need(self, word: str) -> None:
        if not self.take(word):
            found = self.tokens[self.at][1] if self.at < len(self.tokens) else "the end"
            raise self.wrong(f"`{word}`", found)

    def end(self) -> None:
        if self.at < len(self.tokens):
            raise self.wrong("`and`, `or` or the end", self.tokens[self.at][1])

    def wrong(self, wanted: str, found: str) -> ValueError:
        return ValueError(f"condition `{self.text}`: {wanted} should stand where `{found}` is")


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if not found:
            raise ValueError(f"condition `{text}`: `{text[at:].strip()[:12]}` cannot be read")
        yield str(found.lastgroup), found[str(found.lastgroup)]
        at = found.end()


def written(condition: Condition) -> str:
    """The text that `parse_condition` reads back."""
    match condition:
        case Compare(column, operator, value):
            return f"{column} {operator} {_literal(value)}"
        case OneOf(column, values):
            return f"{column} in ({', '.join(_literal(v) for v in values)})"
        case IsNull(column):
            return f"{column} is null"
        case Not(part):
            return f"not ({written(part)})"
        case Every(parts):
            return " and ".join(f"({written(p)})" for p in parts)
        case Some(parts):
            return " or ".join(f"({written(p)})" for p in parts)


def _literal(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, float):
        # The grammar has no exponents; a decimal writes the same number without one.
        return format(Decimal(repr(value)), "f")
    return str(value)
