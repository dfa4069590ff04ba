"""What a deployment's folder becomes: its stores and their maps, its clock and its chance."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kept.wiring import open_kept
from kept.words.error import BadFile, Misuse, Unreachable

MAP = """\
store: crm
tables:
  users:
    about: user
    identifiers: {email: email}
    fields: {id: user.unique_id, email: user.contact.email}
"""


@pytest.fixture
def deployment(tmp_path: Path) -> Path:
    folder = tmp_path / "a firm"
    (folder / "datamap").mkdir(parents=True)
    (folder / "kept.yaml").write_text('organisation: Acme\nstores: {crm: {url: "sqlite:///crm 1.sqlite"}}\n')
    (folder / "datamap" / "crm.yaml").write_text(MAP)
    with closing(sqlite3.connect(folder / "crm 1.sqlite")) as crm:
        crm.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT)")
    return folder


def test_a_relative_store_is_found_beside_the_settings(
    deployment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(deployment.parent)
    kept = open_kept(deployment.name)
    assert list(kept.stores) == ["crm"]
    assert kept.graphs["crm"].roots == ("users",)


def test_a_store_that_is_not_there_is_unreachable_and_not_made(deployment: Path) -> None:
    (deployment / "crm 1.sqlite").unlink()
    with pytest.raises(Unreachable, match="cannot reach store `crm`"):
        _ = open_kept(deployment).graphs
    assert not (deployment / "crm 1.sqlite").exists()


def test_a_store_without_a_map_is_named_with_the_file_to_write(deployment: Path) -> None:
    (deployment / "datamap" / "crm.yaml").unlink()
    with pytest.raises(Misuse, match="store `crm` has no data map") as caught:
        _ = open_kept(deployment).holdings
    assert "datamap/crm.yaml" in caught.value.do


def test_a_map_without_a_store_is_named_with_the_nearest_store(deployment: Path) -> None:
    (deployment / "datamap" / "crm.yaml").write_text(MAP.replace("store: crm", "store: crn"))
    with pytest.raises(BadFile, match="does not name") as caught:
        _ = open_kept(deployment).holdings
    assert "`crm`" in caught.value.do


def test_two_maps_of_one_store_are_refused(deployment: Path) -> None:
    (deployment / "datamap" / "second.yaml").write_text(MAP)
    with pytest.raises(BadFile, match="a second map of store `crm`"):
        _ = open_kept(deployment).holdings


def test_time_and_chance_are_whose_opens_it(deployment: Path) -> None:
    moment = datetime(2026, 1, 15, 12, tzinfo=UTC)
    kept = open_kept(deployment, clock=lambda: moment, chance=lambda length: b"\x00" * length)
    assert kept.clock() == moment
    assert kept.chance(3) == b"\x00\x00\x00"
    assert open_kept(deployment).clock().tzinfo is UTC
