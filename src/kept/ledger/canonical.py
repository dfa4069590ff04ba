"""Canonical JSON (RFC 8785) for the part of JSON the ledger uses: strings, whole numbers, objects, arrays."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias, cast

from kept.words.error import Refused, Tampered

Json: TypeAlias = "str | int | Sequence[Json] | Mapping[str, Json]"

LARGEST = 2**53 - 1
"""The largest whole number every JSON reader keeps exact (RFC 8785, 3.2.2.3; RFC 7493, 2.2)."""


def canonical(value: Json) -> bytes:
    """The one way to write a value: no spaces, keys in UTF-16 order, UTF-8.

    Raises Refused for what has no one way here: fractions, true, false, null, broken text.

    >>> canonical({"b": 1, "a": ["x"]})
    b'{"a":["x"],"b":1}'
    """
    try:
        return _written(value).encode()
    except UnicodeEncodeError:
        raise Refused(
            "a text to be written down holds half a character", do="give whole Unicode text"
        ) from None


def _written(value: Json) -> str:
    match value:
        case bool():
            pass
        case str():
            return json.dumps(value, ensure_ascii=False)
        case int() if abs(value) <= LARGEST:
            return str(int(value))
        case Mapping():
            keys = sorted(value, key=_utf16)
            return "{" + ",".join(f"{_written(key)}:{_written(value[key])}" for key in keys) + "}"
        case list() | tuple():
            return "[" + ",".join(_written(item) for item in value) + "]"
    raise Refused(
        f"a value of type `{type(value).__name__}` cannot be written canonically",
        do="write strings, whole numbers up to 2^53 - 1, lists and objects",
    )


def _utf16(key: str) -> bytes:
    # RFC 8785, 3.2.3 sorts by UTF-16 code units, which differs from code points above U+FFFF.
    return key.encode("utf-16-be")


def parsed(text: bytes) -> Json:
    """The value of canonical JSON bytes. Raises Tampered when they are anything but `canonical` of it."""
    try:
        value = cast(Json, json.loads(text.decode()))
        if canonical(value) == text:
            return value
    except (ValueError, RecursionError, Refused):
        pass
    raise Tampered("bytes are not canonical JSON (RFC 8785)", do="take the bytes from the ledger again")
