"""The person graph: a map against the schema of its store."""

from __future__ import annotations

import pytest

from kept.datamap.condition import Compare
from kept.datamap.graph import Graph, graph, strongly_connected, unmapped
from kept.datamap.holding import Field, Holding, Table
from kept.datamap.link import Each, Link, OnErasure, Role
from kept.datamap.schema import Column, LiveTable, Schema
from kept.words.error import Mismatch, Misuse

COLUMNS = ("id", "email", "person_id", "other_id", "letter_id", "kind")


def live(key: tuple[str, ...] = ("id",)) -> LiveTable:
    unique = (frozenset(key),) if key else ()
    return LiveTable({c: Column("number", c != "id") for c in COLUMNS}, key, unique, ())


def schema(*names: str) -> Schema:
    return Schema({name: live() for name in names})


def link(role: Role, table: str, by: str) -> Link:
    return Link(role, table, (by,))


def resolved(*tables: Table) -> Graph:
    people = Table("people", about="prospect", identifiers={"email": "email"})
    named = {t.name: t for t in (people, *tables)}
    return graph(Holding("crm", named), schema(*named))


def test_ownership_runs_from_the_person_down() -> None:
    found = resolved(
        Table("parts", links=(link("owner", "letters", "letter_id"),)),
        Table("letters", links=(link("owner", "people", "person_id"),)),
    )
    assert found.roots == ("people",)
    assert found.reached == ("people", "letters", "parts")


def test_an_owns_link_leads_to_what_it_points_at() -> None:
    seats = Table("seats", links=(link("owner", "people", "person_id"), link("owns", "letters", "letter_id")))
    found = resolved(seats, Table("letters"))
    (edge,) = found.incoming("letters")
    assert (edge.parent, edge.child, edge.holder, edge.held) == ("seats", "letters", "seats", "letters")
    assert edge.holder_columns == ("letter_id",)
    assert edge.held_columns == ("id",)


@pytest.mark.parametrize(
    ("table", "message", "do"),
    [
        (Table("leters"), "a table `leters` that the store lacks", "`letters`"),
        (Table("letters", fields={"emial": Field("user.name")}), "a column `letters.emial`", "`email`"),
        (Table("letters", identifiers={"email": "emal"}), "a column `letters.emal`", "`email`"),
        (Table("letters", since={"sent": "kin"}), "a column `letters.kin`", "`kind`"),
        (Table("letters", on_erasure=OnErasure("mask", (("kinds", None),))), "`letters.kinds`", "`kind`"),
        (
            Table("letters", on_erasure=OnErasure("mask", (("kind", Each("gone-{email}")),))),
            "masks `letters.kind` by `email`, which is no column of a key that stays",
            "let `each` read `id`",
        ),
        (Table("letters", links=(link("owner", "people", "persn_id"),)), "`letters.persn_id`", "`person_id`"),
        (
            Table("letters", links=(Link("owner", "people", ("id",), where=Compare("knd", "=", 1)),)),
            "`letters.knd`",
            "`kind`",
        ),
        (
            Table("letters", links=(Link("owner", "people", ("id",), references=("emial",)),)),
            "`people.emial`",
            "`email`",
        ),
        (
            Table("letters", links=(Link("owner", "people", ("id",), redact=("emial",)),)),
            "`letters.emial`",
            "`email`",
        ),
        (
            Table("letters", links=(link("owner", "peple", "id"),)),
            "points to `peple`, which the map lacks",
            "`people`",
        ),
        (
            Table("letters", links=(Link("owner", "people", ("id", "kind")),)),
            "has 2 columns",
            "references: [",
        ),
    ],
)
def test_what_the_store_lacks_is_named_with_the_nearest_word(table: Table, message: str, do: str) -> None:
    tables = {"people": Table("people", about="prospect"), table.name: table}
    with pytest.raises(Mismatch) as caught:
        graph(Holding("crm", tables), schema("people", "letters"))
    assert message in caught.value.message
    assert do in caught.value.do


def test_tables_that_reach_nobody_are_named() -> None:
    found = resolved(
        Table("lost"),
        Table("lost_parts", links=(link("owner", "lost", "letter_id"),)),
        Table("plans", no_personal_data=True),
        Table("named", links=(link("mentioned", "people", "person_id"),)),
    )
    assert found.unreached == ("lost", "lost_parts")


def test_tables_that_lead_to_each_other_are_one_component() -> None:
    found = resolved(
        Table("letters", links=(link("owner", "people", "person_id"), link("owner", "replies", "other_id"))),
        Table("replies", links=(link("owner", "letters", "letter_id"),)),
        Table("parts", links=(link("owner", "replies", "letter_id"),)),
    )
    assert [set(c) for c in found.components] == [{"people"}, {"letters", "replies"}, {"parts"}]


def test_a_table_that_leads_to_itself_is_a_component_of_its_own() -> None:
    assert strongly_connected(["a"], {"a": ["a", "b"]}) == (("a",), ("b",))


def test_a_long_chain_needs_no_deep_stack() -> None:
    chain = {str(n): [str(n + 1)] for n in range(5000)}
    assert len(strongly_connected(["0"], chain)) == 5001


