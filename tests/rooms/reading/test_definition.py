from __future__ import annotations

import pytest

from kept.reading.definition import names
from kept.reading.sentence import read


@pytest.mark.parametrize(
    ("text", "us"),
    [
        ('Acme Ltd ("Acme") runs this site.', ("Acme Ltd", "Acme")),
        ("Acme AB and its group (collectively, “Acme”, “we” or “us”) run this site.", ("Acme",)),
        ("Acme may ask you. Acme does not sell data. Acme uses cookies.", ("Acme",)),
        ("This may be. Cookies may be set. Visitors may come.", ()),
    ],
)
def test_who_speaks_is_found_by_the_name_given_or_by_who_acts(text: str, us: tuple[str, ...]) -> None:
    assert names(read("policy.md", text)).us == us


def test_a_term_of_data_has_a_key_its_sentence_and_its_categories() -> None:
    text = "Hello.\n\nContact Data means your name and your email address.\n"
    (term,) = names(read("policy.md", text)).terms
    assert (term.term, term.key, term.sentence) == ("Contact Data", "contact_data", "s2")
    assert set(term.categories) == {"user.name", "user.contact.email"}
