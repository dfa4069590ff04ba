"""Outside cases for access and erasure, where their data is present (beside the checkout)."""

from __future__ import annotations

import json
import re

import pytest
import sqlalchemy as sa

from kept.controls.operation import Person
from kept.datamap.holding import Field, Holding, Table
from kept.datamap.link import Each, Link, OnErasure
from kept.stores.store import Store
from kept.words.error import Refused

from .outside import CASES, dump, here, people, rows_of

pytestmark = here
PLACE = ("house", "street", "city", "state", "zip")
KEEP = OnErasure("keep", ground="outside the categories asked for")


def sample(**tables: Table) -> Holding:
    """The sample's map; tables given by name take the place of its own."""
    mapped = {
        "customer": Table(
            "customer", about="user", identifiers={"email": "email", "id": "id"},
            links=(Link("owns", "address", ("address_id",)),),
        ),
        "employee": Table(
            "employee", about="user", identifiers={"email": "email"},
            links=(Link("owns", "address", ("address_id",)),),
        ),
        "address": Table("address", fields={"street": Field("user.contact.address.street")}),
        "payment_card": Table(
            "payment_card",
            links=(
                Link("owner", "customer", ("customer_id",)),
                Link("owns", "address", ("billing_address_id",), redact=PLACE),
            ),
        ),
        "orders": Table(
            "orders",
            links=(
                Link("owner", "customer", ("customer_id",)),
                Link("owns", "address", ("shipping_address_id",), redact=PLACE),
            ),
        ),
        "order_item": Table("order_item", links=(Link("owner", "orders", ("order_id",)),)),
        "visit": Table("visit", links=(Link("owner", "customer", ("email",), ("email",)),)),
        "login": Table("login", links=(Link("owner", "customer", ("customer_id",)),)),
        "service_request": Table(
            "service_request",
            links=(
                Link("owner", "customer", ("email",), ("email",)),
                Link("mentioned", "employee", ("employee_id",)),
            ),
        ),
    }  # fmt: skip
    return Holding("sample", {**mapped, **tables})


@pytest.mark.case("pg-access-11-collections")
def test_access_reaches_the_persons_rows_in_every_table(address: str) -> None:
    found = rows_of(Store("sample", address), sample(), people(email="customer-1@example.com"))
    assert found["customer"][0]["email"] == "customer-1@example.com"
    assert found["visit"][0]["email"] == "customer-1@example.com"
    assert {t: len(r) for t, r in found.items()} == {
        "customer": 1, "visit": 1, "login": 6, "orders": 3, "order_item": 4, "payment_card": 1,
        "service_request": 1, "address": 2,
    }  # fmt: skip


@pytest.mark.case("pg-access-street-only")
def test_another_persons_home_is_struck_out_of_an_order(address: str) -> None:
    found = rows_of(Store("sample", address), sample(), people(email="customer-1@example.com"))
    assert {r["id"]: r["street"] for r in found["address"]} == {1: "Example Street", 2: None}


@pytest.mark.case("pg-access-unknown-person", "pg-access-null-identity")
@pytest.mark.case("pg-erase-name", "pg-erase-parent-category")
@pytest.mark.parametrize(
    "who", [people(email="customer_not_in_dataset@example.com"), people(), people(phone="1")]
)
def test_an_unknown_or_empty_identity_reaches_nothing(address: str, who: list[Person]) -> None:
    store = Store("sample", address)
    before = dump(store)
    assert rows_of(store, sample(), who) == {}
    assert store.erase(store.graph(sample()), who) == ()
    assert dump(store) == before


@pytest.mark.case("measured-email-case")
def test_an_email_in_other_capitals_is_the_same_person(address: str) -> None:
    found = rows_of(Store("sample", address), sample(), people(email="CUSTOMER-1@example.COM"))
    assert found["customer"][0]["id"] == 1


