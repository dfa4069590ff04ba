"""The rights a person may exercise, with the articles that grant them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .vocabulary import known


@dataclass(frozen=True, slots=True)
class Right:
    """What a person may ask of a controller; which law grants it to whom stands in `law/`."""

    key: str
    name: str
    articles: tuple[str, ...]


_ALL = (
    Right("access", "Access", ("GDPR Art. 15", "Civ. Code 1798.110", "Civ. Code 1798.115")),
    Right("rectification", "Rectification", ("GDPR Art. 16", "Civ. Code 1798.106")),
    Right("erasure", "Erasure", ("GDPR Art. 17", "Civ. Code 1798.105")),
    Right("restriction", "Restriction", ("GDPR Art. 18",)),
    Right("portability", "Portability", ("GDPR Art. 20", "Civ. Code 1798.130(a)(3)(B)(iii)")),
    Right("objection", "Objection", ("GDPR Art. 21",)),
    Right("withdrawal", "Withdrawal of consent", ("GDPR Art. 7(3)",)),
    Right("opt_out_of_sale", "Opt-out of sale and sharing", ("Civ. Code 1798.120",)),
    Right("limit_sensitive", "Limit the use of sensitive data", ("Civ. Code 1798.121",)),
    Right("complaint", "Complaint to an authority", ("GDPR Art. 77", "Civ. Code 1798.199.45")),
)
RIGHTS: Mapping[str, Right] = MappingProxyType({right.key: right for right in _ALL})


def known_right(key: str) -> Right:
    """The right with this key. Raises Misuse with the nearest right one."""
    return known("right", key, RIGHTS)
