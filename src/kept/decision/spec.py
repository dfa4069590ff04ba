"""The meaning of a policy: may this flow take place? Slow, and written to be read; `decide.py` is the twin.

1. A prohibition beats every permission. What is unknown counts against the flow.
2. Nothing is allowed unless a permission speaks of it, its `if` holds and its `unless` does not.
3. A person's restriction stops what would else be allowed (GDPR Art. 18(2)): storing is no act here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kept.policy.commitment import Collection, Decided, Disclosure, Sale, Use
from kept.policy.policy import Policy
from kept.words.flow import Act, Flow
from kept.words.key import is_under, is_under_any

from .ask import Because, Decision
from .holds import hinders, holds, lacks, objection_stands
from .standing import NOBODY, Standing

ACT_OF: dict[type[Decided], Act] = {
    Collection: "collect", Use: "use", Disclosure: "disclose", Sale: "sell",
}  # fmt: skip


def decide(policy: Policy, flow: Flow, standing: Standing = NOBODY) -> Decision:
    """The policy's answer for one flow about a person of this standing."""
    speaking = [c for c in policy.commitments if isinstance(c, Decided) and speaks(policy, c, flow)]
    against = [c for c in speaking if c.effect == "forbid" and stands(c, flow, standing)]
    if against:
        return Decision("forbidden", because(against))
    permissions = [c for c in speaking if c.effect == "permit"]
    if not permissions:
        return Decision("silent")
    applying = [c for c in permissions if applies(c, flow, standing)]
    if applying and standing.restricted:
        return Decision("restricted", because(applying))
    if applying:
        duties = tuple(dict.fromkeys(duty for c in applying for duty in c.duties))
        return Decision("allowed", because(applying), duties=duties)
    ended = [c for c in permissions if c.unless and objection_stands(c.unless, flow, standing)]
    if ended:
        return Decision("objected", because(ended))
    missing = tuple(dict.fromkeys(words for c in permissions for words in missing_for(c, flow, standing)))
    return Decision("needs", because(permissions), missing=missing)


def because(commitments: Iterable[Decided]) -> tuple[Because, ...]:
    """The commitments with the sentences they cite."""
    return tuple(Because(c.id, tuple(cite.sentence for cite in c.cites)) for c in commitments)


def stands(prohibition: Decided, flow: Flow, standing: Standing) -> bool:
    """A prohibition stands unless its `if` surely fails or its `unless` surely holds."""
    wanted, lifted = prohibition.condition, prohibition.unless
    if wanted is not None and holds(wanted, flow, standing) == "no":
        return False
    return lifted is None or holds(lifted, flow, standing) != "yes"


def applies(permission: Decided, flow: Flow, standing: Standing) -> bool:
    """A permission applies when its `if` surely holds and its `unless` surely fails."""
    wanted, barred = permission.condition, permission.unless
    if wanted is not None and holds(wanted, flow, standing) != "yes":
        return False
    return barred is None or holds(barred, flow, standing) == "no"


def missing_for(permission: Decided, flow: Flow, standing: Standing) -> tuple[str, ...]:
    """What would have to be so for the permission to apply, in words."""
    wanted = lacks(permission.condition, flow, standing) if permission.condition else ()
    barred = hinders(permission.unless, flow, standing) if permission.unless else ()
    return wanted + barred


def speaks(policy: Policy, c: Decided, flow: Flow) -> bool:
    """Does the commitment speak of this flow: its act, data, people, purpose and recipient?"""
    if ACT_OF.get(type(c)) != flow.act or not policy.covers(c, flow.category, flow.about):
        return False
    if c.effect == "permit" and c.by != "us":  # what others may do permits us nothing
        return False
    purposes = c.purpose if isinstance(c, Use | Disclosure) else ()
    recipients = c.to if isinstance(c, Disclosure | Sale) else ()
    return speaks_of_purpose(c, purposes, flow.purpose) and speaks_of_recipient(
        policy, c, recipients, flow.to
    )


def speaks_of_purpose(c: Decided, named: Sequence[str], purpose: str | None) -> bool:
    """A prohibition also speaks of a broader or unsaid purpose, which may hide the forbidden one."""
    if not named:
        return True
    if purpose is None:
        return c.effect == "forbid"
    return is_under_any(purpose, named) or (c.effect == "forbid" and any(is_under(n, purpose) for n in named))


def speaks_of_recipient(policy: Policy, c: Decided, named: Sequence[str], to: str | None) -> bool:
    """As with purposes; a recipient is known by its key, and by the key and kind of a party it belongs to."""
    if not named:
        return True
    if to is None:
        return c.effect == "forbid"
    return any(belongs(policy, to, n) or (c.effect == "forbid" and belongs(policy, n, to)) for n in named)


def belongs(policy: Policy, recipient: str, group: str) -> bool:
    """Is the recipient the group, under it, or of a party that is?"""
    known_as = [recipient]
    for key, party in policy.parties.items():
        if is_under(recipient, key) or is_under_any(recipient, party.includes):
            known_as += [key, party.kind] if party.kind else [key]
    return any(is_under(name, group) for name in known_as)
