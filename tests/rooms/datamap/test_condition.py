"""Conditions of links: what they mean, what they read and what they say when they cannot be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.datamap.condition import (
    Compare,
    Condition,
    Every,
    IsNull,
    Not,
    OneOf,
    Some,
    columns,
    parse_condition,
    written,
)

names = st.from_regex(r"k[a-z0-9_]{0,5}", fullmatch=True)
# Every float that is written with a point and no exponent; the language has no exponents.
floats = st.integers(-(10**6), 10**6).map(lambda n: n / 8)
literals = st.one_of(st.text(max_size=6), st.integers(), floats, st.booleans())
tests: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Compare, names, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), literals),
    st.builds(OneOf, names, st.lists(literals, min_size=1, max_size=4).map(tuple)),
    st.builds(IsNull, names),
)


def _joined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, parts), st.builds(Every, several), st.builds(Some, several))


@given(st.recursive(tests, _joined, max_leaves=8))
def test_a_condition_that_is_written_reads_back_the_same(condition: Condition) -> None:
    # By its text, since true equals 1 in Python and must not here.
    assert repr(parse_condition(written(condition))) == repr(condition)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (
            "a = 1 or b = 2 and c = 3",
            Some((Compare("a", "=", 1), Every((Compare("b", "=", 2), Compare("c", "=", 3))))),
        ),
        (
            "(a = 1 or b = 2) and c = 3",
            Every((Some((Compare("a", "=", 1), Compare("b", "=", 2))), Compare("c", "=", 3))),
        ),
        ("not a = 1 and b = 2", Every((Not(Compare("a", "=", 1)), Compare("b", "=", 2)))),
        ("a != 'it''s'", Compare("a", "<>", "it's")),
        ("a NOT IN (-1, 2.5)", Not(OneOf("a", (-1, 2.5)))),
        ("a Is Not Null", Not(IsNull("a"))),
        ("a = True", Compare("a", "=", True)),
        ("  größe<=-3  ", Compare("größe", "<=", -3)),
    ],
)
def test_a_condition_means_what_sql_would_mean(text: str, meant: Condition) -> None:
    assert parse_condition(text) == meant


def test_the_columns_of_a_condition_are_all_that_it_reads() -> None:
    assert columns(parse_condition("not (a = 1) and (b in (2) or c is null)")) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "more should stand where `the end` is"),
        ("a", "more should stand where `the end` is"),
        ("a = ", "more should stand where `the end` is"),
        ("a = b", "a number or a 'text' should stand where `b` is"),
        ("a == 1", "a number or a 'text' should stand where `=` is"),
        ("a = null", "a number or a 'text' should stand where `null` is"),
        ("a like 'x'", "a comparison, `in` or `is null` should stand where `like` is"),
        ("a not = 1", "a comparison, `in` or `is null` should stand where `=` is"),
        ("a in (1", "`)` should stand where `the end` is"),
        ("a in 1", "`(` should stand where `1` is"),
        ("a is 1", "`null` should stand where `1` is"),
        ("and = 1", "a column should stand where `and` is"),
        ("'a' = 1", "a column should stand where `'a'` is"),
        ("a = 1 b = 2", "`and`, `or` or the end should stand where `b` is"),
        ("a = 1; drop table people", "`; drop table` cannot be read"),
        ("a = 'open", "`'open` cannot be read"),
    ],
)
def test_what_cannot_be_read_says_what_should_stand_there(text: str, message: str) -> None:
    with pytest.raises(ValueError, match="condition") as caught:
        parse_condition(text)
    assert str(caught.value) == f"condition `{text}`: {message}"


@pytest.mark.parametrize("number", [1e20, 1e-7, 1.5])
def test_a_number_is_written_without_an_exponent_and_read_back(number: float) -> None:
    condition = Compare("size", "=", number)
    assert parse_condition(written(condition)) == condition


def test_parentheses_nested_too_deeply_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match="nested too deeply"):
        parse_condition("(" * 5000)
