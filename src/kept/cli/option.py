"""The options every command takes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

Json: TypeAlias = Annotated[bool, typer.Option("--json", help="The same facts as JSON.")]
Project: TypeAlias = Annotated[
    Path, typer.Option("--project", metavar="DIR", help="The deployment's folder (default: here).")
]
MaybeProject: TypeAlias = Annotated[
    Path | None, typer.Option("--project", metavar="DIR", help="The deployment's folder.")
]
Unread: TypeAlias = Annotated[
    Path | None,
    typer.Option("--project", metavar="DIR", help="Taken by every command; this one reads no deployment."),
]
