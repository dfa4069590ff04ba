"""How the terminal speaks: 80 columns, a verdict is a word that colour only repeats, plain when piped."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"
WIDTH = 80
_STYLES = {"good": "green", "bad": "red"}


def line(text: str = "") -> None:
    """One line as it is, without the characters a terminal would obey."""
    sys.stdout.write(visible(text) + "\n")


def wrapped(label: str, text: str, indent: str = "  ") -> None:
    """A label with text beside it, or below where the label is long; folded to 80 columns."""
    head = f"{indent}{label}  " if label else indent
    hang = head if not label or len(head) <= WIDTH // 3 else indent + "  "
    if hang is not head:
        line(head.rstrip())
        head = hang
    rest = " " * len(head)
    whole = visible(" ".join(text.split()))
    shown = textwrap.wrap(whole, WIDTH, initial_indent=head, subsequent_indent=rest, break_on_hyphens=False)
    for one in shown or [head.rstrip()]:
        line(one)


def answer(word: str, rest: str, style: str) -> None:
    """The last line: the word that is the answer, coloured on a terminal, and the rest of the sentence."""
    if not sys.stdout.isatty():
        line(word + rest)
        return
    from rich.console import Console  # only a terminal needs it
    from rich.text import Text

    Console(highlight=False).print(Text(visible(word), _STYLES[style]) + Text(visible(rest)), soft_wrap=True)


def as_json(value: Json) -> None:
    """One JSON value."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def visible(text: str) -> str:
    """The text with control characters spelled out: a document must not steer somebody's terminal."""
    return "".join(mark if mark.isprintable() else repr(mark)[1:-1] for mark in text)
