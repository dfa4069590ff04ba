"""A document's bytes into text and blocks, by the kind of file it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import PurePath

from kept.words.error import Misuse

from . import markdown, markup, plain
from .block import Block
from .part import Opened

_TEXTS: Mapping[str, Callable[[str], tuple[Block, ...]]] = {
    ".md": markdown.blocks,
    ".markdown": markdown.blocks,
    ".txt": plain.blocks,
    ".text": plain.blocks,
    ".html": markup.blocks,
    ".htm": markup.blocks,
}
_FILES: Mapping[str, str] = {".pdf": "pdf", ".docx": "docx"}
"""Kinds that hold more than text, by the module that reads them: most runs need none of these."""


def read(name: str, source: bytes | str) -> Opened:
    """A document's text and blocks. Raises Misuse for a kind of file or bytes that cannot be read."""
    suffix = PurePath(name).suffix.lower()
    if suffix in _TEXTS:
        text = decoded(name, source) if isinstance(source, bytes) else source
        return Opened(text, _TEXTS[suffix](text))
    if suffix in _FILES and isinstance(source, bytes):
        opened: Opened = import_module(f".{_FILES[suffix]}", __package__).read(name, source)
        return opened
    kind = f"`{suffix}`" if suffix else "a file without an ending"
    raise Misuse(
        f"cannot read `{name}`: {kind} is not understood",
        do="save the text as `.md`, `.html`, `.txt`, `.docx` or `.pdf` and read that",
    )


def decoded(name: str, source: bytes) -> str:
    """The text of a file's bytes. Raises Misuse when they are not UTF-8."""
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Misuse(
            f"cannot read `{name}`: byte {error.start} is not UTF-8 text", do="save the file as UTF-8"
        ) from None
