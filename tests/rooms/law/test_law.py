from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from kept.law.law import Frequency, Law, Limit, LookBack, laws, laws_for, read_law
from kept.words.error import BadFile, Misuse
from kept.words.period import Period
from kept.words.place import COUNTRIES, EEA
from kept.words.right import RIGHTS

FIGURES = {"within", "rule", "answer", "level", "times", "on_request_since", "categories"}
WRITTEN = {
    file.name: file.read_text(encoding="utf-8")
    for file in files("kept.law").iterdir()
    if file.name.endswith(".yaml")
}
SMALL = """
law: small
name: Small Act
applies_to: [SE]
identity_pauses_clock: {answer: may, article: GDPR Art. 12(6)}
roll_over: {rule: none, article: GDPR Art. 12(3)}
rights:
- {right: access, articles: [GDPR Art. 15], answer: {within: 1 month, article: GDPR Art. 12(3)}}
grounds: []
"""


def law(key: str) -> Law:
    return next(law for law in laws() if law.law == key)


def nodes(node):
    yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from nodes(child)


def test_every_law_file_is_read():
    assert {f"{law.law}.yaml" for law in laws()} == set(WRITTEN) == {"ccpa.yaml", "gdpr.yaml", "uk_gdpr.yaml"}


@pytest.mark.parametrize("file", WRITTEN)
def test_every_figure_stands_beside_its_article(file):
    for node in nodes(YAML(typ="safe").load(WRITTEN[file])):
        if isinstance(node, dict) and any(
            key in FIGURES and not isinstance(value, dict) for key, value in node.items()
        ):
            assert node.get("article"), node
        if isinstance(node, dict) and ("right" in node or "ground" in node):
            assert node.get("articles"), node


def test_every_right_of_the_dictionary_is_granted_by_some_law():
    assert {grant.right for law in laws() for grant in law.rights} == set(RIGHTS)


def test_the_gdpr_gives_a_month_and_two_more():
    access = law("gdpr").grant("access")
    assert access.answer == Limit(Period(1, "months"), "GDPR Art. 12(3)")
    assert access.extension == Limit(Period(2, "months"), "GDPR Art. 12(3)")
    assert access.acknowledge is None
    assert access.frequency is None
    assert law("gdpr").identity_pauses_clock.answer == "may"
    assert law("gdpr").roll_over.article == "Reg. 1182/71 Art. 3(4)"


def test_california_gives_forty_five_days_after_a_confirmation_in_ten_business_days():
    access = law("ccpa").grant("access")
    assert access.acknowledge == Limit(Period(10, "business days"), "11 CCR 7021(a)")
    assert access.answer is not None
    assert access.answer.within == Period(45, "days")
    assert access.frequency == Frequency(2, Period(12, "months"), "Civ. Code 1798.130(b)")
    assert isinstance(access.look_back, LookBack)
    assert access.look_back.within == Period(12, "months")
    assert access.look_back.on_request_since == date(2022, 1, 1)
    assert law("ccpa").identity_pauses_clock.answer == "never"
    assert law("ccpa").roll_over.rule == "none"


def test_california_asks_more_proof_for_specific_pieces_than_for_categories_and_none_to_opt_out():
    levels = {check.what: check.level for check in law("ccpa").grant("access").identity}
    assert levels == {"categories": "two_points", "specific": "three_points_and_declaration"}
    assert [check.level for check in law("ccpa").grant("opt_out_of_sale").identity] == ["none"]


def test_the_grounds_to_refuse_erasure_have_their_articles():
    found = {ground.ground: ground.articles for ground in law("gdpr").grounds_for("erasure")}
    assert found["legal_obligation"] == ("GDPR Art. 17(3)(b)",)
    assert found["legal_claims"] == ("GDPR Art. 17(3)(e)",)
    assert found["excessive"] == ("GDPR Art. 12(5)(b)",)
    assert "rights_of_others" not in found
    numbered = [g.articles[0] for g in law("ccpa").grounds_for("erasure") if "105(d)" in g.articles[0]]
    assert numbered == [f"Civ. Code 1798.105(d)({n})" for n in range(1, 9)]


