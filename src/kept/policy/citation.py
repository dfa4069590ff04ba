"""A citation: the sentence a commitment came from, with a fingerprint that notices when it changes."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Citation:
    """`s47` of the policy's document, as it read when the commitment was reviewed."""

    sentence: str
    fingerprint: str


def fingerprint(text: str) -> str:
    """Twelve hex digits of SHA-256 over the sentence's words.

    White space and Unicode composition do not count: a reflowed document cites the same sentences.
    """
    words = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
    return hashlib.sha256(words.encode()).hexdigest()[:12]
