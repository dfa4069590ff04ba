import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.law.law import Law, laws
from kept.rights.deadline import acknowledge_by, due, earliest
from kept.words.error import Misuse
from kept.words.period import Period, is_working_day

FILE = Path(__file__).parents[4] / "shared" / "cases" / "standards" / "deadlines" / "deadline_cases.json"
CASES = json.loads(FILE.read_text(encoding="utf-8"))["cases"] if FILE.is_file() else []
# The days the file's `source` names for its Californian rows.
US_HOLIDAYS = frozenset({date(2026, 11, 11), date(2026, 11, 26), date(2026, 12, 25), date(2027, 1, 1)})
absent = pytest.mark.skipif(not CASES, reason="deadline_cases.json is not beside this checkout")
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def law(key: str) -> Law:
    return next(law for law in laws() if law.law == key)


GDPR, UK, CCPA = law("gdpr"), law("uk_gdpr"), law("ccpa")


def of(regime: str) -> list:
    return [
        pytest.param(case, id=f"{case['received']}{'-holidays' if 'holidays' in case else ''}")
        for case in CASES
        if case["regime"] == regime
    ]


@absent
@pytest.mark.parametrize("case", of("gdpr"))
@pytest.mark.parametrize("law", [GDPR, UK], ids=["gdpr", "uk_gdpr"])
def test_the_gdpr_cases_fall_due_as_computed_by_hand(case, law):
    received = date.fromisoformat(case["received"])
    holidays = frozenset(date.fromisoformat(day) for day in case.get("holidays", ()))
    assert due(received, law, "access", holidays=holidays) == date.fromisoformat(case["due"])
    if "extended_due" in case:
        extended = due(received, law, "access", extended=True, holidays=holidays)
        assert extended == date.fromisoformat(case["extended_due"])


@absent
@pytest.mark.parametrize("case", of("ccpa"))
def test_the_californian_cases_fall_due_as_computed_by_hand(case):
    received = date.fromisoformat(case["received"])
    expected = {
        key: date.fromisoformat(day) for key, day in case.items() if key.endswith(("due", "holidays"))
    }
    assert acknowledge_by(received, CCPA, "access", holidays=US_HOLIDAYS) == expected["ack_due"]
    assert acknowledge_by(received, CCPA, "access") == expected["ack_due_no_holidays"]
    assert due(received, CCPA, "access", holidays=US_HOLIDAYS) == expected["respond_due"]
    assert due(received, CCPA, "access", extended=True, holidays=US_HOLIDAYS) == expected["extended_due"]
    assert due(received, CCPA, "opt_out_of_sale", holidays=US_HOLIDAYS) == expected["optout_due"]


@absent
def test_no_case_of_the_file_is_left_out():
    assert len(of("gdpr")) + len(of("ccpa")) == len(CASES) == 16


