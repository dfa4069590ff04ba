"""Medians beside their yardstick: one row a thing measured, the last line the whole answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Row:
    """A thing measured; `took` and `limit` are in the table's unit, `took` None when it was not run.

    `yardstick` is what its ratio is to, where that is not the first row of the table.
    """

    name: str
    took: float | None
    limit: float | None = None
    note: str = ""
    yardstick: float | None = None

    @property
    def digits(self) -> int:
        """Ratios to a yardstick of one's own lie near one another."""
        return 2 if self.yardstick else 1

    @property
    def passed(self) -> bool:
        """Whether it kept its limit; what was not run or has no limit passes nothing and breaks nothing."""
        return self.took is None or self.limit is None or self.took <= self.limit


def median_of(run: Callable[[], object], times: int) -> float:
    """The median seconds of one run."""
    took: list[float] = []
    for _ in range(times):
        began = perf_counter()
        run()
        took.append(perf_counter() - began)
    return median(took)


def lines(title: str, unit: str, rows: Sequence[Row]) -> list[str]:
    """The table; ratios are to a row's yardstick or the first row that was run."""
    first = next((row.took for row in rows if row.took), None)
    width = max(len(row.name) for row in rows)
    shown = [f"{title}, median {unit}", "", f"  {'':{width}}  {'median':>10}  {'ratio':>8}  {'limit':>8}"]
    for row in rows:
        took = "-" if row.took is None else f"{row.took:,.2f}"
        base = row.yardstick or first
        ratio = "-" if row.took is None or base is None else f"{row.took / base:,.{row.digits}f}x"
        limit = "-" if row.limit is None else f"{row.limit:,.6g}"
        shown.append(f"  {row.name:{width}}  {took:>10}  {ratio:>8}  {limit:>8}  {row.note}".rstrip())
    return [*shown, "", answer(unit, rows)]


def answer(unit: str, rows: Sequence[Row]) -> str:
    """The whole answer in one line; measuring nothing that has a limit is no success."""
    limited = [row for row in rows if row.limit is not None and row.took is not None]
    over = [
        f"{row.name} took {row.took:,.2f} {unit}, limit {row.limit:g}" for row in limited if not row.passed
    ]
    skipped = [f"{row.name}: {row.note}" for row in rows if row.took is None]
    told = "; ".join(over) if over else f"{len(limited)} of {len(limited)} within the limit"
    if not limited:
        told = "nothing with a limit was measured"
    return "; ".join([told, *skipped]) + "."


def report(title: str, unit: str, rows: Sequence[Row]) -> int:
    """Prints the table; the exit code is 1 when a limit is passed or nothing with a limit was measured."""
    print("\n".join(lines(title, unit, rows)))
    limited = [row for row in rows if row.limit is not None and row.took is not None]
    return 0 if limited and all(row.passed for row in limited) else 1
