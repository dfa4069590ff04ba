"""Outside cases for the person graph: what is reached, in which order, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from kept.controls.right import control
from kept.datamap.graph import Graph
from kept.datamap.holding import Holding
from kept.datamap.written import parse
from kept.policy.commitment import Right
from kept.stores.store import Store

from .dataset import read
from .outside import dump, here, people, rows_of, stored


def made(folder: Path, name: str) -> tuple[Store, Holding, Graph]:
    """A dataset file as an empty store with its map."""
    holding, metadata = read(name)
    store = stored(folder, "")
    metadata.create_all(store.engine)
    return store, holding, store.graph(holding)


def put(store: Store, table: str, *rows: dict[str, str]) -> None:
    with store.engine.begin() as connection:
        connection.execute(sa.insert(store.metadata.tables[table]), list(rows))


@here
@pytest.mark.parametrize(
    ("name", "asked", "never", "missed"),
    [
        ("graph__directly_reachable", "email", (), {}),
        ("graph__reachable_by_reference", "user_id", (), {}),
        ("graph__multiple_identities", "email", (), {}),
        ("graph__multiple_identities", "phone", (), {"customer": ("user_id", "email")}),
        ("graph__optional_identities", "user_id", (), {"address": ("email",)}),
        ("graph__optional_identities", "email", (), {"customer": ("user_id",)}),
        (
            "graph__unvisited_edge", "email", (),
            {"customer_accounts": ("user_id",), "purchase_history": ("user_id",)},
        ),
        ("graph__unreachable_collection", "user_id", ("address",), {}),
        ("graph__unreachable_with_data_categories", "email", ("address",), {}),
        ("graph__unreachable_without_data_categories", "email", (), {}),
        ("service__dataset__single_identity", "email", (), {}),
        ("service__dataset__single_identity_with_internal_dependency", "email", (), {}),
        ("service__dataset__optional_identities", "user_id", (), {}),
        ("service__dataset__multiple_identities", "email", (), {"loyalty": ("loyalty_id",)}),
        ("service__dataset__multiple_identities_with_external_dependency", "loyalty_id", ("orders",), {}),
        ("service__dataset__no_identities", "email", ("customer",), {}),
        ("service__privacy_request__optional_identities", "user_id", (), {"address": ("email",)}),
    ],
)  # fmt: skip
def test_a_dataset_says_what_is_never_reached_and_what_a_request_cannot_reach(
    tmp_path: Path, name: str, asked: str, never: tuple[str, ...], missed: dict[str, tuple[str, ...]]
) -> None:
    _store, _holding, graph = made(tmp_path, name)
    assert graph.unreached == never
    assert graph.out_of_reach((asked,)) == missed


@here
@pytest.mark.case("graph-unreachable")
def test_a_table_nobody_reaches_is_a_finding_and_stops_no_request(tmp_path: Path) -> None:
    store, holding, graph = made(tmp_path, "graph__unreachable_collection")
    put(store, "customer", {"id": "123", "name": "Ada"})
    put(store, "address", {"id": "1", "email": "ada@x.example"})
    (gap,) = control(Right(id="access", cites=(), right="access"), {"store": graph}).gaps
    assert gap.where == "store.address"
    assert [r["name"] for r in rows_of(store, holding, people(user_id="123"))["customer"]] == ["Ada"]
    assert [(d.table, d.rows) for d in store.erase(graph, people(user_id="123"))] == [("customer", 1)]
    assert len(dump(store)["address"]) == 1


@here
@pytest.mark.case("graph-unreachable-no-category")
def test_a_table_without_personal_data_is_no_finding(tmp_path: Path) -> None:
    _store, holding, graph = made(tmp_path, "graph__unreachable_without_data_categories")
    assert holding.tables["address"].no_personal_data
    assert not control(Right(id="access", cites=(), right="access"), {"store": graph}).gaps


@here
@pytest.mark.case("graph-optional-identity")
def test_a_table_found_by_another_identifier_is_left_alone_and_named(tmp_path: Path) -> None:
    store, holding, graph = made(tmp_path, "graph__optional_identities")
    put(store, "customer", {"id": "123", "name": "Ada"})
    put(store, "address", {"id": "1", "email": "ada@x.example"})
    assert set(rows_of(store, holding, people(user_id="123"))) == {"customer"}
    assert graph.out_of_reach(("user_id",)) == {"address": ("email",)}
    assert set(rows_of(store, holding, people(user_id="123", email="ada@x.example"))) == {
        "customer", "address",
    }  # fmt: skip


ORDERS = """
store: store
tables:
  Customer:
    about: customer
    identifiers: {email: email}
    links: [{owns: Address, by: contact_address_id}]
  Order:
    links:
    - {owner: Customer, by: customer_id}
    - {owns: Address, by: shipping_address_id}
    - {owns: Address, by: billing_address_id}
  Address: {}
"""


@pytest.mark.case("graph-customer-order-address")
def test_an_address_comes_after_the_customers_and_orders_that_lead_to_it(tmp_path: Path) -> None:
    store = stored(
        tmp_path,
        "CREATE TABLE Address (id INTEGER PRIMARY KEY);"
        'CREATE TABLE "Order" (id INTEGER PRIMARY KEY, customer_id INT, shipping_address_id INT,'
        " billing_address_id INT);"
        "CREATE TABLE Customer (id INTEGER PRIMARY KEY, email TEXT, contact_address_id INT);"
        "INSERT INTO Address VALUES (0), (1), (2), (3);"
        "INSERT INTO Customer VALUES (1, 'ada@x.example', 0), (2, 'eve@x.example', 3);"
        'INSERT INTO "Order" VALUES (1, 1, 1, 2), (2, 2, 3, 3);',
    )
    holding = parse(ORDERS, "orders.yaml")
    graph = store.graph(holding)
    assert graph.reached == ("Customer", "Order", "Address")
    assert {(e.parent, *e.parent_columns, *e.child_columns) for e in graph.incoming("Address")} == {
        ("Customer", "contact_address_id", "id"),
        ("Order", "billing_address_id", "id"),
        ("Order", "shipping_address_id", "id"),
    }
    assert [t for t in graph.reached if not any(e.parent == t for e in graph.edges)] == ["Address"]
    found = rows_of(store, holding, people(email="ada@x.example"))
    assert [r["id"] for r in found["Address"]] == [0, 1, 2]


VARIANTS = """
store: store
tables:
  customer:
    about: customer
    identifiers: {email: email}
    links: [{owns: user, by: user_id}]
  user: {about: user, identifiers: {ssn: ssn}}