@pytest.mark.parametrize(
    ("email", "fields", "after"),
    [
        ("customer-1@example.com", ("name",), ("customer-1@example.com", None)),
        ("customer-2@example.com", ("email",), (None, "Jill Customer")),
    ],
)
def test_masking_chosen_categories_leaves_the_rest_of_the_row_and_everybody_else(
    address: str, email: str, fields: tuple[str, ...], after: tuple[str | None, str | None]
) -> None:
    store = Store("sample", address)
    before = dump(store)
    masked = OnErasure("mask", tuple((f, None) for f in fields))
    only = Holding(
        "sample",
        {"customer": Table("customer", about="user", identifiers={"email": "email"}, on_erasure=masked)},
    )
    store.erase(store.graph(only), people(email=email))
    number = 1 if "1" in email else 2
    left = dump(store)
    assert next(r for r in left["customer"] if r[0] == number)[1:3] == after
    assert [r for r in left["customer"] if r[0] != number] == [
        r for r in before["customer"] if r[0] != number
    ]
    assert {t: r for t, r in left.items() if t != "customer"} == {
        t: r for t, r in before.items() if t != "customer"
    }


@pytest.mark.case("pg-erase-aes")
def test_a_masked_address_is_another_for_every_person_and_the_same_on_a_second_run(address: str) -> None:
    store = Store("sample", address)
    masked = OnErasure("mask", (("email", Each("gone-{id}@example.com")),))
    customer = Table("customer", about="user", identifiers={"email": "email"}, on_erasure=masked)
    graph = store.graph(Holding("sample", {"customer": customer}))
    for email in ("customer-1@example.com", "customer-2@example.com"):
        assert [(d.act, d.rows) for d in store.erase(graph, people(email=email))] == [("mask", 1)]
    left = dump(store)
    assert [r[1:3] for r in sorted(left["customer"])][:2] == [
        ("gone-1@example.com", "John Customer"), ("gone-2@example.com", "Jill Customer"),
    ]  # fmt: skip
    assert store.erase(graph, people(email="gone-2@example.com")) == ()
    assert dump(store) == left


@pytest.mark.case("pg-erase-join")
def test_financial_fields_of_a_linked_card_are_masked(address: str) -> None:
    store = Store("sample", address)
    card = OnErasure("mask", (("ccn", None), ("code", None), ("name", None)))
    holding = Holding(
        "sample",
        {
            "customer": Table("customer", about="user", identifiers={"email": "email"}, on_erasure=KEEP),
            "payment_card": Table(
                "payment_card", links=(Link("owner", "customer", ("customer_id",)),), on_erasure=card
            ),
        },
    )
    store.erase(store.graph(holding), people(email="customer-1@example.com"))
    cards = {r[0]: r[1:4] for r in dump(store)["payment_card"]}
    assert cards["pay_aaa-aaa"] == (None, None, None)
    assert None not in cards["pay_bbb-bbb"]


@pytest.mark.case("pg-composite-pk")
def test_a_composite_key_names_one_row(address: str) -> None:
    store = Store("sample", address)
    masked = OnErasure("mask", (("description", None),))
    table = Table(
        "composite_pk_test", links=(Link("owner", "customer", ("customer_id",)),), on_erasure=masked
    )
    holding = Holding(
        "sample",
        {
            "customer": Table("customer", about="user", identifiers={"email": "email"}, on_erasure=KEEP),
            "composite_pk_test": table,
        },
    )
    store.erase(store.graph(holding), people(email="customer-1@example.com"))
    assert dump(store)["composite_pk_test"] == [
        (1, 10, None, 1),
        (1, 11, "linked to customer 2", 2),
        (2, 10, "linked to customer 3", 3),
    ]


@pytest.mark.case("pg-type-conversion-link")
def test_a_number_may_link_to_a_text(address: str) -> None:
    store = Store("sample", address)
    masked = OnErasure("mask", (("name", None),))
    holding = Holding(
        "sample",
        {
            "employee": Table("employee", about="user", identifiers={"email": "email"}, on_erasure=KEEP),
            "type_link_test": Table(
                "type_link_test", links=(Link("owner", "employee", ("id",), ("id",)),), on_erasure=masked
            ),
        },
    )
    store.erase(store.graph(holding), people(email="employee-1@example.com"))
    assert dump(store)["type_link_test"] == [("1", None), ("2", "name2")]


