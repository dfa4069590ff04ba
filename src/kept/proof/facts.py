"""Evidence on facts: who we are, and on what contract others act for us."""

from __future__ import annotations

from collections.abc import Iterable

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
    found = f"the policy names `{named or 'nobody'}`, the settings `{organisation}`"
    return (Evidence("broken", found, "kept.yaml", "make the two agree"),)


def contract(commitment: Disclosure, policy: Policy, recipients: Iterable[Recipient]) -> tuple[Evidence, ...]:
    """Where a disclosure asks for a contract: has every such recipient of the register one?"""
    if "contract" not in commitment.duties:
        return ()
    kinds = {name for kind in commitment.to for name in (kind, *_includes(policy, kind))}
    several = [r for r in recipients if not kinds or r.kind in kinds]
    without = [r.name for r in several if r.contract is None]
    if without:
        do = "sign one, or stop; then name it under `contract` in the register"
        return tuple(Evidence("broken", f"`{name}` has no contract", REGISTER, do) for name in without)
    if not several:
        return ()
    return (Evidence("kept", f"all {len(several)} have a contract", REGISTER),)


def _includes(policy: Policy, kind: str) -> tuple[str, ...]:
    return policy.parties[kind].includes if kind in policy.parties else ()
