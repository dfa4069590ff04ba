"""Outside cases of documents with lists, as tables: each element is a row and has its own owner.

The documents and the customers stand in one store: no link of kept leads from one store to another.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa

from kept.datamap.holding import Holding
from kept.datamap.written import parse
from kept.stores.store import Store

from .documents import fill
from .outside import CASES, here, people, rows_of

pytestmark = here

# The cases mask fields and leave every row where it is, so that lists keep their places.
MAP = """
store: sample
tables:
  customer: {about: customer, identifiers: {email: email}, on_erasure: {mask: [name, email]}}
  details:
    links: [{owner: customer, by: customer_id}]
    on_erasure: {mask: [position]}
  details_children:
    links: [{owner: details, by: doc}]
    on_erasure: {mask: [value]}
  details_direct_reports:
    links: [{owner: details, by: doc}]
    on_erasure: {mask: [value]}
  details_emergency_contacts:
    links: [{owner: details, by: doc}]
    on_erasure: {mask: [name, phone]}
  details_travel_identifiers:
    links: [{owner: details, by: doc}, {owns: flights_passenger_ids, by: value, references: value}]
    on_erasure: {keep: outside the categories asked for}
  details_comments:
    links: [{owner: details, by: doc}, {owns: conversations_thread, by: comment_id, references: comment}]
    on_erasure: {keep: outside the categories asked for}
  conversations: {no_personal_data: true}
  conversations_thread: {on_erasure: {mask: [chat_name]}}
  flights_passenger_ids:
    links: [{owns: flights, by: doc}]
    on_erasure: {mask: [value]}
  flights:
    links: [{owns: aircraft_planes, by: plane, references: value}]
    on_erasure: {mask: [full_name]}
  flights_pilots:
    links: [{owner: flights, by: doc}, {mentioned: pilots, by: value, references: id}]
    on_erasure: {keep: outside the categories asked for}
  pilots: {about: employee, identifiers: {email: email}}
  aircraft: {no_personal_data: true}
  aircraft_planes: {on_erasure: {mask: [value]}}
  feedback:
    links: [{owner: customer, by: email, references: email}]
    on_erasure: {mask: [email, phone]}
  profiles:
    links: [{owner: feedback, by: internal_id, references: internal_customer_id}]
    on_erasure: {keep: outside the categories asked for}
  profiles_derived_emails:
    links: [{owner: customer, by: value, references: email}, {owns: profiles, by: doc}]
    on_erasure: {mask: [value]}
  profiles_derived_phone:
    links: [{owner: profiles, by: doc}, {owns: rewards_owner, by: value, references: phone}]
    on_erasure: {mask: [value]}
  profiles_derived_interests:
    links: [{owner: profiles, by: doc}]
    on_erasure: {mask: [value]}
  rewards_owner:
    links: [{owns: rewards, by: doc}]
    on_erasure: {mask: [phone]}
  rewards: {on_erasure: {keep: outside the categories asked for}}
