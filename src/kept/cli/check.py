"""`kept check`: is each commitment kept?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kept.cli.option import Json, Project
from kept.cli.printed import answer, as_json, line, wrapped
from kept.proof.render.facts import facts
from kept.proof.render.junit import junit
from kept.proof.render.text import text
from kept.proof.report import Report
from kept.settings import written
from kept.wiring import Kept, open_kept
from kept.words.error import Tampered


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
    kept = open_kept(project)
    report = kept.check()
    faults, ledger = _ledger(kept, report)
    if junit_file is not None:
        written(junit_file, junit(report))
    code = 1 if faults else report.exit_code
    if as_facts:
        as_json(facts(report) | {"ledger": {"said": ledger, "faults": list(faults)}})
    else:
        _shown(report, verbose, faults, ledger, code)
    return code


def _ledger(kept: Kept, report: Report) -> tuple[tuple[str, ...], str]:
    """The faults of the ledger after this check was entered, and what is to be said of it."""
    try:
        audit = kept.enter(report)
    except Tampered as error:
        return (error.message,), "Ledger: broken."
    faults = tuple(fault.message for fault in audit.faults)
    if faults or audit.checkpoint is None:
        return faults or ("no checkpoint can be read",), "Ledger: broken."
    entries = f"{audit.entries:,} entr{'y' if audit.entries == 1 else 'ies'}"
    return (), f"Ledger: {entries}, root {audit.checkpoint.root.hex()[:6]}, verified."


def _shown(report: Report, verbose: bool, faults: tuple[str, ...], ledger: str, code: int) -> None:
    *lines, last = text(report, whole=verbose)
    for one in lines:
        line(one)
    for fault in faults:
        wrapped("ledger", fault)
    answer(f"{last} {ledger}", "", "bad" if code else "good")
