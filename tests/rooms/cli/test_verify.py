"""`kept verify`: true receipts, changed ones, and files that are none."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kept.cli.main import run
from kept.ledger.checkpoint import Checkpoint, sign, signer, verifier_key
from kept.ledger.entry import Entry, encode, sealed
from kept.ledger.receipt import Receipt, to_json
from kept.ledger.tile import files
from kept.ledger.tree import inclusion_proof, leaf_hash, root

Captured = pytest.CaptureFixture[str]
SIGNER = signer("ledger.example/acme", bytes(range(32)))
KEY = verifier_key(SIGNER)
OTHER = verifier_key(signer("ledger.example/acme", bytes(32)))


def entry(number: int) -> bytes:
    made = sealed(b"{}", bytes([number]) * 32)
    at = datetime(2026, 8, 31, tzinfo=UTC)
    return encode(Entry("erased", at, "acme-privacy", (("rows", number),), None, made))


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    log = [entry(number) for number in range(5)]
    leaves = [leaf_hash(one) for one in log]
    note = sign(Checkpoint("ledger.example/acme", len(log), root(leaves)), SIGNER)
    for name, data in files(log, note).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    receipt = Receipt(log[3], 3, inclusion_proof(3, len(log), leaves), note, KEY)
    (tmp_path / "receipt.json").write_text(to_json(receipt), encoding="utf-8")
    return tmp_path


def changed(folder: Path) -> str:
    path = folder / "receipt.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"rows": 3', '"rows": 4'), encoding="utf-8")
    return str(path)


def test_a_true_receipt_names_its_entry(ledger: Path, capsys: Captured) -> None:
    assert run(["verify", str(ledger / "receipt.json"), "--key", KEY]) == 0
    assert capsys.readouterr().out == "true: entry 3 (erased) is in the ledger its checkpoint speaks of.\n"


def test_without_a_key_one_is_told_to_compare_it(ledger: Path, capsys: Captured) -> None:
    assert run(["verify", str(ledger / "receipt.json")]) == 0
    assert "compare it with the one published" in " ".join(capsys.readouterr().out.split())


def test_a_receipt_is_checked_against_the_published_ledger(ledger: Path, capsys: Captured) -> None:
    words = ["verify", str(ledger / "receipt.json"), "--ledger", str(ledger), "--key", KEY]
    assert run(words) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "true: entry 3 (erased) is in the published ledger."
    (ledger / "checkpoint").unlink()
    assert run(words) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "false: entry 3 (erased) is not proven."


def test_a_changed_receipt_is_false_and_names_the_entry(ledger: Path, capsys: Captured) -> None:
    assert run(["verify", changed(ledger), "--key", KEY]) == 1
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.splitlines()[-1] == "false: entry 3 (erased) is not proven."


def test_json_says_the_same(ledger: Path, capsys: Captured) -> None:
    assert run(["verify", str(ledger / "receipt.json"), "--key", KEY, "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["verified"], facts["key_trusted"], facts["faults"]) == (True, True, [])
    assert run(["verify", changed(ledger), "--json"]) == 1
    facts = json.loads(capsys.readouterr().out)
    assert facts["verified"] is False
    assert facts["entry"] == {"index": 3, "kind": "erased"}
    assert len(facts["faults"]) == 1


def test_a_receipt_of_another_key_is_false(ledger: Path) -> None:
    assert run(["verify", str(ledger / "receipt.json"), "--key", OTHER]) == 1


def test_a_key_that_is_none_is_wrong_usage(ledger: Path) -> None:
    assert run(["verify", str(ledger / "receipt.json"), "--key", "nonsense"]) == 2


def test_a_ledger_that_is_not_there_is_wrong_usage(ledger: Path, capsys: Captured) -> None:
    assert run(["verify", str(ledger / "receipt.json"), "--ledger", str(ledger / "none")]) == 2
    assert "there is no folder" in capsys.readouterr().err


def test_a_receipt_that_is_not_json_names_file_and_line(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "receipt.json"
    path.write_text("not a receipt\n", encoding="utf-8")
    assert run(["verify", str(path)]) == 2
    assert f"kept: no JSON in {path}:1\n" in capsys.readouterr().err