def test_a_row_with_one_owner_is_not_shared() -> None:
    found = resolved(
        Table("letters", links=(link("owner", "people", "person_id"),)),
        Table("parts", links=(link("owner", "letters", "letter_id"),)),
    )
    assert found.co_ownable == frozenset()


def test_a_row_with_two_links_may_be_shared_and_so_may_what_it_leads_to() -> None:
    found = resolved(
        Table("letters", links=(link("shared", "people", "person_id"), link("shared", "people", "other_id"))),
        Table("parts", links=(link("owner", "letters", "letter_id"),)),
    )
    assert found.co_ownable == {"letters", "parts"}


def test_a_row_that_several_rows_point_at_may_be_shared() -> None:
    seats = Table("seats", links=(link("owner", "people", "person_id"), link("owns", "letters", "letter_id")))
    assert resolved(seats, Table("letters")).co_ownable == {"letters"}


def test_a_row_that_a_not_unique_column_leads_to_may_be_shared() -> None:
    letters = Table("letters", links=(Link("owner", "people", ("kind",), references=("kind",)),))
    assert resolved(letters).co_ownable == {"letters"}


def test_a_person_whose_row_somebody_owns_may_be_shared() -> None:
    people = Table("people", about="prospect", links=(link("owner", "people", "other_id"),))
    found = graph(Holding("crm", {"people": people}), schema("people"))
    assert found.co_ownable == {"people"}


def test_a_table_without_a_key_is_told_apart_by_what_links_read() -> None:
    letters = Table(
        "letters", links=(Link("owner", "people", ("person_id",), where=Compare("kind", "=", 1)),)
    )
    tables = {"people": Table("people", about="prospect"), "letters": letters}
    found = graph(Holding("crm", tables), Schema({"people": live(), "letters": live(())}))
    assert found.identity("people") == ("id",)
    assert found.identity("letters") == ("person_id", "kind")


def test_a_link_without_a_word_on_erasure_takes_its_tables() -> None:
    masked = OnErasure("mask", (("kind", None),))
    links = (
        link("owner", "people", "person_id"),
        Link("owner", "people", ("other_id",), on_erasure=OnErasure("unlink")),
    )
    found = resolved(Table("letters", links=links, on_erasure=masked))
    assert [e.on_erasure.action for e in found.edges] == ["mask", "unlink"]


def test_what_the_map_does_not_speak_of_is_named() -> None:
    letters = Table(
        "letters", fields={"kind": Field("user.content")}, links=(link("owner", "people", "person_id"),)
    )
    holding = Holding("crm", {"letters": letters, "plans": Table("plans", no_personal_data=True)})
    found = unmapped(holding, schema("letters", "plans", "secret"))
    assert found == ("letters.email", "letters.other_id", "letters.letter_id", "secret")


def test_an_id_that_several_tables_of_people_have_must_say_whose_it_is() -> None:
    tables = {
        name: Table(name, about="user", identifiers={"id": "id", "email": "email"}) for name in ("a", "b")
    }
    columns = {"id": Column("number", False), "email": Column("text", True)}
    tabled = {name: LiveTable(columns, ("id",), (frozenset({"id"}),), ()) for name in tables}
    found = graph(Holding("store", tables), Schema(tabled))
    assert found.is_asked("email", "a", "email")
    assert found.is_asked("a.id", "a", "id")
    assert not found.is_asked("a.id", "b", "id")
    with pytest.raises(Misuse, match="`id` names different people in `a`, `b`"):
        found.is_asked("id", "a", "id")


def asked(*keys: str) -> dict[str, tuple[str, ...]]:
    """What a request by these identifiers misses of visitors known by a number and readers by an address."""
    tables = {
        "visitors": Table("visitors", about="prospect", identifiers={"number": "id"}),
        "visits": Table("visits", links=(link("owner", "visitors", "person_id"),)),
        "readers": Table(
            "readers",
            about="user",
            identifiers={"email": "email"},
            links=(link("mentioned", "visits", "kind"),),
        ),
        "letters": Table(
            "letters", links=(link("owner", "readers", "person_id"), link("shared", "visitors", "other_id"))
        ),
    }
    return dict(graph(Holding("crm", tables), schema(*tables)).out_of_reach(keys))


def test_tables_that_an_identifier_cannot_reach_are_named_with_those_that_would() -> None:
    assert asked("email") == {"visitors": ("number",), "visits": ("number",)}
    assert asked() == {
        "visitors": ("number",),
        "visits": ("number",),
        "readers": ("number", "email"),
        "letters": ("number", "email"),
    }


def test_a_table_that_only_mentions_a_person_is_in_reach() -> None:
    assert asked("number") == {}
    assert asked("visitors.number") == {}


def test_people_whom_nothing_identifies_are_out_of_every_answer() -> None:
    schema = Schema({"people": LiveTable({"id": Column("number", False)}, ("id",), (), ())})
    nameless = Holding("crm", {"people": Table("people", about="user")})
    assert graph(nameless, schema).unreached == ("people",)