"""


@pytest.mark.case("graph-variant-identities")
@pytest.mark.parametrize(
    ("asked", "reached", "missed"),
    [
        ({"email": "ada@x.example"}, {"customer", "user"}, {}),
        ({"email": "ada@x.example", "ssn": "1"}, {"customer", "user"}, {}),
        ({"ssn": "1"}, {"user"}, {"customer": ("email",)}),
    ],
)
def test_each_identifier_reaches_what_it_leads_to_and_no_more(
    tmp_path: Path, asked: dict[str, str], reached: set[str], missed: dict[str, tuple[str, ...]]
) -> None:
    store = stored(
        tmp_path,
        "CREATE TABLE customer (id INTEGER PRIMARY KEY, email TEXT, user_id INT);"
        "CREATE TABLE user (id INTEGER PRIMARY KEY, ssn TEXT);"
        "INSERT INTO customer VALUES (1, 'ada@x.example', 7), (2, 'eve@x.example', 8);"
        "INSERT INTO user VALUES (7, '1'), (8, '2');",
    )
    holding = parse(VARIANTS, "variants.yaml")
    found = rows_of(store, holding, people(**asked))
    assert {t: len(r) for t, r in found.items()} == dict.fromkeys(reached, 1)
    assert store.graph(holding).out_of_reach(asked) == missed


RING = """
store: store
tables:
  A: {about: user, identifiers: {email: f2}, links: [{owns: B, by: f1, references: f1}]}
  B: {links: [{owns: C, by: f2, references: f2}]}
  C: {links: [{owns: A, by: f3, references: f3}]}
"""


@pytest.mark.case("graph-circular")
def test_a_ring_of_tables_is_gone_round_until_nothing_new_is_found(tmp_path: Path) -> None:
    store = stored(
        tmp_path,
        "CREATE TABLE A (id INTEGER PRIMARY KEY, f1 INT, f2 TEXT, f3 INT);"
        "CREATE TABLE B (id INTEGER PRIMARY KEY, f1 INT, f2 INT);"
        "CREATE TABLE C (id INTEGER PRIMARY KEY, f2 INT, f3 INT);"
        "INSERT INTO A VALUES (1, 1, 'ada@x.example', 4), (2, 2, 'eve@x.example', 3), (3, 9, NULL, 9);"
        "INSERT INTO B VALUES (1, 1, 1), (2, 2, 2), (3, 9, 9);"
        "INSERT INTO C VALUES (1, 1, 3), (2, 2, 4), (3, 9, 8);",
    )
    holding = parse(RING, "ring.yaml")
    found = rows_of(store, holding, people(email="ada@x.example"))
    assert {t: [r["id"] for r in rows] for t, rows in found.items()} == {
        "A": [1, 2],
        "B": [1, 2],
        "C": [1, 2],
    }
    store.erase(store.graph(holding), people(email="ada@x.example"))
    assert dump(store) == {
        "A": [(2, 2, "eve@x.example", 3), (3, 9, None, 9)],
        "B": [(2, 2, 2), (3, 9, 9)],
        "C": [(2, 2, None), (3, 9, 8)],
    }


STAFF = """
store: store
tables:
  employee:
    about: employee
    identifiers: {email: email}
    links: [{mentioned: employee, by: manager_id}]
  folder:
    links: [{owner: employee, by: employee_id}, {owner: folder, by: folder_id}]
"""


@pytest.mark.case("graph-self-reference")
def test_a_table_that_refers_to_itself_is_followed_in_its_direction_to_any_depth(tmp_path: Path) -> None:
    store = stored(
        tmp_path,
        "CREATE TABLE employee (id INTEGER PRIMARY KEY, email TEXT, manager_id INT REFERENCES employee);"
        "CREATE TABLE folder (id INTEGER PRIMARY KEY, employee_id INT REFERENCES employee,"
        " folder_id INT REFERENCES folder);"
        "INSERT INTO employee VALUES (0, 'eve@x.example', NULL), (1, 'ada@x.example', 0),"
        " (2, 'ian@x.example', 1), (3, 'ivy@x.example', 2);"
        "INSERT INTO folder VALUES (0, 0, NULL), (1, 1, NULL), (2, NULL, 1), (3, NULL, 2), (4, NULL, 3),"
        " (5, NULL, 0);",
    )
    holding = parse(STAFF, "staff.yaml")
    found = rows_of(store, holding, people(email="ada@x.example"))
    assert [tuple(r.values()) for r in found["employee"]] == [(1, "ada@x.example", 0), (2, None, 1)]
    assert [r["id"] for r in found["folder"]] == [1, 2, 3, 4]
    store.erase(store.graph(holding), people(email="ada@x.example"))
    assert dump(store) == {
        "employee": [(0, "eve@x.example", None), (2, "ian@x.example", None), (3, "ivy@x.example", 2)],
        "folder": [(0, 0, None), (5, None, 0)],
    }
