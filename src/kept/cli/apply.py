"""`kept apply`: do what is due."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from kept.cli.option import Json as JsonFlag
from kept.cli.option import Project
from kept.cli.printed import Json, answer, as_json, line
from kept.retention.run import Made
from kept.wiring import Kept, open_kept
from kept.words.number import counted


def apply(
    commitments: Annotated[
        list[str] | None,
        typer.Argument(metavar="[COMMITMENT]...", help="Only these; all when none is named."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it. Without it nothing is changed.")] = False,
    project: Project = Path(),
    as_facts: JsonFlag = False,
) -> int:
    """Make the changes that are due, each in one transaction, and count anew what is left.

    Without --yes it is a dry run: the same work, taken back. Broken off, run it again: it goes on.
    Exit 0 when nothing is left, 1 when something is.
    """
    kept = open_kept(project)
    names = commitments or ()
    made = tuple(kept.apply(names)) if yes else _previewed(kept, names)
    left = sum(one.left for one in made) if yes else 0
    if as_facts:
        as_json(_facts(made, yes))
    else:
        _shown(made, yes, left, names)
    return 1 if left else 0


def _previewed(kept: Kept, names: list[str] | tuple[()]) -> tuple[Made, ...]:
    return tuple(kept.preview(one) for one in kept.due(names) if one.rows)


def _facts(made: tuple[Made, ...], yes: bool) -> Json:
    return {
        "applied": yes,
        "made": [
            {
                "commitment": one.commitment,
                "place": one.place,
                "done": [{"table": d.table, "act": d.act, "rows": d.rows} for d in one.done],
                "left": one.left,
            }
            for one in made
        ],
    }


def _shown(made: tuple[Made, ...], yes: bool, left: int, names: Sequence[str]) -> None:
    width = max((len(d.table) for one in made for d in one.done), default=0)
    for one in made:
        line(f"{one.commitment}  {one.place}")
        for done in one.done:
            line(f"  {done.act:7} {done.table:{width}}  {counted(done.rows, 'row')}")
        if yes and one.left:
            line(f"  left    {one.place}  {counted(one.left, 'row')}")
    if made:
        line()
    rows = counted(sum(done.rows for one in made for done in one.done), "row")
    if not made:
        answer("nothing", " is due.", "good")
    elif not yes:
        do = " ".join(("kept apply --yes", *names))
        answer("nothing", f" was changed; {rows} would be. To do it: {do}", "good")
    elif left:
        answer("left", f": {counted(left, 'row')}; {rows} changed.", "bad")
    else:
        answer("done", f": {rows} changed, counted anew: none left.", "good")
