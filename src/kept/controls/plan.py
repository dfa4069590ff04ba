"""The plan: every commitment of a policy with what is done for it and what proves it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from kept.datamap.graph import Graph
from kept.policy.commitment import Child, Commitment, Party, Retention, Right, Role, Scope
from kept.policy.policy import Policy

from . import child, retention, right
from .control import ATTEST, Control, Gap


def plan(policy: Policy, graphs: Mapping[str, Graph], now: datetime) -> tuple[Control, ...]:
    """One control a commitment, in the policy's order; `graphs` are the resolved data maps by store.

    `now` is UTC. Reads nothing and changes nothing.
    """
    return tuple(_control(commitment, graphs, now) for commitment in policy.commitments)


def _control(commitment: Commitment, graphs: Mapping[str, Graph], now: datetime) -> Control:
    match commitment:
        case Retention():
            return retention.control(commitment, graphs, now)
        case Child():
            return child.control(commitment, graphs, now)
        case Right():
            return right.control(commitment, graphs)
        case Party() | Role() | Scope():
            return Control(commitment, gaps=_facts(commitment))
        case _:
            return Control(commitment)


def _facts(commitment: Party | Role | Scope) -> tuple[Gap, ...]:
    """What no look at a store can show. Who `us` is can be compared with the settings."""
    match commitment:
        case Party(party="us"):
            return ()
        case Party(party=party):
            return (
                Gap("the register", f"only `{party}` can show what `{party}` does with the data", ATTEST),
            )
        case Role(role=role):
            return (Gap("the policy", f"no store shows that we act as {role}", ATTEST),)
        case Scope():
            return (Gap("the policy", "no store shows whom and what the policy covers", ATTEST),)
