"""Random policies, flows and standings: the fast decision is the meaning, and the meaning holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kept.decision import spec
from kept.decision.ask import ANSWERS
from kept.decision.decide import decide, index
from kept.decision.standing import NOBODY, Consent, Standing
from kept.policy.citation import Citation
from kept.policy.commitment import (
    Collection,
    Condition,
    Decided,
    Disclosure,
    Organisation,
    Retention,
    Sale,
    Term,
    Use,
)
from kept.policy.policy import Policy
from kept.words.flow import Flow
from kept.words.period import Period

CATEGORIES = ["user", "user.contact", "user.contact.email", "user.contacts", "user.device", "user.device.ip"]
PURPOSES = ["marketing", "marketing.email", "marketing.email.news", "marketingish", "analytics", "essential"]
PEOPLE = ["visitor", "prospect", "candidate"]
RECIPIENTS = ["providers", "providers.mail", "partners", "authority", "processor", "hosting", "hosting.disk"]
PLACES = ["SE", "EU", "EEA", "NO", "UK", "GB", "US", "US-CA", "US-NY", "Sweden"]
GROUNDS = ["legal_process", "good_faith", "good_faith.safety", "approval"]
TERMS = ["visitor_data", "everything", "nothing"]
STRENGTHS = st.sampled_from(["deemed", "express", "opt-in"])


def some_of(words: list[str], most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(words), max_size=most, unique=True).map(tuple)


def maybe(words: list[str]) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(words)


leaves = st.one_of(
    st.builds(Condition, st.just("consent"), values=some_of(PURPOSES), strength=st.none() | STRENGTHS),
    st.builds(Condition, st.just("objected"), values=some_of(PURPOSES)),
    st.builds(Condition, st.sampled_from(["restricted", "minor", "opted_out_of_sale", "unheard_of"])),
    st.builds(Condition, st.just("residence"), values=some_of(PLACES)),
    st.builds(Condition, st.just("ground"), values=some_of(GROUNDS)),
)
conditions = st.recursive(
    leaves,
    lambda parts: st.builds(
        Condition, st.sampled_from(["any", "all"]), parts=st.lists(parts, max_size=3).map(tuple)
    ),
    max_leaves=5,
)
optional = st.one_of(st.none(), st.none(), conditions)
common = {
    "id": st.sampled_from(["one", "two", "three", "four", "five"]),
    "cites": st.lists(st.sampled_from(["s1", "s2"]).map(lambda s: Citation(s, "0" * 12)), max_size=2).map(
        tuple
    ),
    "by": st.sampled_from(["us", "us", "us", "providers"]),
    "effect": st.sampled_from(["permit", "permit", "forbid"]),
    "data": some_of(CATEGORIES + TERMS),
    "about": st.just(()) | some_of(PEOPLE),
    "condition": optional,
    "unless": optional,
    "duties": some_of(["record_ground", "limit_to_scope", "tell_person"]),
}
decided: st.SearchStrategy[Decided] = st.one_of(
    st.builds(Collection, **common),
    st.builds(Use, **common, purpose=some_of(PURPOSES)),
    st.builds(Disclosure, **common, purpose=some_of(PURPOSES), to=some_of(RECIPIENTS)),
    st.builds(Sale, **common, to=some_of(RECIPIENTS)),
)
performed = st.just(Retention(id="kept", cites=(), data=("user",), keep=Period(1, "years"), since="created"))
parties = st.fixed_dictionaries(
    {"us": st.just(Organisation("Acme AB", "SE"))},
    optional={
        "providers": st.just(Organisation(kind="processor", includes=("hosting", "mail"))),
        "partners": st.just(Organisation(kind="controller.joint", includes=("authority",))),
    },
)
terms = st.fixed_dictionaries(
    {},
    optional={
        "visitor_data": st.just(Term(("visitor",), ("user.contact", "user.device.ip"))),
        "everything": st.just(Term(("visitor", "prospect", "candidate"), ("user",))),
        "nothing": st.just(Term((), ())),
    },
)
policies = st.builds(
    Policy,
    id=st.just("acme"),
    document=st.just("privacy.md"),
    effective=st.just(date(2024, 5, 1)),
    parties=parties,
    terms=terms,
    commitments=st.lists(decided | performed, max_size=8).map(tuple),
)
flows = st.builds(
    Flow,
    act=st.sampled_from(["use", "use", "disclose", "disclose", "collect", "sell", "track"]),
    category=st.sampled_from(CATEGORIES),
    about=st.sampled_from(PEOPLE),
    purpose=maybe(PURPOSES),
    to=maybe(RECIPIENTS),
    grounds=st.frozensets(st.sampled_from([*GROUNDS, "good_faithful"]), max_size=2),
)
standings = st.builds(
    Standing,
    consents=st.frozensets(st.builds(Consent, st.sampled_from(PURPOSES), STRENGTHS), max_size=3),
    objections=st.frozensets(st.sampled_from(PURPOSES), max_size=2),
    restricted=st.booleans(),
    minor=st.booleans(),
    opted_out_of_sale=st.booleans(),
    residence=maybe(PLACES),
)


def added(policy: Policy, commitment: Decided) -> Policy:
    return replace(policy, commitments=(*policy.commitments, commitment))


@settings(max_examples=500, deadline=None)
@given(policies, st.lists(st.tuples(flows, standings), min_size=1, max_size=6))
def test_the_index_decides_what_the_meaning_says(policy: Policy, asked: list[tuple[Flow, Standing]]) -> None:
    ready = index(policy)
    for flow, standing in [*asked, *asked]:  # the second time from what is remembered
        assert decide(ready, flow, standing) == spec.decide(policy, flow, standing)


@settings(max_examples=500, deadline=None)
@given(conditions, st.sampled_from(["permit", "forbid"]), st.sampled_from(["if", "unless"]), flows, standings)
def test_every_condition_means_the_same_to_both(
    condition: Condition, effect: str, place: str, flow: Flow, standing: Standing
) -> None:
    use = Use(
        id="one",
        cites=(),
        effect="permit" if effect == "permit" else "forbid",
        condition=condition if place == "if" else None,
        unless=condition if place == "unless" else None,
    )
    policy = Policy("acme", "privacy.md", date(2024, 5, 1), {}, {}, (use,))
    asked = replace(flow, act="use")
    assert decide(index(policy), asked, standing) == spec.decide(policy, asked, standing)


@settings(deadline=None)
@given(policies, flows, standings)
def test_an_answer_has_its_reasons_and_nothing_else(policy: Policy, flow: Flow, standing: Standing) -> None:
    found = spec.decide(policy, flow, standing)
    assert found.answer in ANSWERS
    assert bool(found.because) == (found.answer != "silent")
    assert bool(found.missing) == (found.answer == "needs")
    assert not found.duties or found.allowed
    assert found.reason.endswith(".")


@settings(deadline=None)
@given(policies, flows, standings, decided)
def test_a_prohibition_that_stands_beats_every_permission(
    policy: Policy, flow: Flow, standing: Standing, permission: Decided
) -> None:
    never = Use(id="never", cites=(), effect="forbid")
    permitted = added(added(policy, never), replace(permission, effect="permit"))
    assert spec.decide(permitted, replace(flow, act="use"), standing).answer == "forbidden"


@settings(deadline=None)
@given(policies, flows, standings)
def test_nothing_is_allowed_that_no_permission_of_its_act_speaks_of(
    policy: Policy, flow: Flow, standing: Standing
) -> None:
    found = spec.decide(policy, flow, standing)
    if found.allowed:
        permitting = [c for c in policy.commitments if isinstance(c, Decided) and c.effect == "permit"]
        assert any(policy.covers(c, flow.category, flow.about) for c in permitting)
    without = replace(
        policy,
        commitments=tuple(c for c in policy.commitments if isinstance(c, Decided) and c.effect == "forbid"),
    )
    assert spec.decide(without, flow, standing).answer in ("silent", "forbidden")


@settings(max_examples=500, deadline=None)
@given(policies, flows, standings, decided)
def test_a_prohibition_more_never_turns_a_denial_into_an_allowance(
    policy: Policy, flow: Flow, standing: Standing, prohibition: Decided
) -> None:
    if not spec.decide(policy, flow, standing).allowed:
        stricter = added(policy, replace(prohibition, effect="forbid"))
        assert not spec.decide(stricter, flow, standing).allowed


@settings(max_examples=500, deadline=None)
@given(policies, flows, standings, decided)
def test_a_permission_more_never_changes_what_is_forbidden(
    policy: Policy, flow: Flow, standing: Standing, permission: Decided
) -> None:
    before = spec.decide(policy, flow, standing)
    if before.answer == "forbidden":
        assert spec.decide(added(policy, replace(permission, effect="permit")), flow, standing) == before


@settings(max_examples=500, deadline=None)
@given(policies, flows, standings)
def test_a_restricted_person_is_never_allowed(policy: Policy, flow: Flow, standing: Standing) -> None:
    assert not spec.decide(policy, flow, replace(standing, restricted=True)).allowed


@settings(max_examples=500, deadline=None)
@given(policies, st.lists(st.tuples(flows, standings), max_size=5))
@example(
    Policy("acme", "privacy.md", date(2024, 5, 1), {}, {}, ()), [(Flow("use", "user", "visitor"), NOBODY)]
)
def test_what_was_asked_before_changes_no_answer(policy: Policy, asked: list[tuple[Flow, Standing]]) -> None:
    warm = index(policy)
    first = [decide(warm, *one) for one in asked]
    assert [decide(warm, *one) for one in reversed(asked)] == first[::-1]
    assert [decide(index(policy), *one) for one in asked] == first
