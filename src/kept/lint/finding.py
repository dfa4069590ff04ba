"""A finding: what a rule saw in a text, where, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]
"""`error`: the text cannot mean what it says. `warning`: it misleads or will. `note`: worth a thought."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of a text; `law` is the article it comes from, where it comes from one."""

    rule: str
    severity: Severity
    sentences: tuple[str, ...]
    message: str
    do: str
    law: str | None = None
