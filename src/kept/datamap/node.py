"""YAML with places: each part of a map knows its file, its line and the keys that lead to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarbool import ScalarBoolean

from kept.words.error import BadFile, suggestion

from .condition import Value

_PLAIN = re.compile(r"\w([\w .,:;()§/+'=<>-]*[\w.)'])?")


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a YAML file: `line` counts from 1, `path` is the keys to it with dots between."""

    value: object
    file: str
    line: int | None
    path: str = ""

    @property
    def key(self) -> str:
        """The last key of the path, or `the file` at its top."""
        return self.path.rpartition(".")[2] or "the file"

    def wrong(self, message: str, do: str) -> BadFile:
        """The error that says what is wrong here."""
        return BadFile(message, file=self.file, line=self.line, key=self.path or None, do=do)

    def items(self) -> Iterator[tuple[str, Node]]:
        """The keys of a map with their values. Raises BadFile where this is none or a key is no text."""
        if not isinstance(self.value, CommentedMap):
            raise self.wrong(f"`{self.key}` should be a map", "write keys with values: `key: value`")
        places = self.value.lc.data or {}
        for key, value in self.value.items():
            line = places[key][0] + 1 if key in places else self.line
            inside = Node(value, self.file, line, f"{self.path}.{key}" if self.path else str(key))
            if not isinstance(key, str) or not key:
                raise inside.wrong(f"the key `{key}` is not text", f'put it in quotes: `"{key}"`')
            yield str(key), inside

    def known(self, keys: Iterable[str]) -> dict[str, Node]:
        """A map that has no other keys than these. Raises BadFile with the nearest right one."""
        found = dict(self.items())
        for key, inside in found.items():
            if key not in keys:
                where = f" of `{self.path}`" if self.path else ""
                raise inside.wrong(f"unknown key `{key}`{where}", suggestion(key, keys))
        return found

    def elements(self) -> tuple[Node, ...]:
        """The elements of a list; anything else is a list of itself."""
        if not isinstance(self.value, CommentedSeq):
            return (self,)
        places = self.value.lc.data or {}
        return tuple(
            Node(value, self.file, places[n][0] + 1 if n in places else self.line, self.path)
            for n, value in enumerate(self.value)
        )

    def text(self) -> str:
        """The text that stands here. Raises BadFile where something else does."""
        if not isinstance(self.value, str) or not self.value:
            shown = "a list" if isinstance(self.value, list) else "a map"
            found = shown if isinstance(self.value, list | dict) else f"`{self.value}`"
            raise self.wrong(
                f"`{self.key}` should be text and is {found}", "write text, in quotes if need be"
            )
        return str(self.value)

    def texts(self) -> tuple[str, ...]:
        """Texts that differ; one alone needs no list. Raises BadFile where one is no text or stands twice."""
        found: dict[str, None] = {}
        for element in self.elements():
            text = element.text()
            if text in found:
                raise element.wrong(f"`{text}` stands twice in `{self.key}`", "take one of them away")
            found[text] = None
        return tuple(found)

    def some(self, what: str) -> tuple[str, ...]:
        """As `texts`, and at least one."""
        texts = self.texts()
        if not texts:
            raise self.wrong(f"`{self.key}` is empty", f"name {what}")
        return texts

    def pairs(self) -> dict[str, str]:
        """A map of texts to texts."""
        return {key: inside.text() for key, inside in self.items()}

    def flag(self) -> bool:
        """True or false. Raises BadFile where something else stands."""
        if not isinstance(self.value, bool | ScalarBoolean):
            raise self.wrong(f"`{self.key}` should be true or false", "write `true` or `false`")
        return bool(self.value)

    def plain(self) -> Value:
        """Text, a number, true, false or null. Raises BadFile where something else stands."""
        match self.value:
            case None:
                return None
            case bool() | ScalarBoolean():
                return bool(self.value)
            case str():
                return str(self.value)
            case int():
                return int(self.value)
            case float():
                return float(self.value)
        raise self.wrong(
            f"`{self.key}` should be text, a number, true, false or null", "put dates and the like in quotes"
        )


def read(text: str, file: str) -> Node:
    """The YAML of a file, with places. Raises BadFile saying where it cannot be parsed."""
    try:
        return Node(_yaml().load(text), file, 1)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = str(error.problem or error.context or "unexpected text").splitlines()[0]
        message, line = f"the YAML cannot be read ({problem})", mark.line + 1 if mark else None
    except ReaderError as error:
        message = "the YAML holds a character that YAML does not allow"
        line = text.count("\n", 0, error.position) + 1
    except RecursionError:
        message, line = "the YAML is nested too deeply", None
    except (YAMLError, ValueError, TypeError, AttributeError, AssertionError, LookupError):
        # What ruamel.yaml lets through for some odd scalars and tags, such as the date 2026-13-45.
        message, line = "the YAML cannot be read", None
    raise BadFile(message, file=file, line=line, do="mend it; quotes around a text often help")


def write(tree: CommentedMap) -> str:
    """The text of a tree, with the comments it holds."""
    into = StringIO()
    _yaml().dump(tree, into)
    return into.getvalue()


class _Quoting(RoundTripRepresenter):
    """Puts every text in quotes that is not plainly plain: left to itself the writer leaves `?0` bare."""

    def represent_text(self, text: str) -> ScalarNode:
        """The text, quoted where it has to be."""
        style = None if _PLAIN.fullmatch(text) and text.isprintable() else '"'
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Quoting.add_representer(str, _Quoting.represent_text)


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.Representer = _Quoting
    yaml.preserve_quotes = True
    yaml.width = 1_000_000  # a line that somebody wrote is never broken in two
    yaml.indent(mapping=2, sequence=2, offset=0)
    return yaml
