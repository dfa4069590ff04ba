"""Where a person lives, against the places a policy names."""

import pytest

from kept.decision.place import lives_in


@pytest.mark.parametrize(
    ("residence", "place"),
    [("SE", "SE"), ("SE", "EU"), ("SE", "EEA"), ("NO", "EEA"), ("US-CA", "US"), ("GB", "UK"), ("UK", "GB"),
     ("EU", "EEA"), ("UK-SCT", "GB"), ("AX", "EU")],
)  # fmt: skip
def test_somebody_lives_in_the_place_and_in_all_it_lies_in(residence: str, place: str) -> None:
    assert lives_in(residence, place) == "yes"


@pytest.mark.parametrize(
    ("residence", "place"), [("NO", "EU"), ("GB", "EU"), ("US-NY", "US-CA"), ("US", "EU"), ("EU", "US")]
)
def test_somebody_does_not_live_elsewhere(residence: str, place: str) -> None:
    assert lives_in(residence, place) == "no"


@pytest.mark.parametrize(("residence", "place"), [(None, "EU"), ("EU", "SE"), ("US", "US-CA"), ("EEA", "EU")])
def test_a_wider_place_or_none_tells_nothing(residence: str | None, place: str) -> None:
    assert lives_in(residence, place) == "unknown"


@pytest.mark.parametrize(
    ("residence", "place"), [("Sweden", "EU"), ("", "EU"), ("us", "EU"), ("US", "Europe")]
)
def test_a_word_that_is_no_place_tells_nothing(residence: str, place: str) -> None:
    assert lives_in(residence, place) == "unknown"
