import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.words.error import Misuse
from kept.words.place import COUNTRIES, EEA, EU, GROUPS, is_in, known_place


def test_the_union_has_27_members_and_seven_places_with_codes_of_their_own():
    assert len(EU) == 27 + 7
    assert {"IS", "LI", "NO"} == EEA - EU
    assert EEA <= COUNTRIES
    assert len(COUNTRIES) == 249


@pytest.mark.parametrize(
    ("place", "group"),
    [
        ("SE", "EU"), ("SE", "EEA"), ("NO", "EEA"), ("EL", "EU"), ("FR-75", "EU"), ("RE", "EU"),
        ("EU", "EEA"), ("GB", "UK"), ("UK", "UK"), ("UK", "GB"), ("GB-SCT", "UK"), ("UK-SCT", "GB"),
        ("US-CA", "US-CA"), ("US-CA", "US"), ("CH", "CH"),
    ],
)  # fmt: skip
def test_a_place_lies_in_its_group(place, group):
    assert is_in(place, group)


@pytest.mark.parametrize(
    ("place", "group"),
    [
        ("NO", "EU"), ("CH", "EEA"), ("GB", "EU"), ("US", "US-CA"), ("US-NY", "US-CA"), ("EEA", "EU"),
        ("EU", "SE"), ("CA", "US-CA"), ("GI", "UK"), ("US-CAX", "US-CA"),
    ],
)  # fmt: skip
def test_a_place_does_not_lie_in_another_group(place, group):
    assert not is_in(place, group)


@given(st.sampled_from(sorted([*COUNTRIES, *GROUPS, "US-CA"])))
def test_every_known_place_lies_in_itself(place):
    assert is_in(known_place(place), place)


@pytest.mark.parametrize("wrong", ["", "XX", "us-ca", "Sweden", "SE-", "EU-SE"])
def test_an_unknown_place_is_refused(wrong):
    with pytest.raises(Misuse, match="unknown place"):
        known_place(wrong)


def test_a_place_in_small_letters_is_refused_with_the_right_one():
    with pytest.raises(Misuse) as refused:
        known_place("us-ca")
    assert refused.value.do == "did you mean `US-CA`?"
