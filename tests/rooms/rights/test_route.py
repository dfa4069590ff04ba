"""Who answers for what, what may be refused, and what is left out of every answer."""

from __future__ import annotations

import sqlalchemy as sa
from tests.rooms.rights.shop import ADA, CANDIDATE, TABLES, Shop

from kept.law.law import laws_for
from kept.rights.limit import limits, promises
from kept.rights.route import controller_of, forwarded, route


def test_tables_of_people_are_ours_or_a_customers_by_the_role_of_their_data(shop: Shop) -> None:
    found = route(shop.kept.policy, shop.kept.graphs)
    assert found.ours == {("crm", "users")}
    assert found.theirs == {("crm", "candidates"): "customer"}


def test_data_the_policy_has_no_word_for_is_ours(shop: Shop) -> None:
    assert controller_of(shop.kept.policy, None) is None
    assert controller_of(shop.kept.policy, "unheard_of") is None


def test_the_customers_of_a_forwarded_part_are_named_by_their_ids(shop: Shop) -> None:
    several = [CANDIDATE, {**CANDIDATE, "id": 6, "firm_id": 71}, {**CANDIDATE, "id": 7}]
    for candidate in several:
        shop.execute(sa.insert(TABLES.tables["candidates"]).values(candidate))
    kept = shop.kept
    found = list(forwarded(route(kept.policy, kept.graphs), {"email": ADA}, kept.graphs, kept.stores))
    assert [(f.table, f.controller, f.tenants, f.rows) for f in found] == [
        ("candidates", "customer", ("70", "71"), 3)
    ]


def test_an_identifier_of_our_tables_alone_is_not_looked_for_in_theirs(shop: Shop) -> None:
    shop.execute(sa.insert(TABLES.tables["candidates"]).values({**CANDIDATE, "id": 1}))
    kept = shop.kept
    routed = route(kept.policy, kept.graphs)
    assert list(forwarded(routed, {"users.id": "1"}, kept.graphs, kept.stores)) == []


def test_a_promise_counts_for_people_of_its_places_only(shop: Shop) -> None:
    assert [p.id for p in promises(shop.kept.policy, "erasure", "SE")] == ["erasure"]
    assert promises(shop.kept.policy, "erasure", "JP") == ()


def test_a_limit_the_policy_names_is_shown_with_the_articles_of_each_law(shop: Shop) -> None:
    promised = promises(shop.kept.policy, "erasure", "SE")
    found = list(limits(promised, laws_for("SE"), "erasure"))
    assert [(f.ground, f.law, f.articles) for f in found] == [
        ("legal_obligation", "gdpr", ("GDPR Art. 17(3)(b)",))
    ]
