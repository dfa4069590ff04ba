"""A document's source into blocks, by the kind of file it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath

from kept.words.error import Misuse

from . import markdown, markup, plain
from .block import Block

KINDS: Mapping[str, Callable[[str], tuple[Block, ...]]] = {
    ".md": markdown.blocks,
    ".markdown": markdown.blocks,
    ".txt": plain.blocks,
    ".text": plain.blocks,
    ".html": markup.blocks,
    ".htm": markup.blocks,
}


def blocks(name: str, source: str) -> tuple[Block, ...]:
    """The blocks of a document in order. Raises Misuse for a kind of file that cannot be read."""
    suffix = PurePath(name).suffix.lower()
    split = KINDS.get(suffix)
    if split is None:
        kind = f"`{suffix}`" if suffix else "a file without an ending"
        raise Misuse(
            f"cannot read `{name}`: {kind} is not understood",
            do="save the text as `.md`, `.html` or `.txt` and read that",
        )
    return split(source)


def decoded(name: str, source: bytes) -> str:
    """The text of a file's bytes. Raises Misuse when they are not UTF-8."""
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Misuse(
            f"cannot read `{name}`: byte {error.start} is not UTF-8 text", do="save the file as UTF-8"
        ) from None
