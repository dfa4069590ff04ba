"""Where a person lives, against the places a policy names."""

from __future__ import annotations

from .truth import Truth

# Member states, TEU Art. 52; the EEA adds three, EEA Agreement Art. 126.
EU = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
EEA = EU | {"IS", "LI", "NO"}
_ALIASES = {"UK": "GB", "EL": "GR"}


def regions(place: str) -> frozenset[str]:
    """The place and all it lies in: `US-CA` lies in `US`, `SE` lies in `EU` and `EEA`."""
    country, _, part = place.upper().partition("-")
    country = _ALIASES.get(country, country)
    found = {country, f"{country}-{part}"} if part else {country}
    if country in EU:
        found.add("EU")
    if country in EEA or country == "EU":
        found.add("EEA")
    return frozenset(found)


def _named(place: str) -> str:
    country, dash, part = place.upper().partition("-")
    return _ALIASES.get(country, country) + dash + part


def lives_in(residence: str | None, place: str) -> Truth:
    """Does somebody of this residence live in the place? Unknown when all we know is a wider place."""
    if residence is None:
        return "unknown"
    if _named(place) in regions(residence):
        return "yes"
    return "unknown" if _named(residence) in regions(place) else "no"
