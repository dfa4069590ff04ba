"""What is told of a table beside its rows, by the example's policy."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kept.datamap.written import parse as parse_map
from kept.decision.decide import index
from kept.policy.written import parse
from kept.rights.told import Said, Told, rights, told
from kept.stores.store import Store

EXAMPLE = Path(__file__).parents[3] / "examples" / "aspect"
POLICY = parse((EXAMPLE / "policy" / "privacy.yaml").read_text(), "privacy.yaml")


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    path = tmp_path_factory.mktemp("crm") / "crm.sqlite"
    with closing(sqlite3.connect(path)) as empty:
        empty.executescript((EXAMPLE / "crm.sql").read_text())
    store = Store("crm", f"sqlite:///{path}")
    graph = store.graph(parse_map((EXAMPLE / "datamap" / "crm.yaml").read_text(), "crm.yaml"))
    store.close()
    return {name: told(POLICY, index(POLICY), graph, name) for name in graph.holding.tables}


def test_a_purpose_is_told_with_its_legal_basis_and_the_sentences_that_permit_it(
    tables: dict[str, Told],
) -> None:
    purposes = {said.what: said.sentences for said in tables["prospects"].purposes}
    (marketing,) = (what for what in purposes if "Marketing Communications" in what)
    assert "legal basis: legitimate interests" in marketing
    assert purposes[marketing]


def test_how_long_is_told_by_the_retention_of_its_own_data(tables: dict[str, Told]) -> None:
    assert tables["tickets"].periods == (Said("36 months from ticket opened, then erased", ("s167",)),)
    assert tables["google_grants"].periods == ()


def test_what_is_said_of_a_customers_data_is_not_told_of_ours(tables: dict[str, Told]) -> None:
    assert (tables["users"].controller, tables["meetings"].controller) == (None, "customer")
    customers = {cite.sentence for cite in POLICY.terms["customer_data"].cites}
    assert not customers & set(tables["users"].sentences)
    assert "customer" not in {said.what for said in tables["users"].recipients}
    assert "customer" in {said.what for said in tables["meetings"].recipients}


def test_who_gave_it_is_told_once_with_all_its_sentences(tables: dict[str, Told]) -> None:
    sources = [said.what for said in tables["users"].sources]
    assert "you, your device" in sources
    assert len(sources) == len(set(sources))


def test_a_table_without_personal_data_of_the_policy_is_told_of_plainly(tables: dict[str, Told]) -> None:
    assert (tables["plans"].term, tables["plans"].purposes, tables["plans"].sources) == (None, (), ())


def test_only_rights_that_a_law_of_the_person_grants_are_named() -> None:
    named = [said.what for said in rights(POLICY, frozenset({"access", "opt_out_of_sale"}))]
    assert named == ["access", "opt out of sale"]
