from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from kept.stores.store import Store
from kept.words.error import Misuse, Unreachable


@pytest.mark.parametrize("kind", ["postgresql", "postgres", "mariadb", "mysql"])
def test_a_store_that_does_not_answer_is_unreachable_and_its_password_stays_unsaid(kind: str) -> None:
    store = Store("shop", f"{kind}://clerk:hunter2-secret@127.0.0.1:1/shop")
    with pytest.raises(Unreachable, match="`shop`") as raised:
        assert store.schema
    assert "hunter2" not in "".join(traceback.format_exception(raised.value))
    assert "@" not in "\n".join(raised.value.lines())


def test_a_folder_that_is_not_there_makes_a_sqlite_store_unreachable(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="`shop`"):
        assert Store("shop", f"sqlite:///{tmp_path}/none/store.sqlite").schema


def test_a_store_of_unknown_kind_is_misuse_with_the_nearest_kind() -> None:
    address = "postgress://clerk:hunter2-secret@127.0.0.1/shop"
    with pytest.raises(Misuse, match="`postgress`") as raised:
        Store("shop", address)
    assert "`postgres`" in raised.value.do
    assert "hunter2" not in "".join(traceback.format_exception(raised.value))


def test_an_address_that_is_no_url_is_misuse_and_is_not_repeated() -> None:
    with pytest.raises(Misuse) as raised:
        Store("shop", "clerk:hunter2-secret at 127.0.0.1")
    assert "hunter2" not in "\n".join(raised.value.lines())
