"""Sanity examples that read as sentences; each is asked of the meaning and of its fast twin."""

from __future__ import annotations

from datetime import date

import pytest

from kept.decision import decide as fast
from kept.decision import spec
from kept.decision.ask import Because, Decision
from kept.decision.standing import NOBODY, Consent, Standing
from kept.policy.citation import Citation
from kept.policy.commitment import Collection, Condition, Decided, Disclosure, Organisation, Sale, Term, Use
from kept.policy.policy import Policy
from kept.words.flow import Flow

CONSENT = Condition("consent", ("marketing.advertising",))
ADVERTISE = Flow("use", "user.contact.email", "prospect", "marketing.advertising")


def policy(*commitments: Decided) -> Policy:
    return Policy(
        id="acme",
        document="privacy.md",
        effective=date(2024, 5, 1),
        parties={
            "us": Organisation("Acme AB", "SE"),
            "providers": Organisation(kind="processor", includes=("hosting",)),
        },
        terms={"prospect_data": Term(("prospect",), ("user.contact",))},
        commitments=commitments,
    )


def asked(held: Policy, flow: Flow, standing: Standing = NOBODY) -> Decision:
    found = spec.decide(held, flow, standing)
    assert fast.decide(fast.index(held), flow, standing) == found
    return found


def promote(condition: Condition | None = None, unless: Condition | None = None) -> Use:
    return Use(
        id="promote",
        cites=(Citation("s47", "0" * 12),),
        data=("prospect_data",),
        purpose=("marketing.advertising",),
        condition=condition,
        unless=unless,
        duties=("say_who_we_are",),
    )


def yes(purpose: str, strength: str = "express") -> Standing:
    assert strength in ("deemed", "express", "opt-in")
    return Standing(consents=frozenset({Consent(purpose, strength)}))  # type: ignore[arg-type]


def no(purpose: str) -> Standing:
    return Standing(objections=frozenset({purpose}))


def test_an_empty_policy_is_silent() -> None:
    assert asked(policy(), ADVERTISE) == Decision("silent")


def test_a_permission_allows_what_it_speaks_of_with_its_duties_and_sentences() -> None:
    assert asked(policy(promote()), ADVERTISE) == Decision(
        "allowed", (Because("promote", ("s47",)),), duties=("say_who_we_are",)
    )


@pytest.mark.parametrize(
    "flow",
    [
        Flow("disclose", "user.contact.email", "prospect", "marketing.advertising"),
        Flow("use", "user.device", "prospect", "marketing.advertising"),
        Flow("use", "user.contact_notes", "prospect", "marketing.advertising"),
        Flow("use", "user.contact.email", "candidate", "marketing.advertising"),
        Flow("use", "user.contact.email", "prospect", "marketing"),
        Flow("use", "user.contact.email", "prospect"),
        Flow("track", "user.contact.email", "prospect", "marketing.advertising"),
    ],
    ids=["act", "category", "similar key", "people", "broader purpose", "no purpose", "undecided act"],
)
def test_a_permission_is_silent_on_another(flow: Flow) -> None:
    assert asked(policy(promote()), flow).answer == "silent"


def test_a_permission_for_a_purpose_covers_the_narrower_ones() -> None:
    narrower = Flow("use", "user.contact.email", "prospect", "marketing.advertising.email")
    assert asked(policy(promote()), narrower).allowed


def test_what_others_may_do_permits_us_nothing() -> None:
    others = Use(id="theirs", cites=(), by="providers")
    assert asked(policy(others), ADVERTISE).answer == "silent"


def test_the_duties_of_all_permissions_that_apply_are_united() -> None:
    also = Use(id="also", cites=(), duties=("log_it", "say_who_we_are"))
    assert asked(policy(promote(), also), ADVERTISE).duties == ("say_who_we_are", "log_it")


def test_a_prohibition_beats_a_permission() -> None:
    never = Use(id="never", cites=(), effect="forbid", data=("user.contact",))
    assert asked(policy(promote(), never), ADVERTISE) == Decision("forbidden", (Because("never", ()),))


@pytest.mark.parametrize(
    "purpose", [None, "marketing", "marketing.advertising", "marketing.advertising.email"]
)
def test_a_prohibition_speaks_of_broader_unsaid_and_narrower_purposes(purpose: str | None) -> None:
    never = Use(id="never", cites=(), effect="forbid", purpose=("marketing.advertising",))
    may = Use(id="may", cites=())
    assert asked(policy(may, never), Flow("use", "user", "prospect", purpose)).answer == "forbidden"
    assert asked(policy(may, never), Flow("use", "user", "prospect", "analytics")).allowed


