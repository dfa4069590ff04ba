"""Stands for somebody who rewrites history: changes one byte of the newest entry in a copy of a ledger.

python examples/aspect/change_a_byte.py LEDGER COPY
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path


def change(ledger: Path, copy: Path) -> None:
    """Copy the published ledger, and in the copy turn a figure of its newest entry into another."""
    shutil.copytree(ledger, copy)
    files = (path for path in (copy / "tile" / "entries").rglob("*") if path.is_file())
    bundle = max(files, key=lambda path: path.stat().st_mtime_ns)
    content = bytearray(bundle.read_bytes())
    place = content.rindex(b'"figures":{')
    digit = next(at for at in range(place, len(content)) if 0x30 <= content[at] <= 0x39)
    content[digit] = 0x31 if content[digit] != 0x31 else 0x32
    bundle.write_bytes(content)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("change_a_byte: say LEDGER and COPY")
    change(Path(sys.argv[1]), Path(sys.argv[2]))
