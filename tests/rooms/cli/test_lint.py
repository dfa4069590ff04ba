from __future__ import annotations

import json
from pathlib import Path

import pytest

from kept.cli.main import run

Captured = pytest.CaptureFixture[str]


@pytest.mark.parametrize(("text", "code"), [("We share:\n", 1), ("We share nothing.\n", 0)])
def test_an_error_in_the_text_is_the_exit_code(tmp_path: Path, text: str, code: int) -> None:
    path = tmp_path / "policy.md"
    path.write_text(text, encoding="utf-8")
    assert run(["lint", str(path)]) == code


def test_json_names_rule_sentences_and_remedy(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "policy.md"
    path.write_text("We share:\n", encoding="utf-8")
    run(["lint", str(path), "--json"])
    assert json.loads(capsys.readouterr().out) == {
        "document": "policy.md",
        "findings": [
            {
                "rule": "empty-list",
                "severity": "error",
                "sentences": ["s1"],
                "message": "leads a list in that is not there",
                "do": "write the list, or end the sentence without it",
                "law": None,
            }
        ],
    }


def test_the_last_line_counts(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "policy.md"
    path.write_text("We share:\n", encoding="utf-8")
    run(["lint", str(path)])
    assert capsys.readouterr().out.endswith("policy.md: 1 error, 0 warnings, 0 notes.\n")
