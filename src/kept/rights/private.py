"""Folders and files that their owner alone can read: answers hold people's data."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO


def folder(path: Path) -> Path:
    """Make a folder, and those above it that are missing, for their owner alone."""
    missing = [path, *path.parents]
    for one in reversed(missing[: next(n for n, p in enumerate(missing) if p.exists())]):
        one.mkdir(mode=0o700, exist_ok=True)
    return path


def create(path: Path) -> IO[str]:
    """A new file, for its owner alone."""
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(opened, "w", encoding="utf-8", newline="")


def put(path: Path, text: str) -> int:
    """Write a file whole or not at all, in place of what was there; returns how many letters."""
    draft = path.with_name(path.name + ".part")
    draft.unlink(missing_ok=True)
    with create(draft) as file:
        length = file.write(text)
    draft.replace(path)
    return length
