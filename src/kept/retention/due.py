"""What is due now: the changes that commitments ask for, with how many rows each concerns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kept.controls.control import Control, Due
from kept.controls.storage import Storage
from kept.words.error import Misuse, suggestion


@dataclass(frozen=True, slots=True)
class Counted:
    """A change that is due, the commitment that asks for it, and the rows it concerns now."""

    commitment: str
    due: Due
    rows: int

    @property
    def place(self) -> str:
        """Store and table, such as `crm.prospects`."""
        return f"{self.due.change.store}.{self.due.change.table}"

    @property
    def step(self) -> str:
        """Its name among the changes of its commitment: one table may be due by several columns."""
        return f"{self.place}.{self.due.change.rows.column}"


def counted(controls: Iterable[Control], stores: Mapping[str, Storage]) -> Iterator[Counted]:
    """Every change of these controls with its rows, counted in its store; changes nothing."""
    for control in controls:
        for due in control.dues:
            rows = stores[due.change.store].count(due.count).rows
            yield Counted(control.commitment.id, due, rows)


def chosen(controls: Iterable[Control], names: Collection[str]) -> tuple[Control, ...]:
    """The controls that change something, of the named commitments or of all when none is named.

    Raises Misuse for a name that is no commitment, or one that asks for no change.
    """
    every = {control.commitment.id: control for control in controls}
    changing = {name: control for name, control in every.items() if control.dues}
    for name in names:
        if name not in every:
            raise Misuse(f"the policy has no commitment `{name}`", do=suggestion(name, changing))
        if name not in changing:
            raise Misuse(f"`{name}` asks for no change in any store", do="see what does: kept plan")
    return tuple(control for name, control in changing.items() if not names or name in names)
