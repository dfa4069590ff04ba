"""A zipped document's parts as XML, read with limits: no declarations, no entities, no endless parts."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Protocol
from xml.parsers import expat

from kept.words.error import Misuse

_LARGEST = 64 * 1024 * 1024
"""Bytes of one part, unpacked: a policy of a thousand pages has a tenth of it."""
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError, OSError,
    OverflowError, ValueError,
)  # fmt: skip
"""What zipfile raises about archives that were cut, altered or never one."""
_OLE = b"\xd0\xcf\x11\xe0"
_BROKEN = "open it in the program it was written with and save it again, or save it as text"


class Walk(Protocol):
    """What follows the elements of a part; names and attributes come without their namespace."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def text(self, text: str) -> None:
        """Characters of the element that began last."""

    def end(self, name: str) -> None:
        """An element ends."""


class _Declared(Exception):
    """The part declares a document type: entities could make it endless, and no writer of documents does."""


class Archive:
    """The parts of one file. Raises Misuse when it is no such file, encrypted, broken or too large."""

    def __init__(self, name: str, raw: bytes) -> None:
        self._name = name
        if raw.startswith(_OLE):
            raise Misuse(
                f"cannot read `{name}`: it has a password, or is older than 2007",
                do="save it without a password as `.docx`",
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
        except _UNREADABLE as error:
            raise self.broken() from error

    def walk(self, part: str, walk: Walk) -> bool:
        """Follow a part to its end; False when there is none of that name."""
        if part not in self._zip.NameToInfo:
            return False
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = lambda name, attributes: walk.start(
            _local(name), {_local(key): value for key, value in attributes.items()}
        )
        parser.EndElementHandler = lambda name: walk.end(_local(name))
        parser.CharacterDataHandler = walk.text
        try:
            parser.Parse(self._bytes(part), True)
        except (expat.ExpatError, _Declared) as error:
            raise self.broken() from error
        return True

    def main(self, otherwise: str) -> str:
        """The part that holds the document itself."""
        found = _Relations()
        self.walk("_rels/.rels", found)
        return str(PurePosixPath(found.main.lstrip("/"))) if found.main else otherwise

    def _bytes(self, part: str) -> bytes:
        try:
            with self._zip.open(part) as opened:
                raw = opened.read(_LARGEST + 1)
        except _UNREADABLE as error:
            raise self.broken() from error
        except RuntimeError as error:  # zipfile says so of a part with a password
            raise Misuse(
                f"cannot read `{self._name}`: it has a password", do="save it without one"
            ) from error
        if len(raw) > _LARGEST:
            raise Misuse(
                f"cannot read `{self._name}`: it holds more than 64 MB of text",
                do="save the policy alone in a file of its own",
            )
        return raw

    def broken(self) -> Misuse:
        """What to say of a file that is not what its name says."""
        return Misuse(f"cannot read `{self._name}`: the file is broken or of another kind", do=_BROKEN)


class _Relations:
    """Finds the main part among a file's relations."""

    def __init__(self) -> None:
        self.main = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """A relation names a part and what it is."""
        if name == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
            self.main = attributes.get("Target", "")

    def text(self, text: str) -> None:
        """Relations hold no text."""

    def end(self, name: str) -> None:
        """Nothing follows from it."""


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _refuse(*_: object) -> None:
    raise _Declared
