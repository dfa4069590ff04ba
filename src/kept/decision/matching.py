"""Which commitments speak of a flow, prepared once per policy: the fast twin of `spec.speaks`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kept.policy.commitment import Collection, Decided, Disclosure, Sale, Use
from kept.policy.policy import Policy
from kept.words.flow import Act, Flow
from kept.words.key import ancestors

Keys = frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """One commitment with the keys it names, and for a prohibition the broader keys that may hide them."""

    commitment: Decided
    spans: tuple[tuple[Keys, Keys], ...]
    purposes: Keys
    purposes_above: Keys
    recipients: Keys
    recipients_above: Keys

    def speaks(self, flow: Flow, categories: Keys, purposes: Keys, recipients: Keys) -> bool:
        """Given the flow's category, purpose and recipient with all that each lies under."""
        forbids = self.commitment.effect == "forbid"
        return (
            any(
                (not people or flow.about in people) and (not keys or not keys.isdisjoint(categories))
                for people, keys in self.spans
            )
            and _named(self.purposes, self.purposes_above, flow.purpose, purposes, forbids)
            and _named(self.recipients, self.recipients_above, flow.to, recipients, forbids)
        )


def _named(named: Keys, above: Keys, key: str | None, under: Keys, forbids: bool) -> bool:
    if not named:
        return True
    if key is None:
        return forbids
    return not named.isdisjoint(under) or (forbids and key in above)


def prepared(policy: Policy) -> dict[Act, tuple[Prepared, ...]]:
    """The decided commitments by the act they speak of, in the policy's order."""
    found: dict[Act, list[Prepared]] = {}
    for c in policy.commitments:
        if isinstance(c, Decided) and (c.effect == "forbid" or c.by == "us"):
            match c:
                case Collection():
                    found.setdefault("collect", []).append(_prepared(policy, c, (), ()))
                case Use():
                    found.setdefault("use", []).append(_prepared(policy, c, c.purpose, ()))
                case Disclosure():
                    found.setdefault("disclose", []).append(_prepared(policy, c, c.purpose, c.to))
                case Sale():
                    found.setdefault("sell", []).append(_prepared(policy, c, (), c.to))
    return {act: tuple(several) for act, several in found.items()}


def _prepared(policy: Policy, c: Decided, purposes: tuple[str, ...], to: tuple[str, ...]) -> Prepared:
    return Prepared(
        c,
        tuple(policy.spans(c)),
        frozenset(purposes),
        above(purposes),
        frozenset(to),
        frozenset(key for recipient in to for key in known_as(policy, recipient)),
    )


def above(keys: Iterable[str]) -> Keys:
    """The keys and all they are under."""
    return frozenset(wider for key in keys for wider in ancestors(key))


def known_as(policy: Policy, recipient: str) -> Keys:
    """Every key a recipient answers to: its own, its party's and that one's kind, with all above."""
    own = above((recipient,))
    names = {recipient}
    for key, party in policy.parties.items():
        if key in own or not own.isdisjoint(party.includes):
            names.update((key, party.kind) if party.kind else (key,))
    return above(names)
