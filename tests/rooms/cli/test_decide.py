"""`kept decide`, with the deployment it asks: settings, typed policy and document."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kept.cli.main import run

EXAMPLE = Path(__file__).parents[3] / "examples" / "aspect"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "aspect"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("*.sqlite", "__pycache__"))
    return folder


def asked(project: Path, *words: str) -> list[str]:
    return ["decide", *words, "--project", str(project)]


def edit(path: Path, old: str, new: str) -> int:
    """Replace a text once; the line it stood on."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


PROMOTE = ("use", "user.contact.email", "--about", "prospect", "--purpose", "marketing.communications")


def test_an_allowed_flow_exits_with_0_and_cites(project: Path, capsys: Captured) -> None:
    assert run([*asked(project, *PROMOTE), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["answer"], facts["allowed"]) == ("allowed", True)
    cited = facts["because"][0]["sentences"]
    assert [s["id"] for s in cited] == ["s46", "s105", "s106"]
    assert all(s["text"] for s in cited)


def test_a_flow_nothing_permits_exits_with_1(project: Path, capsys: Captured) -> None:
    words = ("use", "user.biometric", "--about", "prospect", "--purpose", "marketing.advertising")
    assert run(asked(project, *words)) == 1
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "silent: nothing in the policy permits it."


def test_a_sale_is_forbidden_and_cites_the_promise(project: Path, capsys: Captured) -> None:
    assert run(asked(project, "sell", "user.contact.email", "--about", "prospect")) == 1
    shown = capsys.readouterr().out.splitlines()
    assert shown[-1].startswith("forbidden: by ")
    assert any("privacy.md:" in line for line in shown)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("use", "user.contact.emial", "--about", "prospect"), "did you mean `user.contact.email`?"),
        (("ues", "user.contact.email", "--about", "prospect"), "did you mean `use`?"),
        (("use", "user.contact.email", "--about", "prospct"), "did you mean `prospect`?"),
        ((*PROMOTE[:4], "--purpose", "marketing.comunications"), "did you mean `marketing.communications`?"),
        (("disclose", *PROMOTE[1:4], "--to", "sponsr"), "did you mean `sponsor`?"),
    ],
)
def test_a_misspelt_word_is_never_decided(
    project: Path, words: tuple[str, ...], said: str, capsys: Captured
) -> None:
    assert run(asked(project, *words)) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert said in shown.err


def test_a_changed_sentence_refuses_every_answer(project: Path, capsys: Captured) -> None:
    edit(project / "policy" / "privacy.md", "tell you by e-mail or telephone", "tell you by e-mail")
    assert run(asked(project, *PROMOTE)) == 2
    said = capsys.readouterr().err
    assert "cites `s46`, which no longer reads as it did at privacy.md:" in said
    line = (project / "policy" / "privacy.yaml").read_text(encoding="utf-8").split("\n  s46:")[0].count(
        "\n"
    ) + 2
    assert f"privacy.yaml:{line}\n" in said


def test_a_sentence_that_is_gone_refuses_every_answer(project: Path, capsys: Captured) -> None:
    (project / "policy" / "privacy.md").write_text("One sentence.\n", encoding="utf-8")
    assert run(asked(project, *PROMOTE)) == 2
    assert "which is gone from privacy.md (and " in capsys.readouterr().err


def test_bad_yaml_names_its_line(project: Path, capsys: Captured) -> None:
    line = edit(project / "kept.yaml", "jurisdictions: [EU", "jurisdictions: ]EU")
    assert run(asked(project, *PROMOTE)) == 2
    assert f"kept.yaml:{line}\n" in capsys.readouterr().err


def test_a_folder_that_is_no_deployment_is_named(tmp_path: Path, capsys: Captured) -> None:
    assert run(asked(tmp_path, *PROMOTE)) == 2
    assert "is no deployment" in capsys.readouterr().err
