"""The program as a whole: its help, its errors and how quickly it opens."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kept.cli.main import run

Captured = pytest.CaptureFixture[str]


def kept(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kept.cli.main", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def imported_by(code: str) -> set[str]:
    told = f"import sys\n{code}\nsys.stdout.write(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in done.stdout.split("\n")[-1].split()}


def test_without_a_command_the_help_is_shown(capsys: Captured) -> None:
    assert run([]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in ("read", "words", "decide", "verify", "version"))


def test_help_imports_no_command() -> None:
    code = """from kept.cli.main import run
run(["--help"])
assert not {"kept.cli.read", "kept.wiring"} & set(sys.modules)"""
    assert not {"sqlalchemy", "pydantic", "ruamel", "cryptography"} & imported_by(code)


def test_the_front_door_imports_nothing_heavy() -> None:
    assert not {"sqlalchemy", "pydantic", "typer", "rich", "ruamel"} & imported_by("import kept")


def test_the_front_door_offers_what_it_names() -> None:
    import kept as door

    assert [getattr(door, name).__name__ for name in door.__all__] == door.__all__
    with pytest.raises(AttributeError, match="no attribute `opne_kept`"):
        door.opne_kept  # type: ignore[attr-defined]  # noqa: B018


def test_an_unknown_command_is_answered_with_the_nearest(capsys: Captured) -> None:
    assert run(["verfy"]) == 2
    assert capsys.readouterr().err == "kept: unknown command `verfy`\n  do    did you mean `verify`?\n"


@pytest.mark.parametrize("words", [["read"], ["--bogus"], ["read", "--bogus"], ["words", "a", "b"]])
def test_wrong_usage_exits_with_2_and_says_where_help_is(words: list[str], capsys: Captured) -> None:
    assert run(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("kept: ")
    assert "--help" in said.err


@pytest.mark.parametrize("name", ["read", "words", "decide", "verify", "version"])
def test_every_command_takes_project_and_json(name: str, capsys: Captured) -> None:
    assert run([name, "--help"]) == 0
    shown = capsys.readouterr().out
    assert "--project" in shown
    assert "--json" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_a_traceback_is_shown_only_with_debug() -> None:
    plain, debug = kept("read", "nowhere.md"), kept("--debug", "read", "nowhere.md")
    assert (plain.returncode, debug.returncode) == (2, 2)
    assert "Traceback" not in plain.stderr
    assert "Traceback" in debug.stderr


def test_a_fault_of_our_own_tells_its_kind_and_nothing_it_says(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def broken(*_: object) -> bytes:
        raise RuntimeError("ada@example.com")

    monkeypatch.setattr("kept.cli.read.bytes_of", broken)
    assert run(["read", "policy.md"]) == 4
    said = capsys.readouterr().err
    assert said.startswith("kept: a fault in kept itself (RuntimeError)")
    assert "ada" not in said


def test_what_is_piped_holds_no_colour() -> None:
    done = kept("version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "kept 0.1.0\n"
