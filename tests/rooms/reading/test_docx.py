"""Word documents are read as they look with all changes accepted."""

from __future__ import annotations

import pytest
from tests.rooms.reading.word import W, document, item, p, row, run, table, zipped

from kept.policy.document import Document
from kept.reading.sentence import read
from kept.words.error import Misuse

Told = list[tuple[str, str]]


def opened(*paragraphs: str, **others: str) -> Document:
    return read("policy.docx", document(*paragraphs, **others))


def told(*paragraphs: str, **others: str) -> Told:
    return [(s.unit, s.text) for s in opened(*paragraphs, **others).sentences]


def test_styles_make_headings_whatever_their_language_or_name() -> None:
    found = opened(
        p("Policy", "Titel"), p("Data", "berschrift1"), p("Logs", "Ours"), p("We keep logs. We erase them."),
        p("Mail", properties='<w:outlineLvl w:val="1"/>'), p("We read none."),
    )  # fmt: skip
    assert [(s.unit, s.section, s.text) for s in found.sentences] == [
        ("heading", "Policy", "Policy"),
        ("heading", "Data", "Data"),
        ("heading", "Data > Logs", "Logs"),
        ("body", "Data > Logs", "We keep logs."),
        ("body", "Data > Logs", "We erase them."),
        ("heading", "Data > Mail", "Mail"),
        ("body", "Data > Mail", "We read none."),
    ]


def test_offsets_count_in_the_text_as_it_was_extracted() -> None:
    found = opened(
        p("Policy", "Titel"), p(f"{run('We  keep')}{run(' logs. ')}<w:r><w:tab/></w:r>{run('Really.')}")
    )
    assert found.source == "Policy\nWe keep logs. Really."
    assert [found.source[s.start : s.end] for s in found.sentences] == [s.text for s in found.sentences]
    assert [s.line for s in found.sentences] == [1, 2, 2]


def test_a_numbered_heading_is_a_heading_and_no_item() -> None:
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    assert told(p("Logs", "berschrift1", numbered), p("We keep them.")) == [
        ("heading", "Logs"),
        ("body", "We keep them."),
    ]


def test_lists_are_known_by_number_style_or_mark() -> None:
    found = opened(
        p("We collect:"), item("contacts:"), item("names;", 1), p("phones;", "Points2"),
        p("mail;", "Points"), p("•\u00a0logs."), p("That is all of it."),
    )  # fmt: skip
    assert [(s.unit, s.text, s.lead) for s in found.sentences] == [
        ("body", "We collect:", None),
        ("bullet", "contacts:", "s1"),
        ("bullet", "names;", "s2"),
        ("bullet", "phones;", "s2"),
        ("bullet", "mail;", "s1"),
        ("bullet", "• logs.", "s1"),
        ("body", "That is all of it.", None),
    ]


def test_a_paragraph_in_bold_is_a_heading_and_one_with_a_bold_word_is_not() -> None:
    bold, plain = "<w:b/>", '<w:b w:val="0"/>'
    assert told(
        p(run("Logs", bold)), p(run("Mail", '<w:rStyle w:val="Stark"/>')), p(run("We keep them", plain)),
        p(run("We ", bold) + run("erase them")),
    ) == [
        ("heading", "Logs"), ("heading", "Mail"), ("body", "We keep them"), ("body", "We erase them"),
    ]  # fmt: skip


def test_changes_are_read_as_accepted() -> None:
    deleted = "<w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
    moved = f"<w:moveFrom>{run('here ')}</w:moveFrom>"
    inserted = f"<w:ins>{run('thirty')}</w:ins>"
    assert told(p(f"{run('We ')}{deleted}{moved}{run('keep logs for ')}{inserted}{run(' days.')}")) == [
        ("body", "We keep logs for thirty days.")
    ]


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    assert told(p("We keep ", properties="<w:rPr><w:del/></w:rPr>"), p("logs.")) == [
        ("body", "We keep logs.")
    ]


def test_the_words_of_links_and_fields_are_read_and_their_codes_are_not() -> None:
    link = f"<w:hyperlink>{run('our list')}</w:hyperlink>"
    code = "<w:r><w:instrText> HYPERLINK x </w:instrText></w:r>"
    assert told(p(f"{run('See ')}{code}{link}{run('.')}")) == [("body", "See our list.")]


def test_hidden_words_and_repeated_boxes_are_not_read() -> None:
    box = "<w:txbxContent>" + p("In a box.") + "</w:txbxContent>"
    both = f'<w:r><a:Choice xmlns:a="m">{box}</a:Choice><a:Fallback xmlns:a="m">{box}</a:Fallback></w:r>'
    assert told(p(f"{run('We keep logs.')}{run(' Draft.', '<w:vanish/>')}{both}")) == [
        ("body", "In a box."),
        ("body", "We keep logs."),
    ]


