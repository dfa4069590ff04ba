"""An entry of the ledger: what kind of thing happened, in which hour, and a seal over the rest.

No personal data can enter. The record itself stays outside, under a seal (a hash with 32 secret
random bytes); when record and salt are erased, nothing can be learnt from the seal.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from kept.ledger.canonical import LARGEST, Json, canonical, parsed
from kept.words.error import KeptError, Misuse, Refused, Tampered

SALT_LENGTH = 32
"""Bytes of a salt: as long as the hash, so that the seal hides what it seals."""

ENTRY_LIMIT = 65_535
"""Bytes of an entry at most: C2SP tlog-tiles counts them in sixteen bits."""

_SEAL_DOMAIN = b"kept/v1"
_VERSION = 1
_KEYS = {"about", "at", "c", "figures", "kind", "policy", "v"}
_SLUG = re.compile(r"[a-z][a-z0-9_]*(?:[./:-][a-z0-9_]+)*")
_OPAQUE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,64}")
_PERSONAL_NUMBER = re.compile(r"(?<![a-z0-9])[0-9]{9,12}(?![a-z0-9])")
_COMMITMENT = re.compile(r"[0-9a-f]{64}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:00:00Z")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, without anybody's data.

    `at` is cut to the hour in UTC and `figures` are put in order, so an entry equals its written form.
    `about` is an opaque request or commitment id. Raises Refused for anything a person could be known by.
    """

    kind: str
    at: datetime
    policy: str
    figures: tuple[tuple[str, int | str], ...]
    about: str | None
    commitment: str
    """SHA-256 in hex, made by `sealed`."""

    def __post_init__(self) -> None:
        _guard_slug("kind", self.kind)
        _guard_text("policy", self.policy)
        if self.about is not None:
            _guard_text("about", self.about)
        _guard_figures(self.figures)
        if not _matches(_COMMITMENT, self.commitment):
            raise Refused("`commitment` is not a SHA-256 in hex", do="make it with `sealed(record, salt)`")
        object.__setattr__(self, "at", coarse(self.at))
        object.__setattr__(self, "figures", tuple(sorted(self.figures)))


def coarse(at: datetime) -> datetime:
    """The hour a moment fell in, in UTC. Raises Refused for a time without a zone."""
    if at.utcoffset() is None:
        raise Refused("the time of an entry has no zone", do="give a time in UTC")
    try:
        return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    except OverflowError:
        raise Refused("the time of an entry is out of range", do="give a time in UTC") from None


def encode(entry: Entry) -> bytes:
    """The entry as canonical JSON. Raises Refused when it is longer than a log can hold."""
    value: dict[str, Json] = {
        "v": _VERSION,
        "kind": entry.kind,
        "at": entry.at.isoformat().replace("+00:00", "Z"),
        "policy": entry.policy,
        "figures": dict(entry.figures),
        "c": entry.commitment,
    }
    if entry.about is not None:
        value["about"] = entry.about
    text = canonical(value)
    if len(text) > ENTRY_LIMIT:
        raise Refused(
            f"an entry of {len(text)} bytes is longer than {ENTRY_LIMIT}",
            do="seal the figures as a record and enter one hash",
        )
    return text


def decode(text: bytes) -> Entry:
    """The entry those bytes are. Raises Tampered unless `encode` gives back exactly these bytes."""
    try:
        entry = _entry(parsed(text))
        if encode(entry) == text:
            return entry
    except (KeptError, ValueError, TypeError, KeyError):
        pass
    raise Tampered("bytes are not an entry of the ledger", do="take the entry from the published log again")


def _entry(value: Json) -> Entry:
    if not isinstance(value, dict) or not value.keys() <= _KEYS:
        raise TypeError
    figures = value["figures"]
    if not isinstance(figures, dict) or not _matches(_MOMENT, value["at"]):
        raise TypeError
    return Entry(
        kind=value["kind"],
        at=datetime.fromisoformat(value["at"]),
        policy=value["policy"],
        figures=cast("tuple[tuple[str, int | str], ...]", tuple(figures.items())),
        about=value.get("about"),
        commitment=value["c"],
    )


def sealed(record: bytes, salt: bytes) -> str:
    """The seal over a record: SHA-256 of `kept/v1`, the salt and the record, in hex.

    The salt is 32 secret random bytes used once; without it nobody can tell what was sealed.
    Raises Misuse for a salt of another length.
    """
    if len(salt) != SALT_LENGTH:
        raise Misuse(f"a salt of {len(salt)} bytes", do=f"give {SALT_LENGTH} random bytes")
    return hashlib.sha256(_SEAL_DOMAIN + salt + record).hexdigest()


def opens(commitment: str, record: bytes, salt: bytes) -> bool:
    """Are this record and this salt what was sealed?"""
    if len(salt) != SALT_LENGTH:
        return False
    return hmac.compare_digest(commitment.encode(), sealed(record, salt).encode())


def is_opaque(text: str) -> bool:
    """Is this a UUID or 32 to 64 hex digits, which nobody can be known by?"""
    return _matches(_OPAQUE, text)


def _guard_figures(figures: tuple[tuple[str, int | str], ...]) -> None:
    for key, value in figures:
        _guard_slug("figures", key)
        if isinstance(value, bool) or not isinstance(value, (int, str)):
            raise _refusal(f"figures.{key}")
        if isinstance(value, str):
            _guard_text(f"figures.{key}", value)
        elif abs(value) > LARGEST:
            raise _refusal(f"figures.{key}")
    if len({key for key, _ in figures}) != len(figures):
        raise Refused("`figures` names a key twice", do="give each figure once")


def _guard_slug(name: str, value: object) -> None:
    if not (isinstance(value, str) and len(value) <= 64 and _matches(_SLUG, value)):
        raise _refusal(name)
    if _PERSONAL_NUMBER.search(value):
        raise _refusal(name)


def _guard_text(name: str, value: object) -> None:
    """Let pass a slug, a UUID or a hash; an address, a name or a telephone number is none of these."""
    if not _matches(_OPAQUE, value):
        _guard_slug(name, value)


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _refusal(name: str) -> Refused:
    # The value is not repeated: it may be the very thing that must not be written anywhere.
    return Refused(
        f"`{name}` of a ledger entry may hold only a whole number, a short lower-case word or an opaque id",
        do="seal it in the record; or name it by a word such as `shop.orders`, a UUID or 32 hex digits",
    )
