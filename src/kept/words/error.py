"""Every error kept raises, as one tree.

KeptError                    exit 4   the work could not be done
├── Misuse                   exit 2   wrong usage: flags, files, keys
│   └── BadFile              exit 2   a file says something that cannot be used (file, line, key)
├── Unreachable              exit 4   a store does not answer
├── Mismatch                 exit 4   a store and its map have drifted apart
├── Refused                  exit 4   the work would do harm, so none of it was done
└── Tampered                 exit 1   evidence does not verify
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import PurePath


class KeptError(Exception):
    """What happened, to what, and what to do. Lower case, no full stop, the user's words in backticks.

    The text must hold no personal data: it is printed and logged.
    """

    exit_code = 4

    def __init__(self, message: str, *, do: str, see: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.do = do
        self.see = see

    def lines(self) -> tuple[str, ...]:
        """The error as it is printed, one line each."""
        shown = [f"kept: {self.message}", f"  do    {self.do}"]
        if self.see:
            shown.append(f"  see   {self.see}")
        return tuple(shown)


class Misuse(KeptError):
    """Wrong usage: a flag, a word or a file that cannot mean anything."""

    exit_code = 2


class BadFile(Misuse):
    """A file of the deployment cannot be used; names file, line (from 1) and key."""

    def __init__(
        self, message: str, *, file: PurePath | str, line: int | None, do: str, key: str | None = None
    ) -> None:
        self.file = str(file)
        self.line = line
        self.key = key
        place = self.file if line is None else f"{self.file}:{line}"
        super().__init__(f"{message} in {place}", do=do)


class Unreachable(KeptError):
    """A store does not answer. Never holds the address's user or password."""


class Mismatch(KeptError):
    """A live store does not fit its data map."""


class Refused(KeptError):
    """The work would do harm or could not be finished, so none of it was begun."""


class Tampered(KeptError):
    """Evidence does not verify: an entry, a proof or a checkpoint was changed."""

    exit_code = 1


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one, or None when nothing is near.

    >>> nearest("contact.emial", ["contact.email", "name"])
    'contact.email'
    """
    found = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def suggestion(word: str, known: Iterable[str]) -> str:
    """What to do about an unknown word: the nearest right one, or the whole list when it is short.

    >>> suggestion("emial", ["email", "name"])
    'did you mean `email`?'
    """
    words = sorted(known)
    guess = nearest(word, words)
    if guess:
        return f"did you mean `{guess}`?"
    shown = ", ".join(f"`{w}`" for w in words[:12])
    return f"use one of {shown}" + (" ..." if len(words) > 12 else "")
