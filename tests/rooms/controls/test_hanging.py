"""What hangs on a leaving row: it goes along, loses its reference, or is in the way."""

from __future__ import annotations

import pytest

from kept.controls.hanging import hanging, stuck
from kept.datamap.graph import Graph, graph
from kept.datamap.holding import Holding, Table
from kept.datamap.link import Link, OnErasure, Role
from kept.datamap.schema import Column, LiveTable, Schema

BOUND = frozenset({"bound_id"})


def live() -> LiveTable:
    columns = ("id", "a_id", "b_id", "bound_id")
    return LiveTable(
        {c: Column("number", c != "id" and c not in BOUND) for c in columns},
        ("id",),
        (frozenset({"id"}),),
        (),
    )


def link(role: Role, table: str, by: str = "a_id", action: str | None = None) -> Link:
    return Link(role, table, (by,), on_erasure=OnErasure(action) if action else OnErasure())  # type: ignore[arg-type]


def resolved(**links: tuple[Link, ...]) -> Graph:
    tables = {"people": Table("people", about="user", links=links.pop("people", ()))}
    tables |= {name: Table(name, links=several) for name, several in links.items()}
    return graph(Holding("crm", tables), Schema({name: live() for name in tables}))


def test_a_row_that_can_lose_its_reference_stays() -> None:
    found = resolved(notes=(link("owner", "people"),))
    assert hanging(found, "people", ()) == ()
    assert list(stuck(found, "people", ())) == []


def test_data_of_the_same_rule_goes_along() -> None:
    assert hanging(resolved(notes=(link("owner", "people"),)), "people", ("notes",)) == ("notes",)


def test_a_link_that_says_delete_takes_its_rows_along() -> None:
    assert hanging(resolved(notes=(link("owner", "people", action="delete"),)), "people", ()) == ("notes",)


def test_a_row_that_cannot_stand_alone_and_is_nobody_elses_goes_along() -> None:
    assert hanging(resolved(notes=(link("owner", "people", "bound_id"),)), "people", ()) == ("notes",)


def test_a_row_that_cannot_stand_alone_and_is_somebody_elses_too_is_in_the_way() -> None:
    found = resolved(notes=(link("owner", "people", "bound_id"), link("owner", "people", "b_id")))
    assert hanging(found, "people", ()) == ()
    assert [edge.holder_columns for edge in stuck(found, "people", ())] == [("bound_id",)]
    assert list(stuck(found, "people", ("notes",))) == []


@pytest.mark.parametrize("action", ["keep", "mask", "unlink"])
def test_a_row_that_is_to_be_kept_never_goes_along(action: str) -> None:
    bound = resolved(notes=(link("owner", "people", "bound_id", action),))
    assert hanging(bound, "people", ("notes",)) == ()
    assert [edge.holder for edge in stuck(bound, "people", ())] == ["notes"]


def test_a_row_that_only_mentions_never_goes_along() -> None:
    assert hanging(resolved(notes=(link("mentioned", "people", "bound_id"),)), "people", ("notes",)) == ()


def test_what_hangs_on_what_goes_along_goes_along_the_nearest_first() -> None:
    found = resolved(
        words=(link("owner", "notes", "bound_id"),), notes=(link("owner", "people", "bound_id"),)
    )
    assert hanging(found, "people", ()) == ("notes", "words")


def test_a_row_that_a_leaving_row_owns_goes_along_where_it_is_of_the_same_rule() -> None:
    found = resolved(people=(link("owns", "notes"),), notes=())
    assert hanging(found, "people", ("notes",)) == ("notes",)
    assert hanging(found, "people", ()) == ()


def test_a_row_that_cannot_stand_without_what_leaves_with_another_is_in_the_way() -> None:
    found = resolved(notes=(link("owner", "people"),), words=(link("mentioned", "notes", "bound_id"),))
    assert [edge.holder for edge in stuck(found, "people", ("notes",))] == ["words"]


def test_tables_that_lead_round_in_a_circle_are_each_named_once() -> None:
    found = resolved(people=(link("owns", "notes"),), notes=(link("owner", "people", "bound_id"),))
    assert hanging(found, "people", ("notes",)) == ("notes",)
    itself = resolved(people=(link("owner", "people"),))
    assert hanging(itself, "people", ("people",)) == ()
