"""Links: how a row reaches a person, what the person is shown of it, and what erasure does to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .condition import Condition, Value

Role = Literal["owner", "shared", "mentioned", "owns"]
Action = Literal["default", "delete", "mask", "unlink", "keep"]


@dataclass(frozen=True, slots=True)
class OnErasure:
    """What erasure does to a reached row.

    `default` deletes a row that nobody else owns and unlinks one that somebody does. `mask` keeps
    the row and sets the fields of `mask`; `keep` leaves it and says on which `ground` (with its article).
    """

    action: Action = "default"
    mask: tuple[tuple[str, Value], ...] = ()
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
