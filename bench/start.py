"""`python -m bench.start [--quick]`: milliseconds until kept is there, each time in a fresh process."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

from bench.table import Row, median_of, report

IMPORT_LIMIT = 150.0  # milliseconds
HELP_LIMIT = 300.0


def started(*arguments: str) -> None:
    """One fresh process, ended; raises CalledProcessError when it fails, so that a crash is no fast start."""
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)


def milliseconds(times: int, *arguments: str) -> float:
    """The median milliseconds of a fresh process; the first one, which warms the disk, does not count."""
    started(*arguments)
    return median_of(lambda: started(*arguments), times) * 1e3


def main(arguments: list[str]) -> int:
    """Measures and prints; exit code 1 when a limit is passed."""
    times = 5 if "--quick" in arguments else 30
    rows = [
        Row("python -c pass", milliseconds(times, "-c", "pass"), note="the floor"),
        Row("import kept", milliseconds(times, "-c", "import kept"), IMPORT_LIMIT),
    ]
    if find_spec("kept.__main__") is None:
        rows.append(Row("python -m kept --help", None, HELP_LIMIT, "not built"))
    else:
        rows.append(Row("python -m kept --help", milliseconds(times, "-m", "kept", "--help"), HELP_LIMIT))
    return report("Start in a fresh process", "ms", rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
