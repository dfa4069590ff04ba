"""`kept verify`: is a receipt true?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kept.cli.option import Json, Unread
from kept.cli.printed import answer, as_json, wrapped
from kept.ledger.audit import kind_of
from kept.ledger.receipt import Receipt, from_json
from kept.ledger.tile import Read
from kept.ledger.verify import check_receipt_against_log, verify_receipt
from kept.settings import text_of
from kept.words.error import Misuse, Tampered


def verify(
    receipt: Annotated[Path, typer.Argument(metavar="RECEIPT", help="The receipt, a JSON file.")],
    ledger: Annotated[
        Path | None, typer.Option("--ledger", metavar="DIR", help="A copy of the published ledger.")
    ] = None,
    key: Annotated[
        str | None, typer.Option("--key", help="The key the organisation publishes, `name+id+key`.")
    ] = None,
    as_facts: Json = False,
    project: Unread = None,
) -> int:
    """Check a receipt, offline; exit 0 when it is true, 1 when it is not.

    Without --key only its parts are shown to fit: compare the key it names with the published one.
    """
    given = from_json(text_of(receipt), str(receipt))
    faults = _faults(given, ledger, key)
    if as_facts:
        as_json(
            {
                "receipt": str(receipt),
                "verified": not faults,
                "entry": {"index": given.index, "kind": kind_of(given.entry)},
                "key": given.key,
                "key_trusted": key is not None and not faults,
                "ledger": None if ledger is None else str(ledger),
                "faults": list(faults),
            }
        )
    else:
        _shown(given, faults, ledger, key)
    return 1 if faults else 0


def _faults(receipt: Receipt, ledger: Path | None, key: str | None) -> tuple[str, ...]:
    try:
        if ledger is None:
            verify_receipt(receipt, key)
            return ()
        return tuple(
            fault.message for fault in check_receipt_against_log(receipt, _files(ledger), key).faults
        )
    except Tampered as error:
        return (error.message,)


def _files(folder: Path) -> Read:
    if not folder.is_dir():
        raise Misuse(f"there is no folder `{folder}`", do="give the folder with the ledger's files")

    def read(path: str) -> bytes | None:
        try:
            return (folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    return read


def _shown(receipt: Receipt, faults: tuple[str, ...], ledger: Path | None, key: str | None) -> None:
    for fault in faults:
        wrapped("found", fault)
    if key is None:
        wrapped("key", f"{receipt.key} comes with the receipt: compare it with the one published")
    entry = f"entry {receipt.index} ({kind_of(receipt.entry) or 'unreadable'})"
    where = "the published ledger" if ledger else "the ledger its checkpoint speaks of"
    if faults:
        answer("false", f": {entry} is not proven.", "bad")
    else:
        answer("true", f": {entry} is in {where}.", "good")
