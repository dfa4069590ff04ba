from __future__ import annotations

import pytest

from kept.reading.phrase import Lexicon, standard, wording
from kept.reading.token import stem, tokens
from kept.words.basis import BASES
from kept.words.category import categories
from kept.words.place import known_place
from kept.words.purpose import purposes
from kept.words.subject import subjects


def found(text: str, lexicon: Lexicon | None = None) -> list[tuple[str, str, str]]:
    words = tokens(text)
    return [
        (p.family, p.key, text[words[p.first].start : words[p.last - 1].end])
        for p in (lexicon or standard()).find(words)
    ]


@pytest.mark.parametrize(
    "forms",
    [
        ("share", "shares", "shared", "sharing"),
        ("sell", "sells", "selling", "sold"),
        ("use", "uses", "used", "using"),
        ("keep", "keeps", "kept", "keeping"),
        ("notify", "notifies", "notified", "notifying"),
        ("address", "addresses"),
        ("cookie", "cookies"),
        ("transfer", "transferred", "transferring"),
    ],
)
def test_the_forms_of_a_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


def test_use_and_us_are_two_words() -> None:
    assert stem("use") != stem("us")


def test_the_longest_phrase_of_a_family_wins() -> None:
    assert ("data", "user.contact.email", "email address") in found("your email address")
    assert ("data", "user.contact.address", "address") not in found("your email address")


def test_a_documents_own_term_means_what_the_document_says() -> None:
    own = standard().with_terms({"Contact Information": [("data", "contact_information")]})
    assert [key for family, key, _ in found("Contact Information", own) if family == "data"] == [
        "contact_information"
    ]


def test_every_key_of_the_wording_files_is_a_word_of_the_dictionaries() -> None:
    assert wording("data").keys() <= set(categories())
    assert wording("purposes").keys() <= set(purposes())
    words = wording("words")
    assert words["people"].keys() <= set(subjects())
    assert words["basis"].keys() <= set(BASES)
    assert all(known_place(place) for place in words["place"] if place != "any")
