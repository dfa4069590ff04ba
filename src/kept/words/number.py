"""Numbers of things in words: `1 row`, `1,200 rows`."""

from __future__ import annotations


def counted(number: int, one: str, many: str | None = None) -> str:
    """So many of a thing; its plural is formed with `s` where none is given.

    >>> counted(1, "row"), counted(1200, "row"), counted(2, "entry", "entries")
    ('1 row', '1,200 rows', '2 entries')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
