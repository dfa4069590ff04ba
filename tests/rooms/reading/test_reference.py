"""The reader against sentences that other people numbered in five published policies."""

import json
from pathlib import Path

import pytest

from kept.policy.document import Sentence
from kept.reading.extract import drafts
from kept.reading.sentence import read

SHARED = Path(__file__).parents[3] / ".." / "shared"
FILES = ("aspectium.txt", "aspect.txt", "aspera.md", "informetric.txt", "vispero.txt")


def reference(name: str) -> list[tuple[int, int, str]]:
    path = SHARED / "clauses" / "sentences.jsonl"
    if not path.exists():
        pytest.skip("the five policies and their numbered sentences are not beside this checkout")
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    return [(row["start"], row["end"], row["unit"]) for row in rows if row["file"] == name]


def ours(name: str) -> dict[tuple[int, int], Sentence]:
    document = read(name, (SHARED / "policies" / name).read_bytes())
    return {(s.start, s.end): s for s in document.sentences}


@pytest.mark.parametrize("name", FILES)
def test_at_least_95_in_100_reference_sentences_are_found_at_their_exact_place(name: str) -> None:
    expected = reference(name)
    found = ours(name)
    missed = [span for *span, _ in expected if tuple(span) not in found]
    assert len(missed) <= 0.05 * len(expected), f"{name}: missed {missed}"


@pytest.mark.parametrize("name", FILES)
def test_nine_in_ten_reference_units_are_of_the_same_kind(name: str) -> None:
    expected = reference(name)
    same = {"toc": "body", "row": "cell"}
    found = ours(name)
    agreed = [
        found[start, end].unit == same.get(unit, unit)
        for start, end, unit in expected
        if (start, end) in found
    ]
    assert sum(agreed) >= 0.9 * len(expected)


def test_operative_sentences_are_drafted_and_hardly_any_others() -> None:
    hit = missed = extra = 0
    for name in FILES:
        reference(name)  # skips where the inventory is not
        inventory = (SHARED / "clauses" / "clauses.jsonl").read_text("utf-8")
        rows = [json.loads(line) for line in inventory.splitlines()]
        operative = {tuple(row["span"]) for row in rows if row["file"] == name and row["kind"] != "info"}
        document = read(name, (SHARED / "policies" / name).read_bytes())
        cited = {draft.cites[-1] for draft in drafts(document)}
        drafted = {(s.start, s.end) for s in document.sentences if s.id in cited}
        hit += len(operative & drafted)
        missed += len(operative - drafted)
        extra += len(drafted - operative)
    assert hit / (hit + missed) >= 0.92, "recall"
    assert hit / (hit + extra) >= 0.95, "precision"
