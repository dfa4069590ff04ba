"""A receipt: one file with which a person shows, offline, that something was entered in the ledger.

The file is JSON with these keys:

receipt     `kept/v1`, the form of this file
entry       the entry, as the log holds it once its keys are in canonical order (RFC 8785)
index       which entry of the log it is, counted from 0
proof       the hashes from the entry to the root, in base64 (RFC 6962, 2.1.1)
checkpoint  the signed note the log had issued when the receipt was made
key         the key that note is checked with; compare it with the one the organisation publishes
opening     optional: `record`, the text that was sealed, and `salt`, in base64, that opens the seal
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from kept.ledger.canonical import Json, canonical, parsed
from kept.ledger.checkpoint import from_base64
from kept.ledger.entry import SALT_LENGTH
from kept.ledger.tree import HASH_LENGTH
from kept.words.error import BadFile, Refused, suggestion

FORM = "kept/v1"
_KEYS = ("receipt", "entry", "index", "proof", "checkpoint", "key")
_AGAIN = "ask for the receipt again"


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens a seal: the record, as UTF-8 text, and the 32 bytes it was sealed with."""

    record: bytes
    salt: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """An entry, its place, and the proof that it is in the log a checkpoint speaks of."""

    entry: bytes
    """The entry as `encode` wrote it."""
    index: int
    proof: tuple[bytes, ...]
    checkpoint: str
    """The signed note."""
    key: str
    """The verifier key, `name+id+key`."""
    opening: Opening | None = None


def to_json(receipt: Receipt) -> str:
    """The receipt as a file a person can read.

    Raises Tampered when the entry is not canonical JSON, Refused when the record is not text.
    """
    value: dict[str, Json] = {
        "receipt": FORM,
        "entry": parsed(receipt.entry),
        "index": receipt.index,
        "proof": [_b64(step) for step in receipt.proof],
        "checkpoint": receipt.checkpoint,
        "key": receipt.key,
    }
    if receipt.opening is not None:
        try:
            record = receipt.opening.record.decode()
        except UnicodeDecodeError:
            raise Refused("the record of a receipt is not text", do="seal records as UTF-8 text") from None
        value["opening"] = {"record": record, "salt": _b64(receipt.opening.salt)}
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def from_json(text: str, file: str = "receipt") -> Receipt:
    """The receipt in a file. Raises BadFile naming the key that cannot be used.

    Whether what it says is true is for `verify_receipt` to find.
    """
    value = _object(_loaded(text, file), (*_KEYS, "opening"), _KEYS, "", file)
    if value["receipt"] != FORM:
        raise _bad("receipt", f"is not `{FORM}`", file)
    proof = value["proof"]
    if not isinstance(proof, list):
        raise _bad("proof", "is not a list", file)
    index = value["index"]
    if not isinstance(index, int) or isinstance(index, bool) or index < 0:
        raise _bad("index", "is not a whole number from 0", file)
    return Receipt(
        entry=_entry(value["entry"], file),
        index=index,
        proof=tuple(_bytes(step, HASH_LENGTH, "proof", file) for step in proof),
        checkpoint=_text(value["checkpoint"], "checkpoint", file),
        key=_text(value["key"], "key", file),
        opening=_opening(value["opening"], file) if "opening" in value else None,
    )


def to_tlog_proof(receipt: Receipt) -> str:
    """The receipt without its entry and opening as a C2SP `.tlog-proof`, for other tools to check."""
    steps = "".join(f"{_b64(step)}\n" for step in receipt.proof)
    return f"c2sp.org/tlog-proof@v1\nindex {receipt.index}\n{steps}\n{receipt.checkpoint}"


def _loaded(text: str, file: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=lambda pairs: _once(pairs, file))
    except json.JSONDecodeError as error:
        raise BadFile("no JSON", file=file, line=error.lineno, do=_AGAIN) from None
    except (ValueError, RecursionError):
        raise BadFile("no JSON that can be read", file=file, line=None, do=_AGAIN) from None


def _once(pairs: list[tuple[str, object]], file: str) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for at, (key, _) in enumerate(pairs) if key in dict(pairs[:at]))
        raise _bad(twice, "is there twice", file)
    return found


def _object(
    value: object, known: Iterable[str], needed: Iterable[str], at: str, file: str
) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _bad(at or "receipt", "is not an object", file)
    for key in value:
        if key not in known:
            raise BadFile(
                f"unknown key `{at}{key}`", file=file, line=None, key=at + key, do=suggestion(key, known)
            )
    for key in needed:
        if key not in value:
            raise _bad(f"{at}{key}", "is missing", file)
    return value


def _entry(value: object, file: str) -> bytes:
    try:
        return canonical(cast(Json, value))
    except (Refused, RecursionError):
        raise _bad("entry", "holds what no entry can hold", file) from None


def _opening(value: object, file: str) -> Opening:
    found = _object(value, ("record", "salt"), ("record", "salt"), "opening.", file)
    record = _text(found["record"], "opening.record", file)
    return Opening(record.encode(), _bytes(found["salt"], SALT_LENGTH, "opening.salt", file))


def _text(value: object, key: str, file: str) -> str:
    if not isinstance(value, str):
        raise _bad(key, "is not text", file)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _bad(key, "holds half a character", file) from None
    return value


def _bytes(value: object, length: int, key: str, file: str) -> bytes:
    found = from_base64(value) if isinstance(value, str) else None
    if found is None or len(found) != length:
        raise _bad(key, f"is not {length} bytes in base64", file)
    return found


def _bad(key: str, what: str, file: str) -> BadFile:
    return BadFile(f"`{key}` {what}", file=file, line=None, key=key, do=_AGAIN)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
