"""`python -m bench.rights [--quick]`: access and erasure on PostgreSQL beside SQL written by hand.

Both do the same work in turn; rows and counts are compared before anything is timed. Each erasure is
taken back, so that all rounds find the same firm. `KEPT_BENCH_POSTGRES` is the URL of a database that may
be filled and emptied; without it a throwaway server is started.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from random import Random
from resource import RUSAGE_SELF, getrusage
from statistics import median
from time import perf_counter
from typing import Any

from bench import firm, server
from bench.floor import Asked, Floor
from bench.table import Row, report
from kept.controls.operation import Person
from kept.stores.store import Store

RATIO = 1.5
MEMORY = 300.0  # megabytes


class Ours:
    """kept, with the same two verbs as the floor."""

    def __init__(self, url: str) -> None:
        self.store = Store("firm", url)
        self.graph = self.store.graph(firm.holding())

    def close(self) -> None:
        """Give the connection back."""
        self.store.close()

    def access(self, asked: Asked) -> Iterator[tuple[Any, ...]]:
        """Rows with the person, the table and the role before the values."""
        for row in self.store.rows(self.graph, _people(asked)):
            yield (row.person, row.table, row.role, *row.values)

    def erase(self, asked: Asked) -> dict[tuple[str, str], int]:
        """Erase and take it back; how many rows by table and act."""
        done: dict[tuple[str, str], int] = {}
        for one in self.store.preview_erase(self.graph, _people(asked)):
            done[one.table, one.act] = done.get((one.table, one.act), 0) + one.rows
        return done


def _people(asked: Asked) -> list[Person]:
    return [Person(number, (("email", email),)) for number, email in asked]


def written(rows: Iterable[tuple[Any, ...]]) -> int:
    """Write rows as CSV to nowhere; how many."""
    count = 0
    with open(os.devnull, "w", newline="") as out:
        write = csv.writer(out).writerow
        for row in rows:
            write(row)
            count += 1
    return count


def asked(random: Random, people: int, many: int) -> list[tuple[int, str]]:
    """So many people by their addresses, numbered from 0."""
    return [(n, firm.email(p)) for n, p in enumerate(random.sample(range(1, people + 1), many))]


def timed(run: Callable[[], object]) -> float:
    """Milliseconds of one run."""
    began = perf_counter()
    run()
    return (perf_counter() - began) * 1e3


def compare(floor: Floor, ours: Ours, who: Asked) -> int:
    """How many rows both show for these people. Raises AssertionError where rows or effects differ."""
    theirs = sorted(map(repr, floor.access(who)))
    assert theirs == sorted(map(repr, ours.access(who))), "kept and the floor show different rows"
    assert floor.erase(who) == ours.erase(who), "kept and the floor erase different rows"
    return len(theirs)


def measured(
    floor: Floor, ours: Ours, random: Random, people: int, many: int, rounds: int
) -> dict[str, tuple[float, float]]:
    """Median milliseconds of floor and kept for both verbs, in turn, each round about other people."""
    took: dict[str, tuple[list[float], list[float]]] = {"access": ([], []), "erasure": ([], [])}
    for n in range(rounds):
        who = asked(random, people, many)
        order = (floor, ours) if n % 2 else (ours, floor)
        for side in order:
            access = timed(lambda side=side, who=who: written(side.access(who)))  # type: ignore[misc]
            took["access"][side is ours].append(access)
        for side in order:
            erasure = timed(lambda side=side, who=who: side.erase(who))  # type: ignore[misc]
            took["erasure"][side is ours].append(erasure)
    return {verb: (median(a), median(b)) for verb, (a, b) in took.items()}


def memory(url: str, people: int, many: int) -> float:
    """Peak megabytes of a fresh process that answers and erases so many people."""
    told = subprocess.run(
        [sys.executable, "-m", "bench.rights", "--child", str(people), str(many)],
        env=os.environ | {"KEPT_BENCH_POSTGRES": url}, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return float(told.stdout)


def child(people: int, many: int) -> int:
    """What `memory` measures."""
    ours = Ours(os.environ["KEPT_BENCH_POSTGRES"])
    who = asked(Random(1), people, many)
    written(ours.access(who))
    ours.erase(who)
    print(getrusage(RUSAGE_SELF).ru_maxrss / 1024)
    return 0


def compared(name: str, floor: float, ours: float) -> list[Row]:
    """The two rows of one measurement."""
    return [
        Row(f"{name}, by hand", floor),
        Row(f"{name}, kept", ours, round(RATIO * floor, 2), yardstick=floor),
    ]


def rows(url: str, people: int, rounds: dict[int, int]) -> list[Row]:
    """Everything that is measured, in order."""
    floor, ours, random = Floor(url), Ours(url), Random(7)
    found: list[Row] = []
    verbs: dict[int, dict[str, tuple[float, float]]] = {}
    for many in (1, 1, 1, min(1000, max(rounds))):
        compare(floor, ours, asked(random, people, many))
    for many, times in rounds.items():
        verbs[many] = measured(floor, ours, random, people, many, times)
        for verb, (by_hand, by_kept) in verbs[many].items():
            found += compared(f"{verb} of {many:,}", by_hand, by_kept)
    floor.close()
    ours.close()
    most = max(rounds)
    megabytes = memory(url, people, most)
    found.append(Row(f"memory, {most:,} people, MB", megabytes, MEMORY, "not milliseconds"))
    return found


def main(arguments: list[str]) -> int:
    """Measures and prints; exit code 1 when a limit is passed or kept and the floor disagree."""
    if "--child" in arguments:
        return child(*map(int, arguments[arguments.index("--child") + 1 :]))
    quick = "--quick" in arguments
    people = 12_000 if quick else 200_000
    rounds = {1: 41, 100: 21, 1_000: 7, 6_000: 2} if quick else {1: 101, 100: 41, 1_000: 11, 100_000: 3}
    url = os.environ.get("KEPT_BENCH_POSTGRES")
    where: AbstractContextManager[str] = nullcontext(url) if url else server.postgres(["max_wal_size=8GB"])
    with where as address:
        total = firm.fill(address, people)
        title = f"People of a firm, 8 tables, {total:,} rows, PostgreSQL"
        return report(title, "ms", rows(address, people, rounds))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
