"""`kept plan`: what obligations would change now."""

from __future__ import annotations

from pathlib import Path

from kept.cli.option import Json as JsonFlag
from kept.cli.option import Project
from kept.cli.printed import WIDTH, Json, as_json, line, wrapped
from kept.controls.control import Control, Gap
from kept.controls.operation import Change, Erase, ErasePeople
from kept.policy.commitment import Child, Retention
from kept.retention.due import Counted
from kept.wiring import open_kept
from kept.words.number import counted


def plan(project: Project = Path(), as_facts: JsonFlag = False) -> int:
    """Show what would leave the stores now, by commitment, and what stands in the way. Changes nothing."""
    kept = open_kept(project)
    due = kept.due()
    gaps = [(c.commitment.id, gap) for c in kept.controls if _changes(c) for gap in c.gaps]
    if as_facts:
        as_json(_facts(due, gaps))
        return 0
    _shown(due, gaps)
    return 0


def _changes(control: Control) -> bool:
    return isinstance(control.commitment, Retention | Child)


def act(change: Change) -> str:
    """The one word for what a change does."""
    return "erase" if isinstance(change, Erase | ErasePeople) else "mask"


def along(change: Change) -> tuple[str, ...]:
    """The tables whose rows go along."""
    return change.taking if isinstance(change, Erase) else ()


def _facts(due: tuple[Counted, ...], gaps: list[tuple[str, Gap]]) -> Json:
    return {
        "due": [
            {
                "commitment": one.commitment,
                "act": act(one.due.change),
                "store": one.due.change.store,
                "table": one.due.change.table,
                "which": one.due.which.many,
                "with": list(along(one.due.change)),
                "rows": one.rows,
            }
            for one in due
        ],
        "gaps": [
            {"commitment": name, "where": gap.where, "lacks": gap.lacks, "do": gap.do} for name, gap in gaps
        ],
    }


def _shown(due: tuple[Counted, ...], gaps: list[tuple[str, Gap]]) -> None:
    wide, place = (max((len(text) for text in texts), default=0) for texts in _texts(due))
    for one in due:
        _change(one, wide, place)
    if gaps:
        line()
        line("Cannot yet:")
    for name, gap in gaps:
        wrapped(name, f"{gap.where}: {gap.lacks}")
        wrapped("do", gap.do, indent="    ")
    line()
    now = sum(one.rows > 0 for one in due)
    do = " See it in full: kept apply" if now else ""
    of = f"{now} of {counted(len(due), 'change')} due, {counted(len(gaps), 'gap')}"
    line(f"{of}. Nothing was changed.{do}")


def _change(one: Counted, wide: int, place: int) -> None:
    """A change beside its commitment, or below where the two are too long for a line."""
    what, rest = f"{act(one.due.change):6}", f"  {one.due.which.many}  {one.rows:,} now"
    head, whole = f"  {one.commitment:{wide}}  ", f"{what}{one.place:{place}}{rest}"
    if len(head + whole) > WIDTH:
        line(head.rstrip())
        head, whole = " " * 4, f"{what}{one.place}{rest}"
    line(head + whole)
    if more := along(one.due.change):
        wrapped("", f"with {', '.join(more)}", indent=" " * len(head + what))


def _texts(due: tuple[Counted, ...]) -> tuple[list[str], list[str]]:
    return [one.commitment for one in due], [one.place for one in due]
