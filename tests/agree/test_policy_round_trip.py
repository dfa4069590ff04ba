"""Whatever a policy says, its written form says the same: parse(dump(p)) == p, onto any earlier text too."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kept.policy.citation import Citation, fingerprint
from kept.policy.commitment import (
    Child,
    Collection,
    Commitment,
    Condition,
    Disclosure,
    Organisation,
    Party,
    Retention,
    Right,
    Role,
    Sale,
    Scope,
    Term,
    Use,
)
from kept.policy.policy import Policy
from kept.policy.vocabulary import standard
from kept.policy.written import dump, parse
from kept.words.error import BadFile
from kept.words.period import UNITS, Period

KNOWN = standard()
EXAMPLE = Path(__file__).parents[2] / "examples" / "aspect" / "policy" / "privacy.yaml"


def words(known: frozenset[str], least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(sorted(known)), min_size=least, max_size=3).map(tuple)


printed = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    lambda t: t.strip()
)
awkward = st.sampled_from(
    [
        "no",
        "null",
        "12",
        "1e3",
        "~",
        "?0",
        "- a",
        "a: b",
        "# c",
        "s8",
        "2021-12-28",
        "{",
        "[x",
        "a\nb",
        "0\x85",
        "\u2028b",
    ]
)
texts = awkward | printed
some = st.lists(texts, max_size=3).map(tuple)
periods = st.builds(Period, st.integers(1, 99), st.sampled_from(UNITS))
places = words(frozenset({"EU", "UK", "NO", "US-CA"}))
citing = st.lists(st.integers(1, 30), max_size=3).map(
    lambda numbers: tuple(Citation(f"s{n}", fingerprint(str(n))) for n in numbers)
)
plain_conditions = st.one_of(
    st.sampled_from([Condition("restricted"), Condition("minor"), Condition("opted_out_of_sale")]),
    st.builds(Condition, st.just("objected"), words(KNOWN.purposes)),
    st.builds(
        Condition,
        st.just("consent"),
        words(KNOWN.purposes),
        strength=st.sampled_from([None, "deemed", "express", "opt-in"]),
    ),
    st.builds(Condition, st.just("residence"), words(frozenset({"EU", "UK", "NO", "US-CA"}), 1)),
    st.builds(Condition, st.just("ground"), st.lists(texts, min_size=1, max_size=2).map(tuple)),
)
conditions = st.recursive(
    plain_conditions,
    lambda inner: st.builds(
        Condition, st.sampled_from(["any", "all"]), parts=st.lists(inner, min_size=1, max_size=3).map(tuple)
    ),
    max_leaves=4,
)


slugs = st.from_regex(r"[a-z][a-z0-9_]{0,8}([./:-][a-z_]{1,8}){0,3}", fullmatch=True)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    parties = draw(st.dictionaries(texts, organisations, max_size=3))
    terms = draw(st.dictionaries(texts, defined, max_size=3))
    ids = draw(st.lists(slugs, unique=True, max_size=5))
    made = tuple(draw(commitments(name, frozenset(parties), frozenset(terms))) for name in ids)
    return Policy(draw(slugs), draw(texts), draw(st.dates(date(1990, 1, 1))), parties, terms, made)


maybe = st.none() | texts
organisations = st.builds(
    Organisation, legal_name=maybe, country=maybe, contact=maybe, dpo=maybe, kind=maybe, includes=some
)
roles = st.sampled_from(["controller", "processor", "sub-processor"])
defined = st.builds(
    Term, about=some, categories=words(KNOWN.categories), role=roles, controller=maybe, cites=citing
)


def commitments(name: str, parties: frozenset[str], terms: frozenset[str]) -> st.SearchStrategy[Commitment]:
    common = {"id": st.just(name), "cites": citing, "hedge": maybe, "by": texts}
    data = words(KNOWN.categories | terms)
    decided = {
        **common,
        "effect": st.sampled_from(["permit", "forbid"]),
        "data": data,
        "about": words(KNOWN.subjects),
        "condition": st.none() | conditions,
        "unless": st.none() | conditions,
        "duties": some,
    }
    purpose = words(KNOWN.purposes)
    kinds: list[st.SearchStrategy[Commitment]] = [
        st.builds(Collection, **decided, sources=some),
        st.builds(Use, **decided, purpose=purpose, basis=words(KNOWN.bases)),
        st.builds(Disclosure, **decided, to=some, purpose=purpose),
        st.builds(Sale, **decided, to=some),
        st.builds(
            Retention, **common, data=data, keep=periods, since=texts, then=st.sampled_from(["erase", "mask"])
        ),
        st.builds(
            Right,
            **common,
            right=st.sampled_from(sorted(KNOWN.rights)),
            residence=places,
            within=st.none() | periods,
            limits=some,
        ),
        st.builds(Child, **common, age=st.integers(1, 30)),
        st.builds(Role, **common, data=data, role=roles, controller=maybe),
        st.builds(Scope, **common, people=some, products=some, sites=some),
    ]
    if parties:
        kinds.append(st.builds(Party, **common, party=st.sampled_from(sorted(parties))))
    return st.one_of(kinds)


@given(policies())
def test_what_is_written_is_read_back_the_same(policy: Policy) -> None:
    assert parse(dump(policy), "policy.yaml") == policy


@settings(max_examples=40)
@given(policies(), policies())
def test_what_is_written_onto_an_earlier_text_is_read_back_the_same(old: Policy, new: Policy) -> None:
    assert parse(dump(new, onto=dump(old)), "policy.yaml") == new


@settings(max_examples=40)
@given(policies())
def test_writing_onto_its_own_text_changes_no_character(policy: Policy) -> None:
    text = dump(policy)
    assert dump(policy, onto=text) == text


@settings(max_examples=15)
@given(st.data())
def test_edits_of_a_real_file_are_read_back_and_keep_the_comments_of_the_rest(data: st.DataObject) -> None:
    if not EXAMPLE.exists():
        pytest.skip("the example deployment is not in this checkout")
    text = EXAMPLE.read_text("utf-8")
    policy = parse(text, "privacy.yaml")
    some_of = data.draw(st.lists(st.sampled_from(policy.commitments), unique_by=lambda c: c.id, max_size=60))
    hedged = tuple(replace(c, hedge=data.draw(maybe)) for c in some_of)
    edited = replace(policy, commitments=hedged)
    written = dump(edited, onto=text)
    assert parse(written, "privacy.yaml") == edited
    assert "# The three kinds the policy opens with.\n" in written


@given(st.text(alphabet="ab:-[]{}#&*!|>'\"%@`,? \n\t0é\x07", max_size=60))
def test_no_text_breaks_the_reader_other_than_as_a_bad_file(text: str) -> None:
    with pytest.raises(BadFile):
        parse(text, "policy.yaml")
