"""`kept request`: people's requests, from intake to receipt."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from kept.cli import request_shown as shown
from kept.cli.option import Json as JsonFlag
from kept.cli.option import Project
from kept.cli.printed import as_json
from kept.records import request as records
from kept.rights.identity import standing
from kept.rights.intake import CHANNELS, Asked
from kept.rights.receipt import write_receipt
from kept.wiring import open_kept
from kept.words.error import Misuse

request = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
)

Id: TypeAlias = Annotated[
    str, typer.Argument(metavar="ID", help="The request's id, or its first six letters.")
]
By: TypeAlias = Annotated[str, typer.Option("--by", metavar="NAME", help="Who is answerable for it.")]
Checker: TypeAlias = Annotated[
    str | None, typer.Option("--checked-by", metavar="NAME", help="Who checked the identity by other means.")
]


@request.callback()
def requests(context: typer.Context) -> None:
    """Open, verify, plan, approve and run people's requests."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@request.command("open")
def open_(
    right: Annotated[str, typer.Option("--right", metavar="RIGHT", help="access or erasure.")],
    identifier: Annotated[
        list[str],
        typer.Option(
            "--identifier", metavar="NAME=VALUE", help="Repeatable; the value - is read from input."
        ),
    ],
    residence: Annotated[str, typer.Option("--residence", metavar="PLACE", help="Such as SE or US-CA.")],
    channel: Annotated[str, typer.Option("--channel", metavar="WAY", help=", ".join(CHANNELS) + ".")] = "web",
    checked_by: Checker = None,
    project: Project = Path(),
    as_facts: JsonFlag = False,
) -> int:
    """Open a request and send a code to each address it names."""
    asked = Asked(right, _identifiers(identifier), residence, channel, checked_by)
    opened = open_kept(project).open_request(asked)
    if as_facts:
        as_json(shown.opened_facts(opened))
    else:
        shown.opened(opened)
    return 0


@request.command()
def verify(
    id: Id,
    code: Annotated[str | None, typer.Argument(metavar="[CODE]", help="The code the person got.")] = None,
    new_code: Annotated[bool, typer.Option("--new-code", help="Send a new code instead.")] = False,
    checked_by: Checker = None,
    project: Project = Path(),
    as_facts: JsonFlag = False,
) -> int:
    """Check the code a person got, send a new one, or note who checked by other means."""
    if sum((code is not None, new_code, checked_by is not None)) != 1:
        raise Misuse("one way to verify is needed", do="give CODE, --new-code or --checked-by NAME")
    kept = open_kept(project)
    if new_code:
        codes = kept.send_code(id)
        if as_facts:
            as_json({"codes": shown.codes_facts(codes)})
        else:
            shown.sent(codes)
        return 0
    found = kept.verify_request(id, code) if code is not None else kept.attest_request(id, checked_by or "")
    if as_facts:
        as_json(shown.verified_facts(found))
    else:
        shown.verified(found)
    return 0


@request.command()
def plan(id: Id, project: Project = Path(), as_facts: JsonFlag = False) -> int:
    """Show what a verified request would do. Nothing is changed."""
    planned = open_kept(project).plan_request(id)
    if as_facts:
        as_json(shown.plan_facts(planned))
    else:
        shown.planned(planned, "planned")
    return 0


@request.command()
def approve(id: Id, by: By, project: Project = Path(), as_facts: JsonFlag = False) -> int:
    """Let a verified request run, as its plan is now."""
    approved = open_kept(project).approve_request(id, by)
    if as_facts:
        as_json(shown.plan_facts(approved))
    else:
        shown.planned(approved, "approved")
    return 0


@request.command()
def run(
    id: Id,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Where the answer goes (default: .kept/answers)."),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Erase; without it an erasure only shows its plan.")
    ] = False,
    project: Project = Path(),
    as_facts: JsonFlag = False,
) -> int:
    """Carry out an approved request, prove it and write its receipt."""
    kept = open_kept(project)
    dry = None if yes else kept.rehearse_request(id)
    if dry is not None:
        if as_facts:
            as_json(shown.plan_facts(dry))
        else:
            shown.planned(dry, "dry run")
        return 0
    answer = kept.run_request(id, out)
    if as_facts:
        as_json(shown.answer_facts(answer))
    else:
        shown.answered(answer)
    return 0


@request.command()
def show(
    id: Id,
    receipt: Annotated[
        Path | None,
        typer.Option("--receipt", metavar="FILE", help="Write the receipt of an answered request."),
    ] = None,
    project: Project = Path(),
    as_facts: JsonFlag = False,
) -> int:
    """Show how far a request has come."""
    desk = open_kept(project).desk
    found = standing(desk, id)
    if receipt is not None:
        write_receipt(desk, id, receipt)
    if as_facts:
        as_json(shown.verified_facts(found))
    else:
        shown.one(found, desk.clock().date(), receipt)
    return 0


@request.command("list")
def list_(
    every: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
    project: Project = Path(),
    as_facts: JsonFlag = False,
) -> int:
    """List the open requests, those due first on top."""
    kept = open_kept(project)
    with kept.state.reading() as connection:
        found = records.listing(connection)
    wanted = [one for one in found if every or one.state not in records.CLOSED]
    today = kept.clock().date()
    if as_facts:
        as_json({"requests": [shown.request_facts(one, today) for one in wanted]})
    else:
        shown.listed(wanted, today)
    return 0


def _identifiers(written: Iterable[str]) -> dict[str, str]:
    """The identifiers by name. A value `-` is a line of the input, so that it stays out of shell history."""
    found: dict[str, str] = {}
    for pair in written:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            # The text is not repeated: it may be somebody's address.
            raise Misuse("an identifier is not written as NAME=VALUE", do="write for example `email=-`")
        if name in found:
            raise Misuse(f"`{name}` is given twice", do="give each identifier once")
        found[name] = sys.stdin.readline().rstrip("\n") if value == "-" else value
    return found
