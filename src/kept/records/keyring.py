"""The keys of a deployment, in one file beside its database and never in it."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import stat
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from kept.ledger.checkpoint import Signer, signer
from kept.words.error import BadFile, Misuse, Refused, Unreachable

Chance: TypeAlias = Callable[[int], bytes]
"""`chance(count)`: that many random bytes nobody can guess."""

FILE = "keyring"
LENGTH = 32
_NAMES = ("signing", "sealing", "index")
_WRITTEN = re.compile("".join(rf"{name} ([0-9a-f]{{{2 * LENGTH}}})\n" for name in _NAMES))


@dataclass(frozen=True, slots=True)
class Keyring:
    """What signs the log, what seals people's records, and what digests identifiers. Never printed."""

    signer: Signer = field(repr=False)
    sealing: bytes = field(repr=False)
    index: bytes = field(repr=False)


def open_keyring(folder: Path, origin: str, chance: Chance) -> Keyring:
    """The keys in a folder, made at first use; `origin` names the log they sign (`acme.example/ledger`).

    The file can be read by its owner alone. Whoever loses it loses every sealed record and the log's
    signature, so it belongs into a backup apart from the database's. Raises Refused when others can read
    it, BadFile when it is broken, Unreachable when it cannot be read or made, Misuse for an origin that
    cannot name a log.
    """
    path = folder / FILE
    try:
        if not path.exists():
            _make(path, chance)
        signing, sealing, index = _read(path)
    except OSError as error:
        said = (error.strerror or "no file can be made there").lower()
        raise Unreachable(
            f"cannot open the keys in `{path}`: {said}", do="check the folder and its rights"
        ) from None
    return Keyring(signer(origin, signing), sealing, index)


def person_digest(keyring: Keyring, name: str, value: str) -> str:
    """What an identifier is looked up by without being kept: HMAC-SHA256 of its name and value, in hex.

    Values that differ only in case, outer space or Unicode form have the same digest; without the key
    nobody can tell by trying which value it is. Raises Misuse for a value with half a character.
    """
    # Decomposed before folding: Unicode 3.13, D145.
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFD", value.strip()).casefold())
    try:
        text = f"{name}\x00{folded}".encode()
    except UnicodeEncodeError:
        raise Misuse(f"the value of `{name}` holds half a character", do="give whole Unicode text") from None
    return hmac.new(keyring.index, text, hashlib.sha256).hexdigest()


def _make(path: Path, chance: Chance) -> None:
    """Write the keys whole under another name, then give them theirs: of two makers one wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = "".join(f"{name} {chance(LENGTH).hex()}\n" for name in _NAMES)
    draft = path.with_name(f"{FILE}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # somebody else was first, and theirs are the keys
    finally:
        draft.unlink()


def _read(path: Path) -> tuple[bytes, bytes, bytes]:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise Refused(
            f"the keys in `{path}` can be read by others than their owner",
            do=f"close them: chmod 600 {path}; and think whether anybody did read them",
        )
    found = _WRITTEN.fullmatch(path.read_bytes().decode("ascii", "replace"))
    if found is None:
        raise BadFile(
            "keys that cannot be read",
            file=path,
            line=None,
            do="restore the file from its backup: new keys open nothing the old ones sealed",
        )
    signing, sealing, index = (bytes.fromhex(key) for key in found.groups())
    return signing, sealing, index
