"""A person in two stores: each is asked for what is its own, and one that fails is taken up again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.rooms.rights.shop import ADA, BOB, MAP, ROWS, TABLES, Shop, write
from tests.rooms.stores.filled import filled

from kept.rights.identifier import places
from kept.rights.intake import Asked
from kept.stores.store import Store
from kept.words.error import Misuse, Unreachable


@pytest.fixture
def shops(tmp_path: Path) -> Iterator[tuple[Shop, Shop]]:
    one, two = (f"sqlite:///{tmp_path / name}.sqlite" for name in ("crm", "web"))
    # In the second store the same numbers are other people's.
    swapped = ROWS | {"users": [{"id": 2, "email": ADA.upper()}, {"id": 1, "email": BOB}]}
    with filled(one, TABLES, ROWS), filled(two, TABLES, swapped):
        made = write(tmp_path / "acme", one)
        stores = f'stores: {{crm: {{url: "{one}"}}, web: {{url: "{two}"}}}}'
        (made.folder / "kept.yaml").write_text(f"organisation: Acme AB\n{stores}\n")
        (made.folder / "datamap" / "web.yaml").write_text(MAP.replace("store: crm", "store: web"))
        yield made, Shop(made.folder, two)


def test_an_address_finds_the_person_in_every_store(shops: tuple[Shop, Shop]) -> None:
    crm, web = shops
    answer = crm.done("erasure")
    assert [row[1] for row in crm.rows("users")] == [BOB]
    assert [row[1] for row in web.rows("users")] == [BOB]
    assert {act["store"] for act in answer.record["acts"]} == {"crm", "web"}
    assert [look["store"] for look in answer.record["looks"]] == ["crm", "web"]


def test_a_number_is_one_persons_in_one_store_only(shops: tuple[Shop, Shop]) -> None:
    crm, web = shops
    for name, instead in (("id", "`crm.users.id`"), ("users.id", "`crm.users.id`")):
        with pytest.raises(Misuse, match="names different people") as caught:
            crm.kept.open_request(Asked("erasure", {name: "1"}, "SE", checked_by="Dana"))
        assert instead in caught.value.do
    id = crm.kept.open_request(Asked("erasure", {"web.users.id": "1"}, "SE", checked_by="Dana")).request.id
    crm.kept.approve_request(id, "Dana")
    crm.kept.run_request(id)
    assert [row[0] for row in crm.rows("users")] == [1, 2]
    assert [row[0] for row in web.rows("users")] == [2]


def test_the_sheets_of_two_stores_do_not_overwrite_each_other(shops: tuple[Shop, Shop]) -> None:
    folder = shops[0].done("access").package
    assert folder is not None
    names = {p.name for p in (folder / "csv").iterdir()}
    assert {"crm.users.csv", "web.users.csv"} <= names


def test_a_store_that_fails_in_the_middle_is_erased_by_the_next_run(
    shops: tuple[Shop, Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    crm, web = shops
    id = crm.approved("erasure")
    erase = Store.erase

    def away(store: Store, *asked: Any) -> Any:
        if store.name == "web":
            raise Unreachable("cannot reach store `web`", do="start the database")
        return erase(store, *asked)

    with monkeypatch.context() as patched:
        patched.setattr(Store, "erase", away)
        with pytest.raises(Unreachable):
            crm.kept.run_request(id)
    assert [row[0] for row in crm.rows("users")] == [2]
    assert [row[0] for row in web.rows("users")] == [1, 2]
    answer = crm.kept.run_request(id)  # at once: who fails gives the run back
    assert [row[0] for row in web.rows("users")] == [1]
    erased = {(a["store"], a["table"]): a["rows"] for a in answer.record["acts"] if a["act"] == "erase"}
    assert (erased["crm", "users"], erased["web", "users"]) == (1, 1)


def test_an_identifier_means_the_columns_its_name_says(shops: tuple[Shop, Shop]) -> None:
    graphs = shops[0].kept.graphs
    assert [(p.store, p.table) for p in places("users.email", graphs)] == [("crm", "users"), ("web", "users")]
    assert [(p.store, p.table) for p in places("web.users.email", graphs)] == [("web", "users")]
    assert len(places("email", graphs)) == 4


def test_the_texts_of_every_store_are_searched(shops: tuple[Shop, Shop]) -> None:
    crm, web = shops
    web.execute(sa.update(TABLES.tables["notes"]).where(sa.text("id = 1")).values(body=f"see {ADA}"))
    looks = {look["store"]: look["residue"] for look in crm.done("erasure").record["looks"]}
    assert looks == {"crm": [], "web": [{"table": "notes", "column": "body", "rows": 1}]}
