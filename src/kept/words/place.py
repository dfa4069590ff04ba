"""Places: ISO 3166 codes and the groups that laws and policies speak of (`EU`, `EEA`, `UK`, `US-CA`)."""

from __future__ import annotations

import re

from .error import Misuse, suggestion

# ISO 3166-1 alpha-2, officially assigned.
_LISTED = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW
    BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI
    FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN
    IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME
    MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF
    PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV
    SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE
    YT ZA ZM ZW
"""
COUNTRIES = frozenset(_LISTED.split())
_MEMBERS = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
# Union law applies there (TFEU Art. 355(1) and (4)), but ISO gives them codes of their own.
_OUTERMOST = "AX GF GP MF MQ RE YT"
EU = frozenset(f"{_MEMBERS} {_OUTERMOST}".split())
EEA = EU | {"IS", "LI", "NO"}
GROUPS: dict[str, frozenset[str]] = {"EU": EU, "EEA": EEA, "UK": frozenset({"GB"})}
_WRITTEN = re.compile(r"([A-Z]{2})(-[A-Z0-9]{1,3})?")
# Two codes are in daily use beside ISO's: the Union writes EL for Greece, everybody writes UK for GB.
_ALSO = {"EL": "GR", "UK": "GB"}


def known_place(place: str) -> str:
    """The place itself: a country, a part of one (`US-CA`, ISO 3166-2) or a group.

    Raises Misuse with the nearest right one.
    """
    found = _WRITTEN.fullmatch(place)
    if place in GROUPS or (found and (found[1] in COUNTRIES or found[1] in _ALSO)):
        return place
    known = ("US-CA", *GROUPS, *sorted(COUNTRIES))
    raise Misuse(f"unknown place `{place}`", do=suggestion(place.upper(), known))


def is_in(place: str, group: str) -> bool:
    """Does all of the place lie in the group, country or part of a country? A place lies in itself.

    >>> is_in("SE", "EEA"), is_in("US-CA", "US"), is_in("US", "US-CA")
    (True, True, False)
    """
    return all(_lies_in(one, group) for one in GROUPS.get(place, (place,)))


def _lies_in(place: str, group: str) -> bool:
    place = _iso(place)
    country = place.partition("-")[0]
    if group in GROUPS:
        return country in GROUPS[group]
    group = _iso(group)
    return place == group or place.startswith(group + "-")


def _iso(place: str) -> str:
    country, dash, part = place.partition("-")
    return _ALSO.get(country, country) + dash + part
