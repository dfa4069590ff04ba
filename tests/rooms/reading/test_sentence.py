"""Documents become sentences whose places are exact."""

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.policy.document import Document
from kept.reading.sentence import read
from kept.words.error import Misuse

words = st.sampled_from(
    ["We", "keep", "logs", "Inc.", "e.g.", "U.S.", "data.", "30", "days!", "you;", "- a", "é", "b)"]
)
spaces = st.sampled_from([" ", "\n", "\n\n", "  ", "\r\n", "\t", "\u00a0"])
texts = st.lists(st.tuples(words, spaces), min_size=1, max_size=60).map(
    lambda pairs: "".join(map("".join, pairs))
)
rough = st.text(alphabet="aB1 .!?\n\r\t-*#>|`[]()<&;:é\ufeff", max_size=200)


def ordered(document: Document, source: str) -> bool:
    ends = 0
    for sentence in document.sentences:
        if not ends <= sentence.start < sentence.end <= len(source):
            return False
        ends = sentence.end
    return True


def read_or_nothing(name: str, source: str) -> tuple[Document, ...]:
    try:
        return (read(name, source),)
    except Misuse:
        return ()


@given(texts | rough)
def test_no_word_of_a_plain_text_is_lost(source: str) -> None:
    for document in read_or_nothing("policy.txt", source):
        assert all(source[s.start : s.end] == s.text for s in document.sentences)
        assert ordered(document, source)
        kept = "".join(s.text for s in document.sentences)
        assert re.sub(r"[\s\ufeff]", "", kept) == re.sub(r"[\s\ufeff]", "", source)


@given(texts | rough)
def test_markdown_sentences_are_the_source_in_order(source: str) -> None:
    for document in read_or_nothing("policy.md", source):
        assert all(source[s.start : s.end] == s.text for s in document.sentences)
        assert ordered(document, source)


@given(texts)
def test_no_word_of_a_paragraph_in_markup_is_lost(source: str) -> None:
    page = f"<html><body><p>{source}</p></body></html>"
    for document in read_or_nothing("policy.html", page):
        assert ordered(document, page)
        assert " ".join(s.text for s in document.sentences).split() == source.split()


@given(rough)
def test_broken_markup_still_has_its_places_in_order(source: str) -> None:
    for document in read_or_nothing("policy.html", source):
        assert ordered(document, source)


@pytest.mark.parametrize("source", ["<p>We ask.</p><![1", "<p>We ask.</p><![x[<p>No", "<p>We ask.</p><!"])
def test_a_declaration_that_is_none_does_not_stop_the_reader(source: str) -> None:
    assert read("policy.html", source).sentences[0].text == "We ask."


def test_sentences_are_numbered_and_know_line_and_section() -> None:
    document = read(
        "policy.md", "# Shop policy\n\n## Logs\n\nWe keep logs. We erase\nthem.\n\n- After 30 days;\n"
    )
    assert [(s.id, s.unit, s.line, s.section, s.text) for s in document.sentences] == [
        ("s1", "heading", 1, "Shop policy", "# Shop policy"),
        ("s2", "heading", 3, "Logs", "## Logs"),
        ("s3", "body", 5, "Logs", "We keep logs."),
        ("s4", "body", 5, "Logs", "We erase\nthem."),
        ("s5", "bullet", 8, "Logs", "- After 30 days;"),
    ]


def test_a_markdown_table_gives_its_cells_and_no_ruler() -> None:
    document = read("p.md", "| Who | Where |\n|---|:--:|\n| Host AB | SE |\n")
    assert [(s.unit, s.text) for s in document.sentences] == [
        ("cell", "Who"), ("cell", "Where"), ("cell", "Host AB"), ("cell", "SE"),
    ]  # fmt: skip


def test_front_matter_comments_and_link_targets_are_not_published() -> None:
    source = "---\ntitle: x\n---\n<!-- draft\nnote -->\nWe keep logs.\n\n[a]: https://shop.example\n\n---\n"
    assert [s.text for s in read("p.md", source).sentences] == ["We keep logs."]


def test_nested_headings_make_a_path() -> None:
    document = read("p.md", "# T\n## A\n### B\nx y.\n## C\nz.\n")
    assert [s.section for s in document.sentences] == ["T", "A", "A > B", "A > B", "C", "C"]


def test_a_page_is_read_as_it_is_shown_and_placed_in_its_source() -> None:
    page = (
        "<html><head><title>t</title><style>p {}</style></head><body><nav>Menu</nav><main><h1>Policy</h1>"
        "<p>We &amp; you <b>keep</b>\n logs.<br>We&nbsp;erase.</p><ul><li>Caf&eacute; names;</li></ul>"
        "<table><tr><th>Who</th><td>Host</td></tr></table><script>no()</script></main><footer>Bye</footer>"
    )
    document = read("p.html", page)
    assert [(s.unit, s.text) for s in document.sentences] == [
        ("heading", "Policy"),
        ("body", "We & you keep logs."),
        ("body", "We erase."),
        ("bullet", "Café names;"),
        ("cell", "Who"),
        ("cell", "Host"),
    ]
    spans = [page[s.start : s.end] for s in document.sentences]
    assert spans[1] == "We &amp; you <b>keep</b>\n logs."
    assert spans[3] == "Caf&eacute; names;"


def test_a_page_without_main_is_read_whole_but_for_navigation_and_footer() -> None:
    document = read("p.htm", "<nav>Menu</nav><p>One.<p>Two.<footer>Bye</footer>")
    assert [s.text for s in document.sentences] == ["One.", "Two."]


def test_a_bold_paragraph_is_a_heading() -> None:
    for name, source in (
        ("p.md", "**Cookies**\n\nWe set two.\n"),
        ("p.html", "<p><b>Cookies</b></p><p>We set two.</p>"),
    ):
        assert [(s.unit, s.section.strip("*")) for s in read(name, source).sentences] == [
            ("heading", "Cookies"),
            ("body", "Cookies"),
        ]


def test_a_wrapped_paragraph_is_read_across_its_lines() -> None:
    source = (
        "Shop Policy\n\nWe keep the logs of our servers for as long as it takes us to\n"
        "understand them. After that we erase all of them, at the latest in\nthirty days.\n"
    )
    assert [s.text.replace("\n", " ") for s in read("p.txt", source).sentences] == [
        "Shop Policy",
        "We keep the logs of our servers for as long as it takes us to understand them.",
        "After that we erase all of them, at the latest in thirty days.",
    ]


def test_the_digest_is_of_the_bytes() -> None:
    assert read("p.txt", b"We keep logs.").digest == hashlib.sha256(b"We keep logs.").hexdigest()
    assert read("p.txt", "We keep logs.") == read("p.txt", b"We keep logs.")


@pytest.mark.parametrize("name", ["policy.doc", "policy.odt", "policy"])
def test_a_kind_that_is_not_understood_is_misuse(name: str) -> None:
    with pytest.raises(Misuse, match=f"cannot read `{name}`") as caught:
        read(name, b"%PDF")
    assert "`.txt`" in caught.value.do


def test_bytes_that_are_not_text_are_misuse() -> None:
    with pytest.raises(Misuse, match="byte 4 is not UTF-8"):
        read("policy.txt", b"caf \xe9")


def test_a_document_without_a_word_is_misuse() -> None:
    with pytest.raises(Misuse, match="holds no text"):
        read("policy.html", "<body><script>render()</script></body>")