def test_an_unknown_residence_counts_against_the_flow() -> None:
    never = Use(id="never", cites=(), effect="forbid", condition=Condition("residence", ("EU",)))
    held = policy(promote(), never)
    assert asked(held, ADVERTISE).answer == "forbidden"
    assert asked(held, ADVERTISE, Standing(residence="SE")).answer == "forbidden"
    assert asked(held, ADVERTISE, Standing(residence="US-CA")).allowed


def test_a_test_nobody_knows_forbids_in_a_prohibition_and_fails_in_a_permission() -> None:
    unheard = Condition("unheard_of")  # type: ignore[arg-type]
    never = Use(id="never", cites=(), effect="forbid", condition=unheard)
    spared = Use(id="never", cites=(), effect="forbid", unless=unheard)
    assert asked(policy(promote(), never), ADVERTISE).answer == "forbidden"
    assert asked(policy(promote(), spared), ADVERTISE).answer == "forbidden"
    assert asked(policy(promote(unheard)), ADVERTISE).answer == "needs"
    assert asked(policy(promote(unless=unheard)), ADVERTISE).answer == "needs"


@pytest.mark.parametrize("test", ["any", "all", "ground", "residence", "consent"])
def test_a_condition_that_asks_for_nothing_is_unknown(test: str) -> None:
    empty = Condition(test)  # type: ignore[arg-type]
    may = Use(id="may", cites=(), condition=empty)
    never = Use(id="never", cites=(), effect="forbid", condition=empty)
    flow = Flow("use", "user", "prospect")
    assert asked(policy(may), flow, Standing(residence="SE")).answer == "needs"
    assert asked(policy(never), flow, Standing(residence="SE")).answer == "forbidden"


def test_an_exception_lifts_a_prohibition_only_when_it_surely_holds() -> None:
    never = Use(id="never", cites=(), effect="forbid", unless=CONSENT)
    assert asked(policy(promote(), never), ADVERTISE).answer == "forbidden"
    assert asked(policy(promote(), never), ADVERTISE, yes("marketing")).allowed


def test_without_the_consent_asked_for_the_answer_says_which_is_missing() -> None:
    found = asked(policy(promote(CONSENT)), ADVERTISE)
    assert (found.answer, found.missing) == ("needs", ("consent for marketing.advertising",))
    assert found.reason == ("Not allowed yet: promote (s47) asks for consent for marketing.advertising.")


def test_a_yes_to_a_broader_purpose_is_enough_and_to_another_is_not() -> None:
    held = policy(promote(CONSENT))
    assert asked(held, ADVERTISE, yes("marketing")).allowed
    assert asked(held, ADVERTISE, yes("marketing.advertising")).allowed
    assert not asked(held, ADVERTISE, yes("marketing.advertising.email")).allowed
    assert not asked(held, ADVERTISE, yes("marketing.adver")).allowed


def test_a_yes_to_just_what_the_flow_serves_is_enough() -> None:
    narrow = Flow("use", "user.contact.email", "prospect", "marketing.advertising.email")
    assert asked(policy(promote(CONSENT)), narrow, yes("marketing.advertising.email")).allowed


def test_every_purpose_of_a_consent_condition_needs_its_yes() -> None:
    both = Condition("consent", ("marketing.advertising", "analytics"))
    assert asked(policy(promote(both)), ADVERTISE, yes("marketing")).answer == "needs"


@pytest.mark.parametrize(
    ("asks", "satisfied_by"),
    [
        (None, {"express", "opt-in"}),
        ("deemed", {"deemed", "express", "opt-in"}),
        ("express", {"express", "opt-in"}),
        ("opt-in", {"opt-in"}),
    ],
)
def test_a_deemed_yes_counts_only_where_the_condition_says_deemed(
    asks: str | None, satisfied_by: set[str]
) -> None:
    held = policy(promote(Condition("consent", ("marketing",), strength=asks)))  # type: ignore[arg-type]
    given = {
        s for s in ("deemed", "express", "opt-in") if asked(held, ADVERTISE, yes("marketing", s)).allowed
    }
    assert given == satisfied_by


@pytest.mark.parametrize("purpose", ["marketing", "marketing.advertising"])
def test_an_objection_to_the_purpose_or_a_broader_one_ends_the_permission(purpose: str) -> None:
    held = policy(promote(unless=Condition("objected", ("marketing.advertising",))))
    assert asked(held, ADVERTISE, no(purpose)) == Decision("objected", (Because("promote", ("s47",)),))
    assert asked(held, ADVERTISE, no("analytics")).allowed


