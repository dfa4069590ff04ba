"""A folder the log is published to: every file is written whole or not at all, one writer at a time."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kept.words.error import Unreachable


@dataclass(frozen=True, slots=True)
class Folder:
    """A published log's files, by the paths of `ledger/tile`."""

    path: Path

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, None when there is none."""
        try:
            return (self.path / path).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, path: str, content: bytes) -> None:
        """Write a file so that whoever reads it sees the old one or the new one, never half of one."""
        whole = self.path / path
        draft = whole.with_name(whole.name + ".new")
        whole.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(whole)

    def drop_partials(self, path: str) -> None:
        """Remove the partial files of a tile that is full now, as C2SP tlog-tiles allows."""
        shutil.rmtree(self.path / f"{path}.p", ignore_errors=True)


@contextmanager
def written(path: Path) -> Iterator[Folder]:
    """The folder, for one writer: a second one waits, lest an older checkpoint replace a newer one.

    Raises Unreachable when it cannot be made or written.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        held = os.open(path, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield Folder(path)
        finally:
            os.close(held)
    except OSError as error:
        said = (error.strerror or "no file can be made there").lower()
        raise Unreachable(
            f"cannot publish the log to `{path}`: {said}", do="check the folder, its rights and its space"
        ) from None
