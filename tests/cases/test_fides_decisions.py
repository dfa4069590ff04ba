"""Outside cases for decisions: which of the declared data a rule catches, and what a query is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kept.controls.use import sightings
from kept.datamap.graph import unmapped
from kept.datamap.written import parse
from kept.decision import spec
from kept.decision.ask import Answer, Decision
from kept.decision.decide import decide, index
from kept.policy.commitment import Decided, Use
from kept.policy.policy import Policy
from kept.words.flow import Flow

from .outside import stored

DEVICE, NAME, CONTENT, CONTACT = "user.device", "user.name", "user.content", "user.contact"
EMAIL = "user.contact.email"


def policy(*commitments: Decided) -> Policy:
    return Policy("demo", "privacy.md", date(2026, 5, 1), {}, {}, commitments)


def decided(by: Policy, flow: Flow) -> Decision:
    """The answer, on which the meaning and its fast twin agree."""
    found = spec.decide(by, flow)
    assert decide(index(by), flow) == found
    return found


def answered(by: Policy, declared: tuple[str, ...], answer: Answer) -> set[str]:
    """The declared categories that get this answer."""
    return {c for c in declared if decided(by, Flow("use", c, "customer", "analytics")).answer == answer}


@pytest.mark.case("evaluate-any/all/none/other")
@pytest.mark.parametrize(
    ("rule", "declared", "caught"),
    [
        ((DEVICE,), (NAME, DEVICE), {DEVICE}),
        ((CONTACT,), (NAME, EMAIL), {EMAIL}),
        ((DEVICE,), (NAME, CONTENT), set()),
        ((DEVICE,), (EMAIL, CONTENT), set()),
    ],
)
def test_any_data_a_prohibition_names_or_takes_in_is_forbidden_and_no_other(
    rule: tuple[str, ...], declared: tuple[str, ...], caught: set[str]
) -> None:
    by = policy(Use(id="all", cites=()), Use(id="never", cites=(), effect="forbid", data=rule))
    assert answered(by, declared, "forbidden") == caught
    assert answered(by, declared, "allowed") == set(declared) - caught


@pytest.mark.case("evaluate-any/all/none/other")
@pytest.mark.parametrize(
    ("rule", "declared", "caught"),
    [
        ((DEVICE,), (NAME, DEVICE), {NAME}),
        ((CONTACT,), (NAME, EMAIL), {NAME}),
        ((DEVICE, NAME), (DEVICE, NAME), set()),
        ((DEVICE, CONTACT), (DEVICE, EMAIL), set()),
    ],
)
def test_data_other_than_a_permission_names_or_takes_in_is_not_allowed(
    rule: tuple[str, ...], declared: tuple[str, ...], caught: set[str]
) -> None:
    by = policy(Use(id="only", cites=(), data=rule))
    assert answered(by, declared, "silent") == caught
    assert answered(by, declared, "allowed") == set(declared) - caught


THIRD_PARTY, PAYMENT = "marketing.advertising.third_party", "essential.service.payment_processing"
POLITICS = "user.demographic.political_opinion"


@pytest.mark.case("evaluate-any/all/none/other")
@pytest.mark.parametrize(
    ("category", "about", "purpose", "answer"),
    [
        (POLITICS, "customer", f"{THIRD_PARTY}.targeted", "forbidden"),
        (POLITICS, "customer", THIRD_PARTY, "forbidden"),
        (POLITICS, "customer", PAYMENT, "allowed"),
        (POLITICS, "employee", THIRD_PARTY, "allowed"),
        ("system.operations", "customer", THIRD_PARTY, "allowed"),
    ],
)
def test_a_rule_catches_a_declaration_only_when_data_purpose_and_people_all_match(
    category: str, about: str, purpose: str, answer: Answer
) -> None:
    never = Use(
        id="never", cites=(), effect="forbid", data=("user",), about=("customer",), purpose=(THIRD_PARTY,)
    )
    by = policy(Use(id="all", cites=()), never)
    assert decided(by, Flow("use", category, about, purpose)).answer == answer


DEMO = """
store: demo
tables:
  customers: {about: customer, identifiers: {id: id}}
  page_views:
    uses: [analytics.reporting]
    fields: {page_path: user.behavior}
    links: [{owner: customers, by: customer_id}]
  orders:
    uses: [analytics.reporting]
    fields: {total: user.financial}
    links: [{owner: customers, by: customer_id}]
  campaigns:
    uses: [analytics.reporting]
    fields: {audience_rule: user.contact}
    links: [{owner: customers, by: customer_id}]
"""
TABLES = "".join(
    f"CREATE TABLE {name} (id INTEGER PRIMARY KEY, customer_id INT, {column} TEXT);"
    for name, column in [
        ("customers", "since"), ("page_views", "page_path"), ("orders", "total"),
        ("campaigns", "audience_rule"), ("cold_storage", "body"),
    ]
)  # fmt: skip
SHOP = (
    Use(id="page-views", cites=(), data=("user.behavior",), purpose=("analytics",)),
    Use(id="billing", cites=(), data=("user.financial",), purpose=(PAYMENT,)),
    Use(id="campaigns", cites=(), data=("user.contact",), purpose=("marketing",)),
)
ALLOWED = Use(
    id="allow-analytics-on-billing-data", cites=(), data=("user.financial",), purpose=("analytics",)
)


def queried(folder: Path, *commitments: Decided) -> dict[str, Decision]:
    """What the policy says of each table's use for analytics."""
    graph = stored(folder, TABLES).graph(parse(DEMO, "demo.yaml"))
    by = policy(*commitments)
    return {s.where.split(".")[1]: decided(by, s.flow) for s in sightings(graph)}


@pytest.mark.case("pbac-seven-queries")
def test_a_query_for_a_purpose_of_the_table_is_allowed_and_for_another_is_not(tmp_path: Path) -> None:
    found = queried(tmp_path, *SHOP)
    assert {table: decision.answer for table, decision in found.items()} == {
        "page_views": "allowed", "orders": "silent", "campaigns": "silent",
    }  # fmt: skip


@pytest.mark.case("pbac-seven-queries")
def test_a_permission_more_lets_one_query_pass_and_says_which_it_was(tmp_path: Path) -> None:
    found = queried(tmp_path, *SHOP, ALLOWED)
    assert found["orders"].allowed
    assert [b.commitment for b in found["orders"].because] == ["allow-analytics-on-billing-data"]
    assert found["campaigns"].answer == "silent"


@pytest.mark.case("pbac-seven-queries")
def test_a_table_outside_the_map_is_named_and_not_judged(tmp_path: Path) -> None:
    graph = stored(tmp_path, TABLES).graph(parse(DEMO, "demo.yaml"))
    assert "cold_storage" in unmapped(graph.holding, graph.schema)
    assert not any("cold_storage" in s.where for s in sightings(graph))


@pytest.mark.case("pbac-seven-queries")
def test_a_query_for_no_declared_purpose_is_not_allowed_and_not_forbidden() -> None:
    assert decided(policy(*SHOP), Flow("use", "user.behavior", "customer")).answer == "silent"
