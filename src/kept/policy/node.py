"""YAML nodes that know their file, line and key, so that every error can name them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from kept.words.error import BadFile, suggestion


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a YAML file and where it stands; `key` is the key it was written under."""

    value: object
    file: str
    line: int | None
    key: str

    def bad(self, message: str, do: str) -> BadFile:
        """The error that this node is the cause of."""
        return BadFile(message, file=self.file, line=self.line, key=self.key, do=do)

    def entries(self) -> Mapping[str, Node]:
        """The values of a map by their keys. Raises BadFile for what is no map of words."""
        if not isinstance(self.value, Mapping):
            raise self.bad(f"`{self.key}` is not a map", "write `key: value` pairs")
        found: dict[str, Node] = {}
        for key, value in self.value.items():
            if not isinstance(key, str):
                raise self.bad(f"the key `{key}` under `{self.key}` is not text", "put it in quotes")
            found[str(key)] = Node(value, self.file, _line(self.value, key, self.line), str(key))
        return found

    def only(self, keys: Collection[str]) -> Mapping[str, Node]:
        """The entries of a map that may have these keys. Raises BadFile for another."""
        entries = self.entries()
        for key, node in entries.items():
            if key not in keys:
                raise node.bad(f"unknown key `{key}`", suggestion(key, keys))
        return entries

    def needed(self, key: str) -> Node:
        """The entry with this key. Raises BadFile where the map lacks it."""
        found = self.entries().get(key)
        if found is None:
            place = f"`{self.key}`" if self.key else "the file"
            raise BadFile(
                f"`{key}` is missing from {place}",
                file=self.file,
                line=self.line,
                key=key,
                do=f"add `{key}:`",
            )
        return found

    def items(self) -> tuple[Node, ...]:
        """The members of a list; a value alone is a list of one."""
        if isinstance(self.value, str) or not isinstance(self.value, Sequence):
            return (self,)
        return tuple(
            Node(value, self.file, _line(self.value, n, self.line), self.key)
            for n, value in enumerate(self.value)
        )

    def text(self) -> str:
        """A piece of text. Raises BadFile for anything else and for nothing."""
        if not isinstance(self.value, str):
            raise self.bad(f"`{self.key}` is not text", "write a word, in quotes if it looks like a number")
        if not self.value.strip():
            raise self.bad(f"`{self.key}` is empty", "write a word or leave the key out")
        return str(self.value)

    def texts(self) -> tuple[str, ...]:
        """A list of texts; one alone is a list of one."""
        return tuple(item.text() for item in self.items())

    def number(self) -> int:
        """A whole number above nought."""
        if not isinstance(self.value, int) or isinstance(self.value, bool) or self.value <= 0:
            raise self.bad(f"`{self.key}` is not a whole number above 0", "write for example `16`")
        return int(self.value)

    def day(self) -> date:
        """A day."""
        value = self.value
        if isinstance(value, str):
            with suppress(ValueError):  # told below, with what was written in its place
                value = date.fromisoformat(value)
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self.bad(f"`{self.key}` is not a day", "write for example `2021-12-28`")
        return value

    def word(self, what: str, known: Collection[str]) -> str:
        """A text that is one of the known words. Raises BadFile with the nearest."""
        text = self.text()
        if text not in known:
            raise self.bad(f"unknown {what} `{text}`", suggestion(text, known))
        return text


def load(text: str, file: str) -> Node:
    """The map a YAML text consists of. Raises BadFile with the line where it ends to be readable."""
    return Node(load_tree(text, file), file, 1, "")


def load_tree(text: str, file: str) -> CommentedMap:
    """The same with the places of its lines and its comments."""
    try:
        value = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        raise _unreadable(error.problem or "not YAML", file, line) from None
    except (YAMLError, ValueError, RecursionError, AttributeError, IndexError) as error:
        # The reader answers tags on values they do not fit (`!!set |`, `!!int ""`) with the last two.
        raise _unreadable(type(error).__name__, file, None) from None
    if not isinstance(value, CommentedMap):
        raise BadFile("the file is not a map", file=file, line=1, do="write `key: value` pairs")
    return value


def _unreadable(problem: str, file: str, line: int | None) -> BadFile:
    said = problem.splitlines()[0]
    return BadFile(f"not readable as YAML: {said}", file=file, line=line, do="mend the YAML at this line")


def _line(parent: object, key: object, otherwise: int | None) -> int | None:
    """The line (from 1) a member of a map or list stands on."""
    if isinstance(parent, CommentedMap | CommentedSeq):
        place = (parent.lc.data or {}).get(key)
        if place is not None:
            return int(place[0]) + 1
    return otherwise
