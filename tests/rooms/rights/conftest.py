"""The small deployment on SQLite, and on every database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.rooms.rights.shop import ROWS, TABLES, Shop, write
from tests.rooms.stores.filled import filled


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    address = f"sqlite:///{tmp_path / 'crm.sqlite'}"
    with filled(address, TABLES, ROWS):
        yield write(tmp_path / "acme", address)


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def shop_anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'crm.sqlite'}"
    else:
        address = str(request.getfixturevalue(request.param))
    with filled(address, TABLES, ROWS):
        yield write(tmp_path / "acme", address)
