"""The commands by name: each is imported when it is called, so that the rest cost nothing."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

from kept.words.error import Misuse, suggestion

DOORS: Mapping[str, tuple[str, str]] = {
    "read": ("kept.cli.read", "sentences of a policy document, with their places"),
    "lint": ("kept.cli.lint", "faults of a policy's text"),
    "words": ("kept.cli.words", "the categories of personal data, by key"),
    "check": ("kept.cli.check", "is each commitment of the policy kept?"),
    "plan": ("kept.cli.plan", "what would leave the stores now, and what stands in the way"),
    "apply": ("kept.cli.apply", "do it: a dry run unless --yes is given"),
    "decide": ("kept.cli.decide", "may this happen? by the policy of a deployment"),
    "request": ("kept.cli.request", "people's requests, from intake to receipt"),
    "verify": ("kept.cli.verify", "a receipt, offline or against a published ledger"),
    "version": ("kept.cli.version", "which kept this is"),
}
"""A command's module, which holds a function or a group of the command's name, and its line in the help."""


class Doors(TyperGroup):
    """The group of all commands; its help is written from the table alone."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The commands in the order of the help."""
        return list(DOORS)

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | None:
        """The command of this name, imported now. Raises Misuse with the nearest right one."""
        if cmd_name.startswith("-"):
            return None  # a flag that click will name
        if cmd_name not in DOORS:
            raise Misuse(f"unknown command `{cmd_name}`", do=suggestion(cmd_name, DOORS))
        found = getattr(import_module(DOORS[cmd_name][0]), cmd_name)
        if isinstance(found, typer.Typer):
            group = typer.main.get_command(found)
            group.name = cmd_name
            return cast(TyperCommand, group)
        app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
        app.command(cmd_name)(found)
        return cast(TyperCommand, typer.main.get_command(app))

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The table, without an import."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in DOORS.items()])


def doors() -> Doors:
    """The program's outermost group."""
    app = typer.Typer(
        cls=Doors,
        name="kept",
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"max_content_width": 80},
    )
    app.callback()(_kept)
    return cast(Doors, typer.main.get_command(app))


def _kept(
    debug: bool = typer.Option(False, "--debug", help="Show where an error came from."),
) -> None:
    """Your privacy policy, kept like a test suite."""
