from __future__ import annotations

import pytest

from kept.cli.printed import wrapped

Captured = pytest.CaptureFixture[str]


def test_text_without_a_label_has_no_empty_line_before_it(capsys: Captured) -> None:
    wrapped("", "with transcripts", indent=" " * 40)
    assert capsys.readouterr().out == " " * 40 + "with transcripts\n"


def test_text_stands_below_a_label_that_is_long(capsys: Captured) -> None:
    wrapped("a label that is far too long for it", "text")
    assert capsys.readouterr().out == "  a label that is far too long for it\n    text\n"
