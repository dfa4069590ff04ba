"""Links: how a row reaches a person, what the person is shown of it, and what erasure does to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from .condition import Condition, Value

Role = Literal["owner", "shared", "mentioned", "owns"]
Action = Literal["default", "delete", "mask", "unlink", "keep"]


_PART = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Each:
    """A text of its own for each row: where `{id}` stands, the row's `id` is put.

    The columns it reads are of the row's key, which stays: so the text says nothing that the row does
    not say beside it, no two rows have the same, and a second run makes no other.
    """

    text: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it reads, in order."""
        return tuple(_PART.findall(self.text))

    def parts(self) -> tuple[tuple[str, str | None], ...]:
        """The texts and, behind each but perhaps the last, the column that is put there."""
        split = _PART.split(self.text)
        names = [*split[1::2], None]
        return tuple((text, name) for text, name in zip(split[::2], names, strict=True) if text or name)


Masked: TypeAlias = Value | Each
"""What a masked field becomes."""


@dataclass(frozen=True, slots=True)
class OnErasure:
    """What erasure does to a reached row.

    `default` deletes a row that nobody else owns and unlinks one that somebody does. `mask` keeps
    the row and sets the fields of `mask`; `keep` leaves it and says on which `ground` (with its article).
    """

    action: Action = "default"
    mask: tuple[tuple[str, Masked], ...] = ()
    ground: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """`owner`, `shared`, `mentioned`: this table's `by` names the row of `table` that it belongs to.

    `owns`: the other direction, the owners of this row own the row of `table` that `by` names.
    `references` are the columns of `table` that `by` points at; empty means its primary key.
    """

    role: Role
    table: str
    by: tuple[str, ...]
    references: tuple[str, ...] = ()
    where: Condition | None = None
    redact: tuple[str, ...] = ()
    on_erasure: OnErasure = field(default_factory=OnErasure)
