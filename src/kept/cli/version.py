"""`kept version`."""

from __future__ import annotations

from kept import __version__
from kept.cli.option import Json, Unread
from kept.cli.printed import as_json, line


def version(as_facts: Json = False, project: Unread = None) -> int:
    """Which kept this is."""
    if as_facts:
        as_json({"version": __version__})
    else:
        line(f"kept {__version__}")
    return 0
