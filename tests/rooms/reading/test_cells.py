"""Cells know their table, their row and the heading of their column."""

from kept.reading.sentence import read

Place = tuple[int | None, int | None, str | None]


def cells(name: str, source: str) -> dict[str, Place]:
    return {s.text: (s.table, s.row, s.column) for s in read(name, source).sentences if s.unit == "cell"}


def test_the_cells_of_a_markdown_table_know_their_headings() -> None:
    assert cells("p.md", "| **Who** | Where |\n|---|:--:|\n| Host AB | SE |\n| | FI |\n") == {
        "**Who**": (1, 0, None),
        "Where": (1, 0, None),
        "Host AB": (1, 1, "Who"),
        "SE": (1, 1, "Where"),
        "FI": (1, 2, "Where"),
    }


def test_a_markdown_table_needs_no_bars_at_its_sides() -> None:
    assert cells("p.md", "We keep:\n\nData | Days\n--- | ---\nLogs | 30\n\nSo | it is.\n") == {
        "Data": (1, 0, None),
        "Days": (1, 0, None),
        "Logs": (1, 1, "Data"),
        "30": (1, 1, "Days"),
    }


def test_a_markdown_table_without_a_ruler_has_no_headings() -> None:
    assert cells("p.md", "| Logs | 30 |\n| Mail | 60 |\n") == {
        "Logs": (1, 1, None), "30": (1, 1, None), "Mail": (1, 2, None), "60": (1, 2, None),
    }  # fmt: skip


def test_tables_are_counted_through_the_document() -> None:
    found = cells("p.md", "| A |\n|---|\n| a |\n\nAnd.\n\n| B |\n|---|\n| b |\n")
    assert found["a"] == (1, 1, "A")
    assert found["b"] == (2, 1, "B")


def test_an_escaped_bar_divides_no_cells() -> None:
    assert cells("p.md", "| A \\| B | C |\n|---|---|\n| x | y |\n")["x"] == (1, 1, "A \\| B")


def test_a_row_that_was_flattened_to_text_is_one_cell() -> None:
    source = (
        "Data\nKind of data Collected? Sold?\nNames YES NO\nLogs YES NO\n\nThat is all there is to say.\n"
    )
    assert cells("p.txt", source) == {
        "Kind of data Collected? Sold?": (1, 0, None),
        "Names YES NO": (1, 1, None),
        "Logs YES NO": (1, 2, None),
    }


def test_the_cells_of_a_page_know_their_headings() -> None:
    page = (
        "<table><caption>Our hosts</caption><thead><tr><td>Who<td>Where<tbody>"
        "<tr><th scope=row>Host AB<td>SE<tr><th>Host GmbH<td><p>DE.</p><ul><li>Bonn</ul></table>"
    )
    assert cells("p.html", page) == {
        "Who": (1, 0, None),
        "Where": (1, 0, None),
        "Host AB": (1, 1, "Who"),
        "SE": (1, 1, "Where"),
        "Host GmbH": (1, 2, "Who"),
        "DE.": (1, 2, "Where"),
    }
    bonn = next(s for s in read("p.html", page).sentences if s.text == "Bonn")
    assert (bonn.unit, bonn.row, bonn.column) == ("bullet", 2, "Where")


def test_a_cell_over_many_columns_or_rows_keeps_the_others_under_their_headings() -> None:
    page = (
        "<table><tr><th rowspan=2>Data<th colspan=2>Given<tr><th>away<th>for money"
        "<tr><td rowspan=2>Names<td>yes<td>no<tr><td>ever<td>never<tr><td colspan=2>Logs<td>nope</table>"
    )
    assert cells("p.html", page) == {
        "Data": (1, 0, None),
        "Given": (1, 0, None),
        "away": (1, 0, None),
        "for money": (1, 0, None),
        "Names": (1, 1, "Data"),
        "yes": (1, 1, "Given > away"),
        "no": (1, 1, "Given > for money"),
        "ever": (1, 2, "Given > away"),
        "never": (1, 2, "Given > for money"),
        "Logs": (1, 3, "Data"),
        "nope": (1, 3, "Given > for money"),
    }


def test_a_first_row_in_bold_names_the_columns() -> None:
    page = "<table><tr><td><b>Who</b><td><b>Where</b><tr><td>Host AB<td>SE</table>"
    assert cells("p.html", page)["SE"] == (1, 1, "Where")


def test_a_table_in_a_table_is_a_table_of_its_own() -> None:
    page = (
        "<table><tr><th>A<th>B<tr><td>a<td>b<table><tr><th>C<th>D<tr><td>c<td>d</table><tr><td>e<td>f</table>"
    )
    found = cells("p.html", page)
    assert found["d"] == (2, 1, "D")
    assert found["f"] == (1, 2, "B")


def test_a_table_that_only_arranges_headings_and_text_holds_no_cells() -> None:
    page = "<table><tr><td>We are a shop.<td><h2>Logs</h2><p>We keep logs.</p></table>"
    assert cells("p.html", page) == {}
    assert cells("p.html", "<table role=presentation><tr><td>We keep logs.</table>") == {}
