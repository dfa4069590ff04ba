"""`python -m bench.reading [--labels FOLDER] [--quick]`: how well and how fast policies are read.

`--labels` is a folder with `clauses.jsonl` and `sentences.jsonl` (an inventory of clauses) beside a folder
`policies`; without it only the example's document is timed. A sentence is operative when one of its clauses
is anything but information; its kinds are compared as shapes: permission, promise, fact, right.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.table import Row, median_of, report
from kept.policy.document import Document
from kept.reading.coverage import Coverage, cover
from kept.reading.draft import Draft
from kept.reading.sentence import read

EXAMPLE = Path(__file__).parent.parent / "examples" / "aspect" / "policy" / "privacy.md"
GOLD = {
    "permission": "permission", "promise": "promise", "notice_fact": "fact", "right": "right",
    "choice": "right",
}  # fmt: skip
SHAPES = {"permit": "permission", "forbid": "promise", "oblige": "promise", "fact": "fact"}
WARM = 100.0  # milliseconds for 30 kB
KILOBYTES = 30


@dataclass
class Counted:
    """True and false positives, false negatives."""

    hit: int = 0
    extra: int = 0
    missed: int = 0

    def add(self, gold: frozenset[object], found: frozenset[object]) -> None:
        """Count one sentence's labels."""
        self.hit += len(gold & found)
        self.extra += len(found - gold)
        self.missed += len(gold - found)

    def told(self, name: str) -> str:
        """Precision, recall and F1 in a line."""
        precision = self.hit / (self.hit + self.extra or 1)
        recall = self.hit / (self.hit + self.missed or 1)
        both = 2 * precision * recall / (precision + recall or 1)
        return f"  {name:28} {precision:9.3f} {recall:7.3f} {both:7.3f}   of {self.hit + self.missed}"


def shape(draft: Draft) -> str:
    """What kind of clause a draft is."""
    return "right" if draft.kind == "right" else SHAPES[draft.effect]


def labelled(folder: Path) -> Iterator[tuple[str, dict[int, frozenset[str]], dict[int, tuple[int, int]]]]:
    """By policy: file, labels by sentence number, places of the sentences."""
    clauses = [json.loads(line) for line in (folder / "clauses.jsonl").open()]
    sentences = [json.loads(line) for line in (folder / "sentences.jsonl").open()]
    for file in dict.fromkeys(s["file"] for s in sentences):
        labels: dict[int, set[str]] = {}
        for clause in clauses:
            if clause["file"] == file:
                labels.setdefault(clause["sentence"], set()).add(GOLD.get(clause["kind"], ""))
        places = {s["sentence"]: (s["start"], s["end"]) for s in sentences if s["file"] == file}
        yield file, {n: frozenset(found - {""}) for n, found in labels.items()}, places


def judged(folder: Path) -> list[str]:
    """The table of how well the labelled policies are read."""
    bounds, operative = Counted(), Counted()
    shapes = {name: Counted() for name in ("permission", "promise", "fact", "right")}
    for file, labels, places in labelled(folder):
        coverage = cover(read(file, (folder.parent / "policies" / file).read_bytes()))
        _judge(coverage, labels, places, bounds, operative, shapes)
    head = f"  {'':28} {'precision':>9} {'recall':>7} {'F1':>7}"
    lines = [head, bounds.told("sentences, by their places"), operative.told("operative sentences")]
    return [*lines, *(counted.told(f"  {name}") for name, counted in shapes.items())]


def _judge(
    coverage: Coverage, labels: dict[int, frozenset[str]], places: dict[int, tuple[int, int]],
    bounds: Counted, operative: Counted, shapes: dict[str, Counted],
) -> None:  # fmt: skip
    by_place = {(s.start, s.end): s.id for s in coverage.document.sentences}
    bounds.add(frozenset(places.values()), frozenset(by_place))
    for number, place in places.items():
        sentence = by_place.get(place)
        found = frozenset(shape(d) for d in coverage.drafts if d.cites[-1] == sentence)
        gold = labels.get(number, frozenset())
        operative.add(frozenset({"yes"} if gold else ()), frozenset({"yes"} if found else ()))
        for name, counted in shapes.items():
            counted.add(gold & {name}, found & {name})


def speed(times: int) -> list[Row]:
    """Milliseconds to read and draft 30 kB, the first time in this process and then."""
    text = EXAMPLE.read_text()
    whole = (text * (KILOBYTES * 1024 // len(text) + 1))[: KILOBYTES * 1024]

    def once() -> Document:
        return cover(read("policy.md", whole)).document

    began = time.perf_counter()
    once()
    first = (time.perf_counter() - began) * 1e3
    bytes_alone = median_of(lambda: whole.encode().decode().split("\n"), times) * 1e3
    return [
        Row("its lines alone", bytes_alone, note="the floor"),
        Row("30 kB, first time", first, 300.0),
        Row("30 kB, again", median_of(once, times) * 1e3, WARM),
    ]


def main(arguments: Sequence[str]) -> int:
    """Measures and prints; exit code 1 when a limit is passed."""
    if "--labels" in arguments:
        folder = Path(arguments[arguments.index("--labels") + 1])
        print("\n".join([f"Read beside {folder.name}", "", *judged(folder), ""]))
    return report(
        "Sentences, drafts and coverage of a policy", "ms", speed(3 if "--quick" in arguments else 15)
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
