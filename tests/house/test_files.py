"""The house's own measures: how long a file may be, and what a kind's file has to say."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOM = Path(__file__).resolve().parents[2] / "src" / "kept"
LONGEST = 400
KINDS = ("retention", "child", "right", "collection", "use")
"""The kinds that have a file of their own in `controls`."""


def test_no_file_is_longer_than_can_be_read() -> None:
    long = {
        str(path.relative_to(ROOM)): lines
        for path in ROOM.rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_every_room_says_its_reason_in_one_sentence_and_exports_nothing() -> None:
    for path in ROOM.rglob("*/__init__.py"):
        module = ast.parse(path.read_text(encoding="utf-8"))
        said = ast.get_docstring(module) or ""
        assert said.count("\n") == 0, path
        assert said.endswith((".", "?")), path
        assert len(module.body) == 1, path


@pytest.mark.parametrize("kind", KINDS)
def test_the_file_of_a_kind_says_what_it_proves_and_what_it_cannot(kind: str) -> None:
    said = ast.get_docstring(ast.parse((ROOM / "controls" / f"{kind}.py").read_text(encoding="utf-8"))) or ""
    lines = said.splitlines()
    assert lines[0].lower().startswith(f"{kind}: ")
    assert any(line.startswith("Proves: ") for line in lines)
    assert any(line.startswith("Cannot prove: ") for line in lines)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_store_that_keeps_it_one_that_breaks_it_and_one_that_cannot_prove_it(
    kind: str,
) -> None:
    text = (ROOM.parents[1] / "tests" / "controls" / kind / f"test_{kind}.py").read_text(encoding="utf-8")
    names = [node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    assert any("keeps_it" in name for name in names)
    assert any("breaks" in name for name in names)
    assert any("cannot_prove_it" in name or "cannot_be_proven" in name for name in names)
