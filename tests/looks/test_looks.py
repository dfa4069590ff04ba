"""What the terminal prints, as text: 80 columns, no colour when piped, the last line is the whole answer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def shown(*words: str, code: int = 0) -> str:
    command = [sys.executable, "-m", "kept.cli.main", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stderr) == (code, "")
    return done.stdout


def test_a_decision_looks_so() -> None:
    words = ("user.contact.email", "--about", "prospect", "--purpose", "marketing.communications")
    assert (
        shown("decide", "use", *words, "--project", "examples/aspect")
        == """\
promote
  privacy.md:51  - to tell you by e-mail or telephone about what we offer,
                 unless you have objected (legitimate interests)
  privacy.md:104  Promotional messages tell you of features, offers and events.
  privacy.md:104  You can end promotional messages at any time by writing to
                  privacy@aspect.example, in your profile, or by the link in
                  each message.

allowed: by promote.
"""
    )


def test_a_true_receipt_looks_so() -> None:
    assert (
        shown("verify", "tests/rooms/ledger/golden.receipt.json")
        == """\
  key  ledger.example/acme+f1d8e151+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4
       comes with the receipt: compare it with the one published
true: entry 3 (checked) is in the ledger its checkpoint speaks of.
"""
    )


def test_a_document_ends_with_how_many_sentences(tmp_path: Path) -> None:
    path = tmp_path / "policy.md"
    path.write_text("# Policy\n\n## Logs\n\nWe keep logs for 30 days.\n", encoding="utf-8")
    assert (
        shown("read", str(path))
        == """\

Logs
  s3   policy.md:5     We keep logs for 30 days.
     oblige retention  number 30 day; look: number; [we-retain]

policy.md: 3 sentences, 1 with 1 draft commitment (1 to be read with care), 0 unread.
"""
    )


@pytest.mark.parametrize(
    "words",
    [
        ("read", "examples/aspect/policy/privacy.md", "--project", "examples/aspect"),
        ("words",),
        ("--help",),
    ],
)
def test_no_line_is_wider_than_80_columns_or_coloured(words: tuple[str, ...]) -> None:
    text = shown(*words)
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text
