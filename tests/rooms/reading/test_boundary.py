"""Sentences end where a reader would say they end."""

import pytest

from kept.reading.boundary import sentences


def parts(text: str) -> list[str]:
    return [text[first:last] for first, last in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We keep logs. We never sell.", ["We keep logs.", "We never sell."]),
        ("Why? Because we must! Ask us.", ["Why?", "Because we must!", "Ask us."]),
        ('We call this "data." We keep it.', ['We call this "data."', "We keep it."]),
        ("See (our list.) Then ask.", ["See (our list.)", "Then ask."]),
        ("**Cookies.** We set two.", ["**Cookies.**", "We set two."]),
        ("Can I say no? No. We must keep it.", ["Can I say no?", "No.", "We must keep it."]),
        ("Visit www.shop.example/security. Then ask.", ["Visit www.shop.example/security.", "Then ask."]),
        ("It ended in 2019. In 2020 we began.", ["It ended in 2019.", "In 2020 we began."]),
        ("We left the U.S. We are here now.", ["We left the U.S.", "We are here now."]),
        ("お知らせ。二つ目。", ["お知らせ。", "二つ目。"]),
    ],
)
def test_a_sentence_ends_at_its_mark(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "We use tools, e.g. Maps, to help.",
        "Your data, i.e. Name and email, is kept.",
        "Hosted by Shop Inc. in the U.S. Virginia region.",
        "Call 1-800-555-0100, ext. 1191 or write.",
        "Under Art. 15 you may ask.",
        "Version 2.5 costs 3.50 euros a month.",
        "Read https://shop.example/a.b?c=d. it says more.",
        "Mr. Example answers.",
        "Under the EU-U.S. Framework we certify.",
        "Signed by J. Example for us.",
        "1. We collect names",
        "We keep names; We keep addresses; and We keep logs;",
        "the right to complain to a supervisory authority; and",
    ],
)
def test_what_is_one_sentence_stays_whole(text: str) -> None:
    assert parts(text) == [text]
