"""`kept.yaml`: what it may say, and how each slip is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from kept.settings import Mailing, read_settings
from kept.words.error import BadFile, Misuse

GOOD = """\
organisation: Acme AB
jurisdictions: [EU, US-CA]
stores:
  crm: {url: "postgresql://kept:${CRM_PASSWORD}@db.example/crm"}
mail: {from: privacy@acme.example, smtp: "smtps://kept:${CRM_PASSWORD}@mail.example"}
"""


def written(folder: Path, text: str) -> Path:
    (folder / "kept.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_secret_comes_from_the_environment_and_is_not_shown(tmp_path: Path) -> None:
    settings = read_settings(written(tmp_path, GOOD), {"CRM_PASSWORD": "hunter"})
    assert settings.stores == {"crm": "postgresql://kept:hunter@db.example/crm"}
    assert settings.jurisdictions == ("EU", "US-CA")
    assert settings.state == f"sqlite:///{tmp_path}/.kept/state.sqlite"
    assert settings.mail == Mailing("privacy@acme.example", "smtps://kept:hunter@mail.example")
    assert "hunter" not in repr(settings)


@pytest.mark.parametrize(
    ("old", "new", "line", "said", "do"),
    [
        ("organisation:", "organization:", 1, "unknown key `organization`", "`organisation`"),
        ("{url:", "{uri:", 4, "unknown key `stores.crm.uri`", "`url`"),
        ('{url: "', '{url: 5} # "', 4, "`stores.crm.url` is not text", "mend `url`"),
        ("[EU, US-CA]", "[EU, USA]", 2, "unknown place `USA`", "US"),
        ("[EU, US-CA]", "EU", 2, "`jurisdictions` is not a list", "jurisdictions"),
        ("${CRM_PASSWORD}", "${CRM_PASS}", 4, "`CRM_PASS` is not set", "set `CRM_PASS`"),
        ("${CRM_PASSWORD}", "${CRM PASS}", 4, "names no variable", "${NAME}"),
        ("{from:", "{frm:", 5, "unknown key `mail.frm`", "`from`"),
        ("privacy@acme.example", "privacy", 5, "`mail.from` is no e-mail address", "write it as"),
        ("organisation: Acme AB", "organisation: [", 3, "not readable as YAML", "mend the YAML"),
    ],
)
def test_a_slip_names_its_line_and_the_remedy(
    tmp_path: Path, old: str, new: str, line: int, said: str, do: str
) -> None:
    with pytest.raises(BadFile) as caught:
        read_settings(written(tmp_path, GOOD.replace(old, new)), {"CRM_PASSWORD": "hunter"})
    assert said in caught.value.message
    assert do in caught.value.do
    assert caught.value.line == line
    assert "hunter" not in str(caught.value)


def test_a_folder_without_settings_is_no_deployment(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="is no deployment"):
        read_settings(tmp_path, {})


def test_the_state_may_be_a_database_by_its_address(tmp_path: Path) -> None:
    text = GOOD + 'state: "postgresql://kept:${CRM_PASSWORD}@db.example/kept"\n'
    settings = read_settings(written(tmp_path, text), {"CRM_PASSWORD": "hunter"})
    assert settings.state == "postgresql://kept:hunter@db.example/kept"
    assert "hunter" not in repr(settings)