@pytest.mark.parametrize(
    ("received", "extended", "expected"),
    [
        (date(2026, 3, 10), False, date(2026, 4, 10)),
        (date(2026, 1, 31), False, date(2026, 3, 2)),  # 28 February is a Saturday
        (date(2028, 1, 31), False, date(2028, 2, 29)),
        (date(2026, 1, 31), True, date(2026, 4, 30)),
        (date(2025, 11, 30), True, date(2026, 3, 2)),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last_and_never_on_a_weekend(received, extended, expected):
    assert due(received, GDPR, "erasure", extended=extended) == expected


def test_a_public_holiday_moves_the_day_in_europe():
    assert due(date(2026, 11, 25), GDPR, "access", holidays={date(2026, 12, 25)}) == date(2026, 12, 28)


def test_california_counts_45_calendar_days_and_ends_on_a_sunday_too():
    assert due(date(2026, 1, 1), CCPA, "erasure") == date(2026, 2, 15)
    assert date(2026, 2, 15).weekday() == 6


def test_an_opt_out_is_due_in_fifteen_business_days():
    assert due(date(2026, 6, 1), CCPA, "opt_out_of_sale") == date(2026, 6, 22)


def test_time_may_stand_still_in_europe_while_identity_is_proved():
    assert due(date(2026, 3, 10), GDPR, "access", paused_days=4) == date(2026, 4, 14)


def test_a_pause_that_ends_on_a_weekend_rolls_over():
    assert due(date(2026, 3, 10), GDPR, "access", paused_days=1) == date(2026, 4, 13)


def test_time_never_stands_still_in_california():
    assert due(date(2026, 3, 10), CCPA, "access", paused_days=30) == due(date(2026, 3, 10), CCPA, "access")


def test_consent_is_withdrawn_on_the_day_even_on_a_sunday():
    assert due(date(2026, 3, 8), GDPR, "withdrawal") == date(2026, 3, 8)


def test_only_a_law_that_says_so_asks_for_a_confirmation():
    assert acknowledge_by(date(2026, 3, 10), GDPR, "access") is None
    assert acknowledge_by(date(2026, 3, 10), CCPA, "access") == date(2026, 3, 24)
    assert acknowledge_by(date(2026, 3, 10), UK, "complaint") == date(2026, 4, 9)


@pytest.mark.parametrize(
    ("law", "right", "given_", "message"),
    [
        (GDPR, "opt_out_of_sale", {}, "`gdpr` grants no right `opt_out_of_sale`"),
        (GDPR, "complaint", {}, "`gdpr` sets no day for `complaint`"),
        (CCPA, "opt_out_of_sale", {"extended": True}, "`ccpa` allows no extension for `opt_out_of_sale`"),
        (GDPR, "access", {"paused_days": -1}, "time cannot stand still for -1 days"),
    ],
)
def test_a_day_the_law_does_not_set_is_refused(law, right, given_, message):
    with pytest.raises(Misuse, match=message):
        due(date(2026, 3, 10), law, right, **given_)


def test_a_promise_shorter_than_the_law_counts():
    assert earliest(date(2026, 3, 10), [GDPR], "access", Period(10, "days")) == date(2026, 3, 20)


def test_a_promise_longer_than_the_law_does_not_count():
    assert earliest(date(2026, 3, 10), [GDPR], "access", Period(60, "days")) == date(2026, 4, 10)


def test_of_several_laws_the_strictest_counts():
    assert earliest(date(2026, 3, 10), [CCPA, GDPR], "access", None) == date(2026, 4, 10)


def test_an_extension_does_not_move_a_promise():
    assert earliest(date(2026, 3, 10), [GDPR], "access", Period(30, "days"), extended=True) == date(
        2026, 4, 9
    )


def test_laws_that_grant_no_such_right_do_not_count():
    received = date(2026, 3, 10)
    assert earliest(received, [GDPR, CCPA], "opt_out_of_sale", None) == due(received, CCPA, "opt_out_of_sale")
    assert earliest(received, [CCPA], "restriction", Period(1, "weeks")) == date(2026, 3, 17)


def test_an_extension_lengthens_only_what_may_be_extended():
    received = date(2026, 3, 10)
    assert earliest(received, [CCPA], "opt_out_of_sale", None, extended=True) == date(2026, 3, 31)


def test_neither_law_nor_promise_means_no_day():
    assert earliest(date(2026, 3, 10), [], "access", None) is None
    assert earliest(date(2026, 3, 10), [GDPR, UK], "complaint", None) is None


@given(days, st.sampled_from(["access", "erasure", "rectification"]), st.integers(0, 20), st.booleans())
def test_the_day_due_is_never_later_than_any_law_or_promise_allows(received, right, paused, extended):
    promised = Period(40, "days")
    found = earliest(received, laws(), right, promised, extended=extended, paused_days=paused)
    assert found is not None
    assert found <= received + timedelta(days=40)
    assert all(found <= due(received, law, right, extended=extended, paused_days=paused) for law in laws())


@given(days, st.frozensets(days, max_size=5), st.booleans())
def test_an_answer_under_the_gdpr_is_due_on_a_working_day_after_receipt(received, holidays, extended):
    found = due(received, GDPR, "access", extended=extended, holidays=holidays)
    assert is_working_day(found, holidays)
    assert found >= received + timedelta(days=28)
