from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from kept.controls.operation import Person
from kept.datamap.holding import Holding, Table
from kept.datamap.link import Link
from kept.stores import script
from kept.stores.store import Store

from .filled import filled

ADA = [Person(1, (("email", "ADA@x.example"),))]


def shop(key: Any = sa.Integer) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table(
        "people", metadata, sa.Column("id", key, primary_key=True, autoincrement=False),
        sa.Column("email", sa.String(80)),
    )  # fmt: skip
    sa.Table(
        "orders", metadata, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("person", key, sa.ForeignKey("people.id")),
    )  # fmt: skip
    return metadata


def holding() -> Holding:
    people = Table("people", about="customer", identifiers={"email": "email", "id": "id"})
    orders = Table("orders", links=(Link("owner", "people", ("person",)),))
    return Holding("shop", {"people": people, "orders": orders})


def rows(many: int, people: int = 1) -> dict[str, list[dict[str, Any]]]:
    return {
        "people": [{"id": n, "email": "ada@x.example"} for n in range(people)],
        "orders": [{"id": n, "person": n % people} for n in range(many)],
    }


def statements(store: Store) -> list[str]:
    seen: list[str] = []
    sa.event.listen(store.engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    return seen


def test_a_person_with_more_rows_than_one_trip_brings_is_shown_them_all_once(postgres: str) -> None:
    many = script.FIRST * 5
    with filled(postgres, shop(), rows(many)) as store:
        shown = list(store.rows(store.graph(holding()), ADA))
        assert sorted(r.values[0] for r in shown if r.table == "orders") == list(range(many))


def test_an_answer_that_is_left_half_read_leaves_the_store_ready(postgres: str) -> None:
    with filled(postgres, shop(), rows(script.FIRST * 5)) as store:
        graph = store.graph(holding())
        answer = store.rows(graph, ADA)
        assert next(answer).table == "people"
        assert next(answer).table == "orders"
        answer.close()  # type: ignore[attr-defined]
        assert len(list(store.rows(graph, ADA))) == 1 + script.FIRST * 5


def test_an_address_that_stands_in_very_many_rows_is_one_person_all_the_same(postgres: str) -> None:
    with filled(postgres, shop(), rows(7, people=script.SENT + 2)) as store:
        graph = store.graph(holding())
        assert len(list(store.rows(graph, ADA))) == script.SENT + 2 + 7
        assert {(d.table, d.rows) for d in store.erase(graph, ADA)} == {
            ("people", script.SENT + 2), ("orders", 7),
        }  # fmt: skip


def test_no_key_tables_are_made_for_one_person(postgres: str) -> None:
    with filled(postgres, shop(), rows(3)) as store:
        graph = store.graph(holding())
        seen = statements(store)
        store.erase(graph, ADA)
    assert [s for s in seen if s.startswith("CREATE")] == []


@pytest.mark.parametrize("many", [1, script.FEW + 1])
def test_statements_are_no_more_for_many_people_than_for_few(postgres: str, many: int) -> None:
    people = [Person(n, (("email", f"person{n}@x.example"),)) for n in range(many)]
    with filled(postgres, shop(), rows(3)) as store:
        graph = store.graph(holding())
        seen = statements(store)
        store.erase(graph, people)
    assert len(seen) < 8


@pytest.mark.parametrize("number", ["0", "7", "-7", "--7", "²", "9" * 30, "9" * 300, ""])
def test_a_number_no_key_can_be_finds_nobody(address: str, number: str) -> None:
    asked = [Person(1, (("id", number),))]
    with filled(address, shop(), rows(3)) as store:
        shown = list(store.rows(store.graph(holding()), asked))
        assert len(shown) == (4 if number == "0" else 0)


def test_people_are_found_by_keys_that_are_text(postgres: str) -> None:
    made: dict[str, list[dict[str, Any]]] = {
        "people": [{"id": "É\u0301'%(x)s", "email": "ada@x.example"}],
        "orders": [{"id": 1, "person": "É\u0301'%(x)s"}],
    }
    with filled(postgres, shop(sa.String(20)), made) as store:
        graph = store.graph(holding())
        assert len(list(store.rows(graph, ADA))) == 2
        assert len(store.erase(graph, ADA)) == 2