def test_a_table_of_contents_is_not_read() -> None:
    assert told(p("Logs 1", "TOC1"), p("Logs", "berschrift1")) == [("heading", "Logs")]


def test_notes_stand_at_the_end_of_their_section() -> None:
    notes = (
        f'<w:footnotes {W}><w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>'
        f'<w:footnote w:id="2">{p("Thirty days.")}</w:footnote></w:footnotes>'
    )
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    found = opened(
        p("Logs", "berschrift1"), p(f"{run('We keep logs.')}{reference}"), p("We erase."),
        p("Mail", "berschrift1"), footnotes=notes,
    )  # fmt: skip
    assert [(s.section, s.text) for s in found.sentences] == [
        ("Logs", "Logs"), ("Logs", "We keep logs."), ("Logs", "We erase."), ("Logs", "Thirty days."),
        ("Mail", "Mail"),
    ]  # fmt: skip


HEADED = "<w:tblHeader/>"


@pytest.mark.parametrize(
    ("first", "style"),
    [
        (row("Who", "Where", properties=HEADED), "Grid"),
        (row(p(run("Who", "<w:b/>")), p(run("Where", "<w:b/>"))), "Grid"),
        (row("Who", "Where"), "Fine"),
    ],
)
def test_tables_are_read_row_by_row_under_their_headings(first: str, style: str) -> None:
    inner = p("SE:") + item("Bonn")
    found = opened(table(first, row("Host AB", inner), row("Host GmbH", "DE"), style=style))
    assert [(s.unit, s.text, s.table, s.row, s.column) for s in found.sentences] == [
        ("cell", "Who", 1, 0, None),
        ("cell", "Where", 1, 0, None),
        ("cell", "Host AB", 1, 1, "Who"),
        ("cell", "SE:", 1, 1, "Where"),
        ("bullet", "Bonn", 1, 1, "Where"),
        ("cell", "Host GmbH", 1, 2, "Who"),
        ("cell", "DE", 1, 2, "Where"),
    ]
    assert found.sentences[4].lead == found.sentences[3].id


def test_cells_that_span_and_empty_cells_keep_the_others_in_their_columns() -> None:
    wide = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + p("Host AB")
    found = opened(table(row("A", "B", "C", properties=HEADED), row(wide, "x"), row("", "y", "z")))
    assert [(s.text, s.column) for s in found.sentences[3:]] == [
        ("Host AB", "A"), ("x", "C"), ("y", "B"), ("z", "C"),
    ]  # fmt: skip


def test_a_row_that_was_deleted_is_not_read() -> None:
    assert told(table(row("gone", properties="<w:del/>"), row("there"))) == [("cell", "there")]


def test_a_table_in_a_cell_is_a_table_of_its_own() -> None:
    found = opened(table(row(p("a") + table(row("b", "c")) + p("d"), "e")), p("After."))
    assert [(s.text, s.table, s.row) for s in found.sentences] == [
        ("a", 1, 1), ("b", 2, 1), ("c", 2, 1), ("d", 1, 1), ("e", 1, 1), ("After.", None, None),
    ]  # fmt: skip


def test_the_main_part_is_found_by_its_relation() -> None:
    main = f"<w:document {W}><w:body>{p('We keep logs.')}</w:body></w:document>"
    relation = '<Relationship Type="http://x/officeDocument" Target="/text/main.xml"/>'
    raw = zipped({"_rels/.rels": f"<Relationships>{relation}</Relationships>", "text/main.xml": main})
    assert [s.text for s in read("p.docx", raw).sentences] == ["We keep logs."]


BOMB = f'<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document {W}><w:body>{p("&a;")}</w:body></w:document>'


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "broken or of another kind"),
        (b"We keep logs.", "broken or of another kind"),
        (document(p("We keep logs."))[:-30], "broken or of another kind"),
        (zipped({"mimetype": "text"}), "broken or of another kind"),
        (zipped({"word/document.xml": "<w:document"}), "broken or of another kind"),
        (zipped({"word/document.xml": BOMB}), "broken or of another kind"),
        (zipped({"word/document.xml": " " * (64 * 1024 * 1024 + 1)}), "more than 64 MB"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "has a password, or is older than 2007"),
        (document(p("")), "holds no text"),
    ],
)
def test_a_file_that_is_no_word_document_is_misuse(raw: bytes, said: str) -> None:
    with pytest.raises(Misuse, match=said):
        read("policy.docx", raw)


def test_a_style_that_is_based_on_itself_ends() -> None:
    assert told(p("We keep logs.", "Round")) == [("body", "We keep logs.")]


def test_elements_nested_without_end_are_read() -> None:
    deep = "<w:ins>" * 100_000 + run("We keep logs.") + "</w:ins>" * 100_000
    assert told(p(deep)) == [("body", "We keep logs.")]
