"""No outside case is forgotten: each is run by a test or stands here with the reason why not."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from .outside import CASES, here

NOT_YET: dict[str, str] = {}
"""Cases that no test runs."""

IN_PART = {
    "evaluate-any/all/none/other": "a flow is of one category: kept has no rule on all or none of several at"
    " once; only fields have categories, no store or table; of `passing` and `failing` the rules are run,"
    " since their files are not in ../shared",
    "pbac-seven-queries": "kept judges data and purpose, not who asks inside the firm: there is no unknown"
    " identity; a purpose belongs to the policy, not to one table more than to another of the same category",
    "mongo-cross-db-erasure": "customers and documents stand in one store: no link leads to another store;"
    " the documents of mongo's own addresses are not in ../shared",
}
"""What of a case its tests leave out."""


def cases() -> list[str]:
    """The cases whose expectation is sound (`adopt`), or which say what should be (`differ`)."""
    if not CASES.is_dir():
        return []
    every = json.loads((CASES / "cases.json").read_text())["cases"]
    return [c["id"] for c in every if c["verdict"].startswith(("adopt", "differ"))]


def marked() -> Iterator[str]:
    """The cases that tests name by `@pytest.mark.case(...)`."""
    for file in Path(__file__).parent.glob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef):
                for mark in node.decorator_list:
                    if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.case":
                        yield from (ast.literal_eval(argument) for argument in mark.args)


@here
@pytest.mark.parametrize("case", cases())
def test_every_case_is_run_or_says_why_not(case: str) -> None:
    assert (case in set(marked())) != (case in NOT_YET)


@here
def test_what_is_marked_or_left_out_is_a_case() -> None:
    known = {c["id"] for c in json.loads((CASES / "cases.json").read_text())["cases"]}
    assert {*marked(), *NOT_YET} <= known
    assert IN_PART.keys() <= set(marked())
