"""The laws of several people asked for at once: each as if alone, and none a stranger to another."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kept.controls.operation import Person
from kept.words.error import Refused

from .random_store import EMAILS, Meaning, Rows, World, counted, state, worlds
from .test_erasure_laws import filled

FIXTURE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]
emails = st.lists(st.sampled_from(EMAILS), min_size=2, max_size=4)


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite'}"
    return str(request.getfixturevalue(request.param))


class Together(Meaning):
    """The meaning for people of several addresses, written with a space between."""

    def seeds(self, email: str) -> set[tuple[str, int]]:
        return {row for one in email.split() for row in super(Together, self).seeds(one)}


def asked(emails: list[str]) -> list[Person]:
    return [Person(n, (("email", email),)) for n, email in enumerate(emails, 1)]


@settings(max_examples=15, suppress_health_check=FIXTURE)
@given(world=worlds(), emails=emails)
def test_each_of_several_people_is_shown_what_they_would_be_shown_alone(
    address: str, world: World, emails: list[str]
) -> None:
    with filled(address, world) as store:
        graph = store.graph(world.holding)
        shown = Counter((r.person, r.table, r.role, *r.values) for r in store.rows(graph, asked(emails)))
        alone = Meaning(graph, world.rows)
        assert shown == Counter({
            (person, *row): times
            for person, email in enumerate(emails, 1)
            for row, times in alone.accessed(email).items()
        })  # fmt: skip


@settings(max_examples=25, suppress_health_check=FIXTURE)
@given(world=worlds(), emails=emails)
def test_people_erased_together_leave_every_row_of_everyone_else(
    address: str, world: World, emails: list[str]
) -> None:
    with filled(address, world) as store:
        graph = store.graph(world.holding)
        try:
            store.erase(graph, asked(emails))
        except Refused:
            assume(False)
        expected: Rows = Together(graph, world.rows).erased(" ".join(emails))
        assert state(store.engine, world) == counted(expected)
