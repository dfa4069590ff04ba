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
