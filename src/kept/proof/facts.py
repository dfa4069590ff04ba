"""Evidence on facts: who we are, and on what contract others act for us."""

from __future__ import annotations

from collections.abc import Iterable

from kept.decision.matching import known_as
from kept.disclosure.recipient import Recipient
from kept.policy.commitment import Disclosure, Party
from kept.policy.policy import Policy

from .verdict import Evidence

REGISTER = "register/recipients.yaml"


def party(commitment: Party, policy: Policy, organisation: str) -> tuple[Evidence, ...]:
    """Is the `us` of the policy the organisation of the settings? Others are not compared."""
    if commitment.party != "us":
        return ()
    named = policy.parties["us"].legal_name
    if named == organisation:
        return (Evidence("kept", f"the policy and the settings name `{named}`", "kept.yaml"),)
    said = f"`{named}`" if named else "nobody"
    found = f"the policy names {said}, the settings `{organisation}`"
    return (Evidence("broken", found, "kept.yaml", "make the two agree"),)


def contract(commitment: Disclosure, policy: Policy, recipients: Iterable[Recipient]) -> tuple[Evidence, ...]:
    """Where a disclosure asks for a contract: has every such recipient of the register one?"""
    if "contract" not in commitment.duties:
        return ()
    named = frozenset(commitment.to)
    several = [r for r in recipients if not named or not named.isdisjoint(known_as(policy, r.kind))]
    without = [r.name for r in several if r.contract is None]
    if without:
        do = "sign one, or stop; then name it under `contract` in the register"
        return tuple(Evidence("broken", f"`{name}` has no contract", REGISTER, do) for name in without)
    if not several:
        return ()
    return (Evidence("kept", f"every recipient it speaks of has a contract ({len(several):,})", REGISTER),)
