"""The program `kept`, and the one place where an error becomes lines and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence

import typer

from kept.cli.doors import doors
from kept.words.error import KeptError, Misuse

# typer carries a click of its own since 0.20; this is the UsageError of whichever it uses.
_UsageError = typer.BadParameter.__bases__[0]
INTERRUPTED = 130  # 128 + SIGINT, as shells have it


def main() -> None:
    """Run the program with the words of the command line."""
    sys.exit(run(sys.argv[1:]))


def run(words: Sequence[str]) -> int:
    """The exit code of one run: 0 all well, 1 a no or something broken, 2 wrong usage, 4 could not run."""
    debug = "--debug" in words
    try:
        code = doors().main(list(words) or ["--help"], prog_name="kept", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except Exception as error:
        if debug:
            traceback.print_exc()
        told = _told(error)
        sys.stderr.write("\n".join(told.lines()) + "\n")
        return told.exit_code
    return code if isinstance(code, int) else 0


def _told(error: Exception) -> KeptError:
    """Any error as one of ours. The text of a stranger may hold personal data, so only its kind is told."""
    if isinstance(error, KeptError):
        return error
    if isinstance(error, _UsageError):
        said = str(error.format_message()).rstrip(".")  # type: ignore[attr-defined]  # of click's UsageError
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "kept"
        return Misuse((said[:1].lower() + said[1:]).replace("'", "`"), do=f"see how: {command} --help")
    return KeptError(
        f"a fault in kept itself ({type(error).__name__})",
        do="run again with `--debug` and report what it prints",
    )


if __name__ == "__main__":
    main()
