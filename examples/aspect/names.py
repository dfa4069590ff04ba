"""Made-up names, and addresses of the ranges that are kept for examples."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

GIVEN = [a + b for a in ("Al", "Be", "Ca", "Da", "El", "Fi", "Ga", "Ha", "Il", "Jo", "Ka", "Li", "Ma", "No")
         for b in ("ra", "len", "mo", "vin", "ssa", "dor", "neth", "ya")]  # fmt: skip
FAMILY = [a + b + c for a in ("Bran", "Cor", "Dal", "Esk", "Fal", "Grim", "Hol", "Kar", "Lor", "Mur")
          for b in "aeio" for c in ("by", "dal", "gren", "land", "mark", "ström", "vik")]  # fmt: skip


def pick(chance: Random, words: Sequence[str]) -> str:
    """One of these; several times faster than `Random.choice`, and the same on every Python."""
    return words[int(chance.random() * len(words))]


def name(chance: Random) -> str:
    """A given and a family name that nobody is likely to bear."""
    return f"{pick(chance, GIVEN)} {pick(chance, FAMILY)}"


def email(name: str, number: int, domain: str) -> str:
    """An address made of the name; every seventh is in mixed case, as people type them."""
    given, family = name.replace("ö", "o").split()
    address = f"{given}.{family}{number}@{domain}"
    return address if number % 7 == 0 else address.lower()


def phone(chance: Random) -> str | None:
    """A number of the range that Sweden keeps for fiction, for most."""
    roll = chance.random()
    return f"+46 70 174 06 {5 + int(roll * 90):02}" if roll < 0.7 else None


def ip(chance: Random) -> str:
    """An address of the blocks kept for documentation (RFC 5737)."""
    roll = int(chance.random() * 768)
    return f"{('192.0.2', '198.51.100', '203.0.113')[roll >> 8]}.{roll & 255}"
