from __future__ import annotations

import pytest

from kept.controls.control import Which


@pytest.mark.parametrize(("rows", "said"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (1200, "1,200 rows")])
def test_rows_are_counted_in_words(rows: int, said: str) -> None:
    assert Which("row", "rows").counted(rows) == said