def test_an_objection_to_what_covers_the_flow_holds_in_a_condition_on_a_broader_purpose() -> None:
    held = policy(promote(unless=Condition("objected", ("marketing",))))
    assert asked(held, ADVERTISE, no("marketing.advertising")).answer == "objected"
    assert asked(held, ADVERTISE, no("marketing.events")).allowed


def test_an_objection_to_a_part_of_what_the_flow_is_for_stops_all_of_it() -> None:
    held = policy(promote(unless=Condition("objected", ("marketing",))))
    assert asked(held, ADVERTISE, no("marketing.advertising.email")).answer == "objected"


def test_a_restricted_person_is_told_so_only_where_the_flow_would_else_be_allowed() -> None:
    restricted = Standing(restricted=True)
    assert asked(policy(promote()), ADVERTISE, restricted).answer == "restricted"
    assert asked(policy(promote(CONSENT)), ADVERTISE, restricted).answer == "needs"
    assert asked(policy(), ADVERTISE, restricted).answer == "silent"


def test_a_ground_must_be_on_record_for_the_flow() -> None:
    grounds = Condition(
        "any", parts=(Condition("ground", ("legal_process",)), Condition("ground", ("good_faith",)))
    )
    held = policy(Disclosure(id="police", cites=(), to=("authority",), condition=grounds))

    def answer(*on_record: str) -> Decision:
        return asked(held, Flow("disclose", "user", "prospect", to="authority", grounds=frozenset(on_record)))

    assert answer().missing == ("ground: legal_process or ground: good_faith",)
    assert answer("legal_process").allowed
    assert answer("good_faith.safety").allowed
    assert not answer("good_faithful").allowed


def test_only_what_is_lacking_of_all_is_listed() -> None:
    both = Condition("all", parts=(CONSENT, Condition("ground", ("approval",))))
    assert asked(policy(promote(both)), ADVERTISE, yes("marketing")).missing == ("ground: approval",)


def test_what_stands_in_the_way_is_named() -> None:
    young = Condition("any", parts=(Condition("minor"), Condition("opted_out_of_sale")))
    found = asked(policy(promote(unless=young)), ADVERTISE, Standing(minor=True))
    assert (found.answer, found.missing) == ("needs", ("without a minor",))


@pytest.mark.parametrize("to", ["providers", "providers.mail", "hosting", "processor"])
def test_a_recipient_is_known_by_its_key_and_kind(to: str) -> None:
    held = policy(Disclosure(id="helpers", cites=(), to=("processor",)))
    assert asked(held, Flow("disclose", "user", "prospect", to=to)).allowed


@pytest.mark.parametrize("to", [None, "authority", "us"])
def test_a_permission_to_some_recipients_is_silent_on_others(to: str | None) -> None:
    held = policy(Disclosure(id="helpers", cites=(), to=("providers",)))
    assert asked(held, Flow("disclose", "user", "prospect", to=to)).answer == "silent"


@pytest.mark.parametrize("to", [None, "providers", "providers.mail", "processor"])
def test_a_prohibition_speaks_of_unsaid_recipients_and_of_kinds_that_include_the_named(
    to: str | None,
) -> None:
    held = policy(
        Disclosure(id="may", cites=()),
        Disclosure(id="never", cites=(), effect="forbid", to=("providers.mail",)),
    )
    assert asked(held, Flow("disclose", "user", "prospect", to=to)).answer == "forbidden"
    assert asked(held, Flow("disclose", "user", "prospect", to="authority")).allowed


def test_we_never_sell_is_a_prohibition_by_default() -> None:
    assert asked(policy(Sale(id="no-sale", cites=())), Flow("sell", "user", "prospect")).answer == "forbidden"


def test_a_sale_unless_opted_out_stops_for_who_opted_out() -> None:
    held = policy(Sale(id="sale", cites=(), effect="permit", unless=Condition("opted_out_of_sale")))
    assert asked(held, Flow("sell", "user", "prospect")).allowed
    assert not asked(held, Flow("sell", "user", "prospect"), Standing(opted_out_of_sale=True)).allowed


def test_collection_speaks_of_collecting_only() -> None:
    held = policy(Collection(id="take", cites=(), data=("prospect_data",)))
    assert asked(held, Flow("collect", "user.contact.email", "prospect", "anything")).allowed
    assert asked(held, ADVERTISE).answer == "silent"
