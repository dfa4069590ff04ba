from __future__ import annotations

import pytest

from kept.stores.seeds import forms, number


@pytest.mark.parametrize("blank", ["", " ", "\t\n"])
def test_a_blank_identifier_names_nobody(blank: str) -> None:
    assert forms(blank) == []


def test_an_address_is_looked_for_composed_and_decomposed() -> None:
    assert forms("Åsa@x.example") == ["a\u030asa@x.example", "\u00e5sa@x.example"]


@pytest.mark.parametrize(
    ("written", "found"), [("0", [0]), ("-7", [-7]), ("--1", []), ("7.0", []), ("", []), ("9" * 61, [])]
)
def test_only_a_number_names_a_number(written: str, found: list[int]) -> None:
    assert number(written) == found