def test_an_answer_to_access_may_be_refused_for_the_rights_of_others():
    grounds = law("gdpr").grounds_for("access")
    assert ("GDPR Art. 15(4)",) in [g.articles for g in grounds if g.ground == "rights_of_others"]


@pytest.mark.parametrize(
    ("residence", "expected"),
    [
        ("SE", ["gdpr"]), ("NO", ["gdpr"]), ("EU", ["gdpr"]), ("EEA", ["gdpr"]), ("GB", ["uk_gdpr"]),
        ("UK", ["uk_gdpr"]), ("US-CA", ["ccpa"]), ("US", []), ("US-NY", []), ("CH", []),
    ],
)  # fmt: skip
def test_the_residence_decides_which_laws_protect(residence, expected):
    assert [law.law for law in laws_for(residence)] == expected


@given(st.sampled_from(sorted(COUNTRIES)))
def test_the_gdpr_protects_in_the_whole_eea_and_nowhere_else(country):
    assert ("gdpr" in [law.law for law in laws_for(country)]) == (country in EEA)


def test_nobody_lives_in_an_unknown_place():
    with pytest.raises(Misuse, match="unknown place `Atlantis`"):
        laws_for("Atlantis")


def test_a_right_the_law_does_not_grant_is_refused_with_the_nearest_one():
    with pytest.raises(Misuse, match="`gdpr` grants no right `opt_out_of_sale`"):
        law("gdpr").grant("opt_out_of_sale")
    with pytest.raises(Misuse) as refused:
        law("gdpr").grant("erasur")
    assert refused.value.do == "did you mean `erasure`?"


def test_a_small_law_is_read():
    assert read_law(SMALL, "small.yaml").grant("access").answer == Limit(
        Period(1, "months"), "GDPR Art. 12(3)"
    )


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("{within: 1 month, article: GDPR Art. 12(3)}", "{within: 1 month}", "rights.0.answer.article"),
        ("rule: none, article: GDPR Art. 12(3)", "rule: none, article: as usual", "roll_over.article"),
        ("articles: [GDPR Art. 15]", "articles: []", "rights.0.articles"),
        ("within: 1 month", "within: soon", "rights.0.answer.within"),
        ("within: 1 month", "within: 30", "rights.0.answer.within"),
        ("right: access", "right: acess", "rights.0.right"),
        ("applies_to: [SE]", "applies_to: [Sweden]", "applies_to.0"),
        ("applies_to: [SE]", "applies_to: []", "applies_to"),
        ("answer: may", "answer: perhaps", "identity_pauses_clock.answer"),
        ("grounds: []", "grounds: []\nfines: many", "fines"),
        (
            "answer: {within: 1 month, article: GDPR Art. 12(3)}",
            "extension: {within: 2 months, article: GDPR Art. 12(3)}",
            "rights.0",
        ),
        ("right: access,", "right: access, at_once: true,", "rights.0"),
    ],
)
def test_a_law_with_a_wrong_line_cannot_be_read(old, new, key):
    assert old in SMALL
    with pytest.raises(BadFile, match=r"in small\.yaml") as refused:
        read_law(SMALL.replace(old, new), "small.yaml")
    assert refused.value.key == key


def test_a_law_that_grants_a_right_twice_cannot_be_read():
    line = next(line for line in SMALL.splitlines() if line.startswith("- "))
    with pytest.raises(BadFile, match="right `access` stands twice"):
        read_law(SMALL.replace(line, f"{line}\n{line}"), "small.yaml")


def test_broken_yaml_is_refused_with_its_line():
    with pytest.raises(BadFile) as refused:
        read_law("law: small\nname: [Small", "small.yaml")
    assert refused.value.line == 2