@pytest.mark.case("pg-erase-shared-address")
def test_an_address_that_is_also_somebody_elses_survives(address: str) -> None:
    store = Store("sample", address)
    given = json.loads((CASES / "datasets/postgres_erasure_fixture.rows.json").read_text())
    with store.engine.begin() as connection:
        for table in store.metadata.tables.values():
            connection.execute(sa.delete(table))
        for name, rows in given.items():
            if not name.startswith("_"):
                connection.execute(sa.insert(store.metadata.tables[name]), rows)
    store.erase(store.graph(sample()), people(email="test_one@example.com"))
    left = dump(store)
    assert [r[0] for r in left["customer"]] == [10001, 10002]
    assert [r[0] for r in left["address"]] == [1001, 1002]


@pytest.mark.case("pg-erase-read-only-connection")
def test_an_account_that_may_only_read_changes_nothing_and_says_so(address: str) -> None:
    store = Store("sample", address)
    before = dump(store)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER DATABASE cases SET default_transaction_read_only = on")
    store.close()
    with pytest.raises(Refused, match="refused a statement") as caught:
        store.erase(store.graph(sample()), people(email="customer-2@example.com"))
    assert not re.search("@", " ".join(caught.value.lines()))
    assert dump(store) == before


@pytest.mark.case("measured-composite-fk")
def test_parts_of_a_composite_reference_stand_together(address: str) -> None:
    store = Store("sample", address)
    with store.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE member (tenant int, id int, email text, PRIMARY KEY (tenant, id));"
            "CREATE TABLE note (tenant int, member int, text text);"
            "INSERT INTO member VALUES (1, 1, 'alice@x.example'), (1, 2, 'bob@x.example'),"
            " (2, 1, 'carol@x.example');"
            "INSERT INTO note VALUES (1, 1, 'alice note'), (1, 2, 'bob note'), (2, 1, 'carol note')"
        )
    holding = Holding(
        "sample",
        {
            "member": Table("member", about="user", identifiers={"email": "email"}),
            "note": Table("note", links=(Link("owner", "member", ("tenant", "member")),)),
        },
    )
    assert [r["text"] for r in rows_of(store, holding, people(email="ALICE@x.example"))["note"]] == [
        "alice note"
    ]
    store.erase(store.graph(holding), people(email="alice@x.example"))
    assert [r[2] for r in dump(store)["note"]] == ["bob note", "carol note"]


@pytest.mark.case("pg-other-schema")
def test_a_person_of_another_schema_is_shown_and_masked_there_alone(address: str) -> None:
    store = Store("sample", address)
    there = "backup_schema"
    masked = OnErasure("mask", (("name", None),))
    customer = Table(
        f"{there}.customer", about="user", identifiers={"email": "email"}, on_erasure=masked,
        links=(Link("owns", f"{there}.address", ("address_id",), on_erasure=KEEP),),
    )  # fmt: skip
    hanging = [
        Table(f"{there}.{name}", links=(Link("owner", f"{there}.customer", ("customer_id",)),))
        for name in ("orders", "payment_card")
    ]
    tables = [customer, Table(f"{there}.address"), *hanging]
    holding = Holding("sample", {t.name: t for t in tables})
    who = people(email="customer-500@example.com")
    found = rows_of(store, holding, who)
    before = dump(store)
    assert {t: [r["id"] for r in rows] for t, rows in found.items()} == {
        f"{there}.customer": [1], f"{there}.address": [7],
    }  # fmt: skip
    assert found[f"{there}.address"][0]["street"] == "Test Street"
    assert {(d.table, d.act, d.rows) for d in store.erase(store.graph(holding), who)} == {
        (f"{there}.customer", "mask", 1)
    }
    left = dump(store)
    assert [r[1:3] for r in left.pop(f"{there}.customer")] == [("customer-500@example.com", None)]
    assert before.pop(f"{there}.customer")
    assert left == before