"""


@pytest.fixture
def holding() -> Holding:
    return parse(MAP, "sample.yaml")


@pytest.fixture
def sampled(address: str) -> Store:
    """The sample's customers with the sample's documents."""
    store = Store("sample", address)
    fill(store.engine, "mongo_sample.rows.json")
    return store


@pytest.fixture
def integrated(address: str) -> Store:
    """The customers and documents of the erasure fixtures."""
    store = Store("sample", address)
    given = json.loads((CASES / "datasets/postgres_erasure_fixture.rows.json").read_text())
    with store.engine.begin() as connection:
        metadata = sa.MetaData()
        metadata.reflect(connection)
        for table in metadata.tables.values():
            connection.execute(sa.delete(table))
        for name, rows in given.items():
            if not name.startswith("_"):
                connection.execute(sa.insert(metadata.tables[name]), rows)
    fill(store.engine, "mongo_erasure_fixture.rows.json")
    return store


@pytest.mark.case("mongo-access-array-only-mine")
def test_of_a_list_only_the_persons_own_elements_are_shown(sampled: Store, holding: Holding) -> None:
    found = rows_of(sampled, holding, people(email="jane@example.com"))
    assert [r["value"] for r in found["profiles_derived_emails"]] == ["jane@example.com"]
    assert [r["value"] for r in found["flights_passenger_ids"]] == ["D111-11111"]
    assert [(r["doc"], r["chat_name"], r["ccn"]) for r in found["conversations_thread"]] == [
        (1, "Jane C", "987654321"),
        (2, "Jane C", "987654321"),
        (2, "Jane C", None),
    ]


@pytest.mark.case("mongo-access-array-only-mine")
def test_a_document_that_an_element_leads_to_is_shown_whole(sampled: Store, holding: Holding) -> None:
    found = rows_of(sampled, holding, people(email="jane@example.com"))
    assert [r["full_name"] for r in found["flights"]] == ["Jane Customer"]
    assert [r["value"] for r in found["profiles_derived_interests"]] == [
        "interior design", "travel", "photography",
    ]  # fmt: skip
    assert "pilots" not in found


def listed(store: Store, table: str, column: str) -> dict[int, list[Any]]:
    """A list of each document, in its order."""
    table_ = store.metadata.tables[table]
    found: dict[int, list[Any]] = {}
    with store.engine.connect() as connection:
        for row in connection.execute(sa.select(table_).order_by(table_.c.doc, table_.c.place)).mappings():
            found.setdefault(row["doc"], []).append(row[column])
    return found


@pytest.mark.case("mongo-cross-db-erasure")
def test_elements_of_other_people_stay_as_they_are(integrated: Store, holding: Holding) -> None:
    integrated.erase(integrated.graph(holding), people(email="test_one@example.com"))
    threads = listed(integrated, "conversations_thread", "chat_name")
    assert threads[1] == [None, "Jenny C"]
    assert threads[2] == [None, "Jenny C", None, "Jenny C"]
    assert listed(integrated, "flights_passenger_ids", "value")[1] == ["old_travel_number", None]
    assert listed(integrated, "aircraft_planes", "value")[1] == ["20001", None, "20003", "20004", "20005"]
    assert listed(integrated, "details_children", "value")[1] == [None, None]


@pytest.mark.case("mongo-cross-db-erasure")
def test_only_the_fields_asked_for_are_masked_and_pilots_are_people_of_their_own(
    integrated: Store, holding: Holding
) -> None:
    done = integrated.erase(integrated.graph(holding), people(email="test_one@example.com"))
    assert {(d.table, d.act): d.rows for d in done} == {
        ("customer", "mask"): 1, ("details", "mask"): 1, ("details_children", "mask"): 2,
        ("details_direct_reports", "mask"): 1, ("details_emergency_contacts", "mask"): 2,
        ("feedback", "mask"): 1, ("profiles_derived_interests", "mask"): 2, ("flights", "mask"): 1,
        ("flights_passenger_ids", "mask"): 1, ("conversations_thread", "mask"): 3,
        ("aircraft_planes", "mask"): 1,
    }  # fmt: skip


@pytest.mark.case("mongo-cross-db-erasure")
def test_every_row_that_is_not_the_persons_is_as_before(integrated: Store, holding: Holding) -> None:
    who = people(email="test_one@example.com")
    mine = {
        (table, *row.values()) for table, rows in rows_of(integrated, holding, who).items() for row in rows
    }
    before = everything(integrated)
    integrated.erase(integrated.graph(holding), who)
    assert before - everything(integrated) <= mine
    assert len(everything(integrated)) == len(before)


def everything(store: Store) -> set[tuple[Any, ...]]:
    """Every row with its table's name."""
    with store.engine.connect() as connection:
        return {
            (name, *row)
            for name, table in store.metadata.tables.items()
            for row in connection.execute(sa.select(table))
        }
