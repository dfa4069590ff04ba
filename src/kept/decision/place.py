"""Where a person lives, against the places a policy names."""

from __future__ import annotations

from kept.words.error import Misuse
from kept.words.place import is_in, known_place

from .truth import Truth


def lives_in(residence: str | None, place: str) -> Truth:
    """Does somebody of this residence live in the place?

    Unknown when all we know is a wider place, nothing, or a word that is no place.
    """
    if residence is None or not (_known(residence) and _known(place)):
        return "unknown"
    if is_in(residence, place):
        return "yes"
    return "unknown" if is_in(place, residence) else "no"


def _known(place: str) -> bool:
    try:
        known_place(place)
    except Misuse:
        return False
    return True
