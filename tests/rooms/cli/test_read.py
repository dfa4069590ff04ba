"""`kept read`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kept.cli.main import run
from kept.policy.citation import fingerprint

EXAMPLE = Path(__file__).parents[3] / "examples" / "aspect"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.md"
    path.write_text(
        "# Policy\n\n## Logs\n\nWe keep logs for 30 days. We never sell them.\n", encoding="utf-8"
    )
    return path


def test_json_places_each_sentence_in_the_source(policy: Path, capsys: Captured) -> None:
    assert run(["read", str(policy), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    source = policy.read_text(encoding="utf-8")
    assert set(facts) == {"document", "sentences", "commitments", "coverage"}
    assert [(c["id"], c["kind"], c["effect"], c["cites"]) for c in facts["commitments"]] == [
        ("s3-retention", "retention", "oblige", ["s3"]),
        ("s4-sale", "sale", "forbid", ["s4"]),
    ]
    assert facts["coverage"] == {"commitment": 2, "context": 2}
    assert all(source[s["start"] : s["end"]] == s["text"] for s in facts["sentences"])
    assert facts["sentences"][-1]["text"] == "We never sell them."
    assert facts["sentences"][-1]["section"] == "Logs"


def test_with_a_project_the_commitments_are_told(capsys: Captured) -> None:
    document = EXAMPLE / "policy" / "privacy.md"
    assert run(["read", str(document), "--json", "--project", str(EXAMPLE)]) == 0
    commitments = json.loads(capsys.readouterr().out)["commitments"]
    promote = next(c for c in commitments if c["id"] == "promote")
    assert promote == {
        "id": "promote",
        "kind": "use",
        "effect": "permit",
        "cites": ["s46", "s105", "s106"],
    }


def test_another_document_than_the_projects_is_refused(policy: Path, capsys: Captured) -> None:
    assert run(["read", str(policy), "--project", str(EXAMPLE)]) == 2
    assert "is not the document of" in capsys.readouterr().err


def test_pins_are_the_fingerprints_a_typed_policy_holds(policy: Path, capsys: Captured) -> None:
    assert run(["read", str(policy), "--pin"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("sentences:\n")
    assert f'  s4: "{fingerprint("We never sell them.")}"\n' in shown


def test_a_missing_file_is_named(tmp_path: Path, capsys: Captured) -> None:
    assert run(["read", str(tmp_path / "none.md")]) == 2
    assert "there is no file `" in capsys.readouterr().err


def test_a_control_character_of_the_document_is_spelled_out(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "odd.md"
    path.write_text("We keep \x1b[31m logs.\n", encoding="utf-8")
    assert run(["read", str(path)]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_pins_of_a_project_are_those_its_policy_holds(capsys: Captured) -> None:
    document = EXAMPLE / "policy" / "privacy.md"
    assert run(["read", str(document), "--pin", "--project", str(EXAMPLE)]) == 0
    written = (EXAMPLE / "policy" / "privacy.yaml").read_text(encoding="utf-8")
    assert capsys.readouterr().out.strip() in written
