"""`kept words`."""

from __future__ import annotations

import json

import pytest

from kept.cli.main import run
from kept.words.category import categories
from kept.words.key import is_under

Captured = pytest.CaptureFixture[str]


def test_all_categories_are_listed_without_a_key(capsys: Captured) -> None:
    assert run(["words", "--json"]) == 0
    assert [w["key"] for w in json.loads(capsys.readouterr().out)["words"]] == list(categories())


def test_a_key_lists_what_is_under_it(capsys: Captured) -> None:
    assert run(["words", "user.contact", "--json"]) == 0
    found = [w["key"] for w in json.loads(capsys.readouterr().out)["words"]]
    assert found == [key for key in categories() if is_under(key, "user.contact")]


def test_a_part_of_a_key_finds_its_place(capsys: Captured) -> None:
    assert run(["words", "email"]) == 0
    shown = capsys.readouterr().out
    assert "user.contact.email" in shown
    assert shown.splitlines()[-1] == "1 category under email."


def test_an_unknown_key_is_answered_with_the_nearest(capsys: Captured) -> None:
    assert run(["words", "user.contact.emial"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "kept: unknown category `user.contact.emial`",
        "  do    did you mean `user.contact.email`?",
    ]
