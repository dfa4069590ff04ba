"""The generated vocabularies (`script/words` writes them): entries by key, and the entry for a key."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import TypeVar

from .error import Misuse, suggestion

_Word = TypeVar("_Word")


def read(name: str, kind: Callable[..., _Word]) -> Mapping[str, _Word]:
    """The words of `data/<name>.json` by their key, made with `kind`; cannot be written to."""
    text = (files(__package__) / "data" / f"{name}.json").read_text(encoding="utf-8")
    return MappingProxyType({row["key"]: kind(**row) for row in json.loads(text)["words"]})


def known(what: str, key: str, words: Mapping[str, _Word]) -> _Word:
    """The word with this key. Raises Misuse with the nearest right one."""
    found = words.get(key)
    if found is None:
        raise Misuse(f"unknown {what} `{key}`", do=suggestion(key, words))
    return found
