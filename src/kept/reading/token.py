"""Words of a sentence with their places and stems."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"[^\W_]+(?:['’.\-/][^\W_]+)*['’]?|[^\w\s]")
_IRREGULAR = {
    "sold": "sell", "kept": "keep", "sent": "send", "held": "hold", "given": "give", "shown": "show",
    "made": "make", "told": "tell", "used": "use", "using": "use", "uses": "use", "gave": "give",
    "children": "child", "chosen": "choose", "chose": "choose", "got": "get", "lost": "lose", "is": "is",
    "us": "us", "this": "this", "cookies": "cooki", "access": "access", "business": "business", "was": "was",
    "does": "do", "has": "have", "had": "have", "done": "do", "taken": "take", "bound": "bound",
    "address": "address", "addresses": "address", "process": "process", "always": "always", "its": "its",
    "going": "go", "goes": "go", "during": "during", "anything": "anything", "nothing": "nothing",
    "written": "write", "users": "user", "need": "need", "needed": "need", "unless": "unless",
}  # fmt: skip
_DOUBLED = re.compile(r"([b-df-hj-np-rtv-z])\1$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark, from `start` up to `end` in its text."""

    text: str
    stem: str
    start: int
    end: int

    @property
    def word(self) -> bool:
        """Letters or digits, no mark."""
        return self.text[0].isalnum()


def tokens(text: str) -> tuple[Token, ...]:
    """The words and marks of a text, in order."""
    return tuple(
        Token(found[0], stem(found[0]), found.start(), found.end()) for found in _TOKEN.finditer(text)
    )


def lowered(text: str) -> str:
    """The text in small letters, each where it was: searched faster than without regard to case."""
    low = text.lower()
    return low if len(low) == len(text) else text


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """What a word's forms have in common: `sharing`, `shares` and `shared` are `shar`.

    Rougher than Porter's: it need only bring together the forms of the words in the lexicon.
    """
    low = word.casefold().replace("’", "'")
    low = low.removesuffix("'s").rstrip("'")
    if (plain := _IRREGULAR.get(low, low)) == low and low in _IRREGULAR:
        return low
    low = plain
    if len(low) <= 3 or not low.isalpha():
        return low
    return _bare(low)


def _bare(low: str) -> str:
    if low.endswith("ies"):
        return low[:-3] + "i"
    if low.endswith("s") and not low.endswith(("ss", "us", "is")):
        low = low[:-1]
    for ending, least in (("ing", 6), ("ed", 5)):
        if low.endswith(ending) and len(low) >= least:
            low = _DOUBLED.sub(r"\1", low[: -len(ending)])
            break
    else:
        low = _DOUBLED.sub(r"\1", low) if low.endswith("ll") else low
    low = low.removesuffix("e") if len(low) > 3 else low
    return low[:-1] + "i" if low.endswith("y") and len(low) > 3 else low
