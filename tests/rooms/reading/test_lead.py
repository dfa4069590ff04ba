"""List items know the sentence that leads them in."""

import pytest

from kept.reading.sentence import read


def leads(name: str, source: str) -> dict[str, str | None]:
    document = read(name, source)
    return {
        s.text: document.by_id[s.lead].text if s.lead else None
        for s in document.sentences
        if s.unit == "bullet"
    }


@pytest.mark.parametrize("name", ["p.md", "p.txt"])
def test_a_list_is_led_in_by_the_sentence_before_it(name: str) -> None:
    assert leads(name, "We are a shop. We collect:\n\n- names;\n- addresses.\n") == {
        "- names;": "We collect:",
        "- addresses.": "We collect:",
    }


def test_every_sentence_of_an_item_has_the_lead_of_the_item() -> None:
    assert leads("p.md", "We may:\n\n- write to you. We do so monthly.\n") == {
        "- write to you.": "We may:",
        "We do so monthly.": "We may:",
    }


@pytest.mark.parametrize("name", ["p.md", "p.txt"])
def test_an_item_of_a_list_in_a_list_is_led_in_by_the_item_above(name: str) -> None:
    assert leads(name, "We collect:\n\n- contacts:\n    - names;\n    - phones;\n- logs.\n") == {
        "- contacts:": "We collect:",
        "- names;": "- contacts:",
        "- phones;": "- contacts:",
        "- logs.": "We collect:",
    }


def test_letters_under_numbers_are_a_list_in_the_list() -> None:
    assert leads("p.txt", "We keep:\n1) logs:\n(a) of ours;\n(b) of yours;\n2) mail.\n") == {
        "1) logs:": "We keep:",
        "(a) of ours;": "1) logs:",
        "(b) of yours;": "1) logs:",
        "2) mail.": "We keep:",
    }


def test_the_letter_i_after_h_opens_no_list() -> None:
    found = leads("p.txt", "We keep:\n(h) hats;\n(i) ink;\n(j) jam.\n")
    assert set(found.values()) == {"We keep:"}


def test_no_lead_reaches_over_a_heading_but_the_heading_with_a_colon() -> None:
    source = "# P\n\nWe collect:\n\n## Uses\n\n- To bill.\n\n## We share with:\n\n- Carriers.\n"
    assert leads("p.md", source) == {"- To bill.": None, "- Carriers.": "## We share with:"}


def test_a_paragraph_under_an_item_belongs_to_it_and_one_at_the_margin_does_not() -> None:
    document = read("p.md", "We may:\n\n- write to you.\n\n  You can say no.\n\nWe are kind.\n")
    assert [(s.text, s.unit, s.lead) for s in document.sentences[2:]] == [
        ("You can say no.", "bullet", "s1"),
        ("We are kind.", "body", None),
    ]
