"""The six legal bases of GDPR Art. 6(1), with their DPV concepts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .vocabulary import known


@dataclass(frozen=True, slots=True)
class Basis:
    """Why a use is lawful; `dpv` is of the vocabulary's GDPR extension."""

    key: str
    name: str
    article: str
    dpv: str


_ALL = (
    Basis("consent", "Consent", "GDPR Art. 6(1)(a)", "eu-gdpr:A6-1-a"),
    Basis("contract", "Contract", "GDPR Art. 6(1)(b)", "eu-gdpr:A6-1-b"),
    Basis("legal_obligation", "Legal obligation", "GDPR Art. 6(1)(c)", "eu-gdpr:A6-1-c"),
    Basis("vital_interests", "Vital interests", "GDPR Art. 6(1)(d)", "eu-gdpr:A6-1-d"),
    Basis("public_task", "Public task", "GDPR Art. 6(1)(e)", "eu-gdpr:A6-1-e"),
    Basis("legitimate_interests", "Legitimate interests", "GDPR Art. 6(1)(f)", "eu-gdpr:A6-1-f"),
)
BASES: Mapping[str, Basis] = MappingProxyType({basis.key: basis for basis in _ALL})


def known_basis(key: str) -> Basis:
    """The legal basis with this key. Raises Misuse with the nearest right one."""
    return known("legal basis", key, BASES)
