"""The roles of those who handle personal data (GDPR Art. 4, 26 and 28)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .vocabulary import known


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody is to the data: who decides, who acts for another, who receives."""

    key: str
    name: str
    article: str
    dpv: str


_ALL = (
    Role("controller", "Controller", "GDPR Art. 4(7)", "dpv:DataController"),
    Role("joint-controller", "Joint controller", "GDPR Art. 26(1)", "dpv:JointDataControllers"),
    Role("processor", "Processor", "GDPR Art. 4(8)", "dpv:DataProcessor"),
    Role("sub-processor", "Sub-processor", "GDPR Art. 28(4)", "dpv:DataSubProcessor"),
    Role("recipient", "Recipient", "GDPR Art. 4(9)", "dpv:Recipient"),
    Role("third-party", "Third party", "GDPR Art. 4(10)", "dpv:ThirdParty"),
)
ROLES: Mapping[str, Role] = MappingProxyType({role.key: role for role in _ALL})


def known_role(key: str) -> Role:
    """The role with this key. Raises Misuse with the nearest right one."""
    return known("role", key, ROLES)
