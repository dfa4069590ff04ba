"""`kept check`: is each commitment kept?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kept.cli.option import Json, Project
from kept.cli.printed import answer, as_json, line
from kept.proof.render.facts import facts
from kept.proof.render.junit import junit
from kept.proof.render.text import text
from kept.proof.report import Report
from kept.settings import written
from kept.wiring import open_kept


def check(
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show what is kept as well.")] = False,
    junit_file: Annotated[
        Path | None, typer.Option("--junit", metavar="FILE", help="Write JUnit XML for a build server.")
    ] = None,
    project: Project = Path(),
    as_facts: Json = False,
) -> int:
    """Hold the policy against what the stores, the data map and the register show.

    Exit 0 when nothing is broken and nothing unproven but what was accepted, 1 when something is broken,
    3 when something is unproven, 4 when nothing could be checked.
    """
    report = open_kept(project).check()
    if junit_file is not None:
        written(junit_file, junit(report))
    if as_facts:
        as_json(facts(report))
    else:
        _shown(report, verbose)
    return report.exit_code


def _shown(report: Report, verbose: bool) -> None:
    *lines, last = text(report, whole=verbose)
    for one in lines:
        line(one)
    answer(last, "", "bad" if report.exit_code else "good")
