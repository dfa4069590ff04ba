"""kept: your privacy policy, kept like a test suite."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kept.decision.ask import Decision
    from kept.wiring import Kept, open_kept
    from kept.words.flow import Flow

__version__ = "0.1.0"
__all__ = ["Decision", "Flow", "Kept", "open_kept"]

_HOMES = {
    "Decision": "kept.decision.ask",
    "Flow": "kept.words.flow",
    "Kept": "kept.wiring",
    "open_kept": "kept.wiring",
}


def __getattr__(name: str) -> object:
    """What the front door offers, fetched when first asked for (PEP 562): `import kept` stays quick."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module `kept` has no attribute `{name}`")
    found: object = getattr(import_module(home), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
