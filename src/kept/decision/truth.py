"""Yes, no or unknown, and what a condition asks for in words."""

from __future__ import annotations

from typing import Literal

from kept.policy.commitment import Condition
from kept.words.key import is_under

Truth = Literal["yes", "no", "unknown"]


def asked_purposes(condition: Condition, purpose: str | None) -> tuple[str, ...]:
    """The purposes a `consent` condition wants a yes to, for a flow with this purpose.

    Where the flow serves something narrower than the condition names, a yes to the narrower is enough;
    where the condition names nothing, it means the flow's own purpose.
    """
    if not condition.values:
        return () if purpose is None else (purpose,)
    return tuple(
        purpose if purpose is not None and is_under(purpose, value) else value for value in condition.values
    )


def phrase(condition: Condition, purpose: str | None) -> str:
    """What the condition asks for, in words: `consent for marketing.advertising`, `ground: legal_process`."""
    listed = ", ".join(condition.values)
    match condition.test:
        case "consent":
            kind = f"{condition.strength} consent" if condition.strength else "consent"
            return f"{kind} for {', '.join(asked_purposes(condition, purpose)) or 'a purpose'}"
        case "objected":
            return f"an objection to {listed or purpose or 'the purpose'}"
        case "restricted":
            return "a restriction"
        case "minor":
            return "a minor"
        case "opted_out_of_sale":
            return "an opt-out of sale"
        case "residence":
            return f"residence in {' or '.join(condition.values) or 'a named place'}"
        case "ground":
            return f"ground: {listed or 'a named one'}"
        case "any":
            return " or ".join(_parts(condition, purpose)) or "one of the conditions"
        case "all":
            return " and ".join(_parts(condition, purpose)) or "all of the conditions"
        case _:
            return f"a condition kept understands, not `{condition.test}`"


def _parts(condition: Condition, purpose: str | None) -> list[str]:
    nested = [(part, phrase(part, purpose)) for part in condition.parts]
    return [f"({words})" if len(part.parts) > 1 else words for part, words in nested]
