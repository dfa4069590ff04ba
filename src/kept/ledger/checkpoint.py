"""A checkpoint: how long the log is and its root, signed (C2SP tlog-checkpoint, signed-note)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kept.ledger.tree import HASH_LENGTH
from kept.words.error import Misuse, Tampered

_ED25519 = b"\x01"
_NAME = re.compile(r"[^\s+\x00-\x1f\x7f]+")
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")
_AGAIN = "take the checkpoint from the log again; if it stays so, somebody changed it"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log claims at one moment: its name, how many entries, and the root over them."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.origin):
            raise Misuse("the name of a log has a space or a `+`", do="name it like `ledger.example/acme`")
        if self.size < 0 or len(self.root) != HASH_LENGTH:
            raise Misuse(
                "a checkpoint needs a size from 0 and a root of 32 bytes", do="give both from the tree"
            )


@dataclass(frozen=True, slots=True)
class Signer:
    """A log's name and the key it signs with. The key is never printed."""

    name: str
    private: Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class Verifier:
    """A log's name and the key its signatures are checked with."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes that point to the key in a signature line."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]


def signer(name: str, seed: bytes) -> Signer:
    """The signer of a log, from 32 secret bytes. Raises Misuse for another length or a name with a space."""
    if len(seed) != 32 or not _NAME.fullmatch(name):
        raise Misuse("a signer needs a name without spaces or `+` and 32 secret bytes", do="give both")
    return Signer(name, Ed25519PrivateKey.from_private_bytes(seed))


def verifier_key(signer: Signer) -> str:
    """The public key as `name+id+key`, to be handed to everybody who wants to check."""
    verifier = _verifier(signer)
    return f"{verifier.name}+{verifier.id.hex()}+{_b64(_ED25519 + verifier.public)}"


def parse_key(text: str) -> Verifier:
    """The key written as `name+id+key`. Raises Misuse when it is not one, or its id does not fit it."""
    name, _, rest = text.partition("+")
    key_id, _, key = rest.partition("+")
    public = from_base64(key)
    if _NAME.fullmatch(name) and public is not None and len(public) == 33 and public[:1] == _ED25519:
        verifier = Verifier(name, public[1:])
        if verifier.id.hex() == key_id:
            return verifier
    raise Misuse("that is not a verifier key", do="give it as `name+id+key`, as the log published it")


def body(checkpoint: Checkpoint) -> str:
    """The three lines that are signed: origin, size, root."""
    return f"{checkpoint.origin}\n{checkpoint.size}\n{_b64(checkpoint.root)}\n"


def sign(checkpoint: Checkpoint, signer: Signer) -> str:
    """The checkpoint as a signed note. Raises Misuse when the key belongs to a log of another name."""
    if checkpoint.origin != signer.name:
        raise Misuse(
            f"the key of `{signer.name}` cannot sign for `{checkpoint.origin}`", do="use the log's own key"
        )
    text = body(checkpoint)
    signature = _verifier(signer).id + signer.private.sign(text.encode())
    return f"{text}\n— {signer.name} {_b64(signature)}\n"


def open_checkpoint(note: str, key: str) -> Checkpoint:
    """The checkpoint in a signed note.

    Raises Tampered when this key did not sign it or when it says anything but origin, size and root;
    Misuse when the key is none.
    """
    found = unsigned(opened(note, key))
    if found.origin != parse_key(key).name:
        raise Tampered("the checkpoint speaks for another log than the one that signed it", do=_AGAIN)
    return found


def opened(note: str, key: str) -> str:
    """The text of a signed note (signed-note). Raises Tampered when this key did not sign it."""
    verifier = parse_key(key)
    text, blank, lines = note.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise Tampered("the checkpoint is not a signed note", do=_AGAIN)
    text += "\n"
    signatures = [_signature(line, verifier) for line in lines[:-1].split("\n")]
    ours = [signature for signature in signatures if signature is not None]
    if len(ours) != 1 or not _is_signed(text, ours[0], verifier):
        raise Tampered(f"the checkpoint is not signed by the key of `{verifier.name}`", do=_AGAIN)
    return text


def unsigned(text: str) -> Checkpoint:
    """The checkpoint those three lines say, whoever wrote them. Raises Tampered for any other text."""
    lines = text.split("\n")
    root = from_base64(lines[2]) if len(lines) == 4 and lines[3] == "" else None
    if (
        root is None
        or len(root) != HASH_LENGTH
        or not _SIZE.fullmatch(lines[1])
        or not _NAME.fullmatch(lines[0])
    ):
        raise Tampered("the checkpoint does not say origin, size and root", do=_AGAIN)
    return Checkpoint(lines[0], int(lines[1]), root)


def from_base64(text: str) -> bytes | None:
    """The bytes of standard base64; None for text that is not the one way to write them."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    # Without this, spare bits of the last letter could be changed and nobody would notice.
    return found if _b64(found) == text else None


def _signature(line: str, verifier: Verifier) -> bytes | None:
    """The signature in a line, None when it is by somebody else. Raises Tampered for a malformed line."""
    dash, _, rest = line.partition(" ")
    name, _, signature = rest.partition(" ")
    found = from_base64(signature)
    if dash != "—" or not _NAME.fullmatch(name) or found is None or len(found) < 5:
        raise Tampered("a signature line of the checkpoint is malformed", do=_AGAIN)
    return found[4:] if name == verifier.name and found[:4] == verifier.id else None


def _is_signed(text: str, signature: bytes, verifier: Verifier) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(verifier.public).verify(signature, text.encode())
    except (InvalidSignature, ValueError):  # ValueError: text with half a character has no bytes
        return False
    return True


def _verifier(signer: Signer) -> Verifier:
    return Verifier(signer.name, signer.private.public_key().public_bytes_raw())


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
