"""A draft as it is shown: in a line, and as facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from kept.cli.printed import Json
from kept.reading.draft import Amount, Draft


def identified(drafts: Iterable[Draft]) -> Iterator[tuple[str, Draft]]:
    """Each draft with an id from its sentence and kind, such as `s12-use` and `s12-use-2`."""
    seen: Counter[str] = Counter()
    for draft in drafts:
        name = f"{draft.cites[-1]}-{draft.kind}"
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name}-{seen[name]}", draft


def told(draft: Draft) -> str:
    """What the draft says beside kind and effect, and what it asks a person to look at."""
    named = {
        "data": (*draft.data, *(("...",) if draft.open else ())), "about": draft.about, "for": draft.purpose,
        "basis": draft.basis, "to": draft.to, "place": draft.places, "right": draft.right,
        "number": tuple(map(_amount, draft.amounts)),
    }  # fmt: skip
    said = [f"{name} {', '.join(values)}" for name, values in named.items() if values]
    care = [f"look: {', '.join(draft.asks)}"] if draft.asks else []
    return "; ".join([*said, *care, f"[{draft.rule}]"])


def _amount(amount: Amount) -> str:
    if amount.kind == "age":
        return f"age {amount.number}"
    return f"{amount.number} {amount.unit}" + (f" in {amount.per}" if amount.per else "")


def draft_facts(id: str, draft: Draft) -> Json:
    """The draft under stable keys; offsets count in its sentence."""
    return {
        "id": id,
        "kind": draft.kind,
        "effect": draft.effect,
        "cites": list(draft.cites),
        "status": "draft",
        "rule": draft.rule,
        "words": list(draft.words),
        "by": draft.by,
        "data": list(draft.data),
        "open": draft.open,
        "about": list(draft.about),
        "purpose": list(draft.purpose),
        "basis": list(draft.basis),
        "to": list(draft.to),
        "places": list(draft.places),
        "channels": list(draft.channels),
        "right": list(draft.right),
        "amounts": [
            {"kind": a.kind, "number": a.number, "unit": a.unit, "per": a.per} for a in draft.amounts
        ],
        "conditions": [
            {"role": c.role, "test": c.test, "start": c.start, "end": c.end} for c in draft.conditions
        ],
        "strength": draft.strength,
        "hedges": list(draft.hedges),
        "negations": list(draft.negations),
        "links": list(draft.links),
        "asks": list(draft.asks),
    }
