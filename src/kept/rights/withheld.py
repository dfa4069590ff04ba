"""Columns that no answer holds, whoever asks; the answer says that they are held, and why not given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kept.datamap.holding import Table
from kept.law.law import Law
from kept.words.category import known_category
from kept.words.key import is_under

SECRETS = ("user.authorization.password", "user.authorization.credentials")
"""What opens an account is not given to anybody: whoever could read the answer could use it."""
_GUARDS = "it guards your account, and would not be safe outside of it"


@dataclass(frozen=True, slots=True)
class Withheld:
    """A column left out of an answer, what kind of data it holds and why."""

    column: str
    category: str
    reason: str


def withheld(table: Table, laws: Iterable[Law]) -> tuple[Withheld, ...]:
    """The columns of a table that are left out under these laws."""
    reasons: dict[str, str] = {
        key: f"the law keeps it out of answers ({law.withheld.article})"
        for law in laws
        if law.withheld
        for key in law.withheld.categories
    }
    reasons |= dict.fromkeys(SECRETS, _GUARDS)
    return tuple(
        Withheld(column, known_category(field.category).name, reason)
        for column, field in table.fields.items()
        if (reason := _reason(field.category, reasons)) is not None
    )


def _reason(category: str, reasons: Mapping[str, str]) -> str | None:
    return next((reason for key, reason in reasons.items() if is_under(category, key)), None)
