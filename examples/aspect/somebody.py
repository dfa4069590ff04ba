"""Stands for a person of the example: an address to ask with, and the code that comes back.

python examples/aspect/somebody.py address FOLDER    the address of the user with most messages
python examples/aspect/somebody.py code FOLDER       the code in the newest message of the outbox
"""

from __future__ import annotations

import re
import sqlite3
import sys
from contextlib import closing
from email import message_from_bytes, policy
from pathlib import Path

MOST = (
    "SELECT u.email FROM users u JOIN messages m ON m.sender_id = u.id "
    "GROUP BY u.id ORDER BY count(*) DESC, u.id LIMIT 1"
)
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")


def address(folder: Path) -> str:
    """An e-mail address out of the example's database."""
    with closing(sqlite3.connect(folder / "crm.sqlite")) as store:
        return str(store.execute(MOST).fetchone()[0])


def code(folder: Path) -> str:
    """What a person reads in the message they got."""
    newest = max((folder / ".kept" / "outbox").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    letter = message_from_bytes(newest.read_bytes(), policy=policy.default)
    found = CODE.search(letter.get_content())
    if found is None:
        raise SystemExit("somebody: the newest message holds no code")
    return found[0]


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("address", "code"):
        raise SystemExit("somebody: say `address FOLDER` or `code FOLDER`")
    print({"address": address, "code": code}[sys.argv[1]](Path(sys.argv[2])))
