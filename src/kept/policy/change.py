"""What changed from one version of a policy to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from .commitment import Commitment
from .policy import Policy


@dataclass(frozen=True, slots=True)
class Difference:
    """Ids of commitments in the order of their versions, and names of terms that mean something else."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    """What is promised differs, not merely which sentences say it."""
    recited: tuple[str, ...]
    """Only the citations differ."""
    terms: tuple[str, ...]
    """Terms that are new, gone or redefined: they alter every commitment that names them."""

    @property
    def empty(self) -> bool:
        """Nothing differs."""
        return not (self.added or self.removed or self.changed or self.recited or self.terms)


def difference(old: Policy, new: Policy) -> Difference:
    """The commitments added, removed and changed, by their ids."""
    before = {commitment.id: commitment for commitment in old.commitments}
    after = {commitment.id: commitment for commitment in new.commitments}
    both = [name for name in after if name in before and after[name] != before[name]]
    return Difference(
        added=tuple(name for name in after if name not in before),
        removed=tuple(name for name in before if name not in after),
        changed=tuple(name for name in both if _promise(after[name]) != _promise(before[name])),
        recited=tuple(name for name in both if _promise(after[name]) == _promise(before[name])),
        terms=_terms(old, new),
    )


def _promise(commitment: Commitment) -> Commitment:
    return replace(commitment, cites=())


def _terms(old: Policy, new: Policy) -> tuple[str, ...]:
    before, after = _meanings(old), _meanings(new)
    return tuple(name for name in {**before, **after} if before.get(name) != after.get(name))


def _meanings(policy: Policy) -> Mapping[str, object]:
    return {name: replace(term, cites=()) for name, term in policy.terms.items()}
