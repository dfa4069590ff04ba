from __future__ import annotations

import traceback

import pytest
import sqlalchemy as sa

from kept.controls.operation import Person
from kept.controls.seen import Done
from kept.datamap.holding import Holding, Table
from kept.datamap.link import Link, OnErasure
from kept.words.error import Refused

from .filled import filled

ADA = [Person(1, (("email", "ada@x.example"),))]
ROWS = {
    "people": [{"id": 0, "email": None}, {"id": 1, "email": "ada@x.example"}],
    "orders": [{"id": 1, "person": 1}],
}


def shop() -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table(
        "people", metadata, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("email", sa.String(80)),
    )  # fmt: skip
    sa.Table(
        "orders", metadata, sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
    )  # fmt: skip
    return metadata


def held(on_erasure: OnErasure) -> Holding:
    people = Table("people", about="customer", identifiers={"email": "email"})
    link = Link("owner", "people", ("person",), on_erasure=on_erasure)
    return Holding("shop", {"people": people, "orders": Table("orders", links=(link,))})


def test_a_bound_reference_of_a_row_that_stays_is_set_to_what_the_map_says(address: str) -> None:
    with filled(address, shop(), ROWS) as store:
        done = store.erase(store.graph(held(OnErasure("mask", (("person", 0),)))), ADA)
        assert set(done) == {Done("orders", "mask", 1), Done("people", "erase", 1)}
        with store.engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT id, person FROM orders").all() == [(1, 0)]


def test_a_bound_reference_of_a_row_that_stays_refuses_and_every_row_stays(address: str) -> None:
    with filled(address, shop(), ROWS) as store:
        graph = store.graph(held(OnErasure("keep", ground="GDPR 17(3)(b)")))
        with pytest.raises(Refused, match="`person` cannot be null"):
            store.erase(graph, ADA)
        assert len(list(store.rows(graph, ADA))) == 2


def test_a_failure_midway_leaves_every_row_says_nobodys_name_and_a_second_run_ends_well(
    postgres: str,
) -> None:
    raising = (
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RAISE 'no: %%', OLD.email; END $$"
    )
    with filled(postgres, shop(), ROWS) as store:
        graph = store.graph(held(OnErasure()))
        with store.engine.begin() as connection:
            connection.exec_driver_sql(raising)
            # The person goes last: by then the order is gone.
            connection.exec_driver_sql(
                "CREATE TRIGGER refuse BEFORE DELETE ON people FOR EACH ROW EXECUTE FUNCTION refuse()"
            )
        with pytest.raises(Refused, match="nothing was changed") as raised:
            store.erase(graph, ADA)
        assert "ada" not in "".join(traceback.format_exception(raised.value))
        assert len(list(store.rows(graph, ADA))) == 2
        with store.engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER refuse ON people")
        assert set(store.erase(graph, ADA)) == {Done("orders", "erase", 1), Done("people", "erase", 1)}
