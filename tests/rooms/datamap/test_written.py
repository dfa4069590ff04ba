"""The data map's file: what it may say, and where it says what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from kept.datamap.condition import OneOf
from kept.datamap.holding import Field, Holding, Table
from kept.datamap.link import Each, Link, OnErasure
from kept.datamap.written import dump, parse
from kept.words.error import BadFile

CRM = (Path(__file__).parents[3] / "examples" / "aspect" / "datamap" / "crm.yaml").read_text(encoding="utf-8")
PEOPLE = "store: crm\ntables:\n  people: {about: prospect}\n"


def table(said: str) -> Table:
    return parse(f"{PEOPLE}  letters: {said}\n", "crm.yaml").tables["letters"]


def test_a_link_says_role_columns_condition_and_what_is_redacted() -> None:
    said = "{links: {shared: people, by: to_id, where: 'kind in (9, 10)', on_access: {redact: ip}}}"
    assert table(said).links == (
        Link("shared", "people", ("to_id",), where=OneOf("kind", (9, 10)), redact=("ip",)),
    )


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("delete", OnErasure("delete")),
        ("unlink", OnErasure("unlink")),
        ("{mask: body}", OnErasure("mask", (("body", None),))),
        ("{mask: [body, ip]}", OnErasure("mask", (("body", None), ("ip", None)))),
        (
            "{mask: {body: '', votes: 0, ip: null}}",
            OnErasure("mask", (("body", ""), ("votes", 0), ("ip", None))),
        ),
        ("{mask: {email: {each: 'gone-{id}'}}}", OnErasure("mask", (("email", Each("gone-{id}")),))),
        ("{keep: 'Art. 17(3)(b)'}", OnErasure("keep", ground="Art. 17(3)(b)")),
    ],
)
def test_erasure_is_said_on_the_table_or_on_the_link(said: str, meant: OnErasure) -> None:
    assert table(f"{{on_erasure: {said}}}").on_erasure == meant
    assert table(f"{{links: [{{owner: people, by: p, on_erasure: {said}}}]}}").links[0].on_erasure == meant


@pytest.mark.parametrize(
    ("said", "message", "do"),
    [
        ("{identifers: {email: email}}", "unknown key `identifers` of `tables.letters`", "`identifiers`"),
        (
            "{fields: {to: user.contact.emial}}",
            "unknown category `user.contact.emial`",
            "`user.contact.email`",
        ),
        ("{fields: {to: {category: user.nam}}}", "unknown category `user.nam`", "`user.name`"),
        ("{fields: {to: {free_text: true}}}", "`tables.letters.fields.to` has no `category`", "category:"),
        ("{fields: {to: {category: user, free_text: 1}}}", "`free_text` should be true or false", "`true`"),
        ("{about: prospekt}", "unknown kind of people `prospekt`", "`prospect`"),
        ("{uses: [analytic]}", "unknown purpose `analytic`", "`analytics`"),
        ("{links: [{by: p}]}", "a link of `letters` has no role", "`owner`"),
        ("{links: [{ownr: people, by: p}]}", "unknown key `ownr`", "`owner`"),
        ("{links: [{owner: people, shared: people, by: p}]}", "is `owner` and `shared` at once", "one link"),
        ("{links: [{owner: peple, by: p}]}", "leads to `peple`, which the map lacks", "`people`"),
        ("{links: [{owner: people}]}", "a link of `letters` has no `by`", "people_id"),
        ("{links: [{owner: people, by: []}]}", "`by` is empty", "columns"),
        ("{links: [{owner: people, by: [p, p]}]}", "`p` stands twice in `by`", "take one"),
        ("{links: [{owner: people, by: p, where: 'kind in ('}]}", "condition `kind in (`", "kind in (9, 10)"),
        ("{links: [{owner: people, by: p, on_access: {redat: [ip]}}]}", "unknown key `redat`", "`redact`"),
        ("{links: yes}", "`links` should be a map", "key: value"),
        ("{on_erasure: unlnk}", "unknown erasure `unlnk`", "`unlink`"),
        ("{on_erasure: keep}", "`keep` says no ground", "article"),
        ("{on_erasure: mask}", "`mask` says no fields", "mask: ["),
        ("{on_erasure: {mask: []}}", "`mask` is empty", "fields"),
        ("{on_erasure: {mask: {}}}", "`mask` is empty", "fields"),
        ("{on_erasure: {mask: a, keep: b}}", "should say one thing", "either"),
        ("{on_erasure: {mask: {a: 2026-01-01}}}", "`a` should be text, a number", "quotes"),
        ("{on_erasure: {mask: {a: {each: gone}}}}", "`each` reads no column", "without `each`"),
        ("{on_erasure: {mask: {a: {eahc: 'gone-{id}'}}}}", "unknown key `eahc`", "`each`"),
        ("{on_erasure: {mask: {a: {}}}}", "a masked field becomes a value or `each`", "{each:"),
        ("{data: 2026}", "`data` should be text and is `2026`", "quotes"),
        ("{tenant: [a]}", "`tenant` should be text and is a list", "quotes"),
        ("{since: {1: a}}", "the key `1` is not text", "quotes"),
        ("null", "`letters` should be a map", "key: value"),
    ],
)
def test_a_mistake_names_file_line_key_and_remedy(said: str, message: str, do: str) -> None:
    with pytest.raises(BadFile) as caught:
        table(said)
    assert message in caught.value.message
    assert caught.value.message.endswith("in crm.yaml:4")
    assert caught.value.key is not None
    assert caught.value.key.startswith("tables.letters")
    assert do in caught.value.do


def test_a_mistake_far_down_names_its_own_line() -> None:
    wrong = CRM.replace("actor_type = 'prospect'", "actor_type == 'prospect'")
    line = 1 + CRM[: CRM.index("actor_type = 'prospect'")].count("\n")
    with pytest.raises(BadFile, match="actor_type") as caught:
        parse(wrong, "crm.yaml")
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("store: crm\ntables: {a: [}\n", "the YAML cannot be read", 2),
        ("store: crm\nstore: crm\ntables: {}\n", "the YAML cannot be read", 2),
        ("store: crm\ntables: {a: \x07}\n", "a character that YAML does not allow", 2),
        ("store: crm\n", "the map says no `tables`", 1),
        ("", "`the file` should be a map", 1),
        ("store: crm\ntables: []\n", "`tables` should be a map", 2),
        ("store: crm\ntabels: {}\n", "unknown key `tabels`", 2),
    ],
)
def test_a_file_that_is_no_map_says_where(text: str, message: str, line: int) -> None:
    with pytest.raises(BadFile) as caught:
        parse(text, "crm.yaml")
    assert message in caught.value.message
    assert caught.value.line == line


def test_the_example_map_is_read_whole() -> None:
    example = parse(CRM, "crm.yaml")
    assert example.store == "crm"
    assert len(example.tables) == 22
    assert example.tables["prospects"].fields["note"] == Field("user.content", free_text=True)
    assert example.tables["messages"].links[1].redact == ("sender_ip",)
    assert dump(example, onto=CRM) == CRM


def test_a_change_touches_its_own_line_and_no_other() -> None:
    example = parse(CRM, "crm.yaml")
    users = example.tables["users"]
    fields = {**users.fields, "locale": Field("user.content")}
    changed = Table(
        "users",
        about=users.about,
        identifiers=users.identifiers,
        data=users.data,
        uses=users.uses,
        since=users.since,
        fields=fields,
        links=users.links,
    )
    text = dump(Holding("crm", {**example.tables, "users": changed}), onto=CRM)
    assert text == CRM.replace("locale: user.demographic.language", "locale: user.content")


def test_a_comment_between_links_outlives_a_link_put_before_it() -> None:
    links_text = "    - {owner: people, by: a}\n    # why\n    - {owner: people, by: b}\n"
    text = f"{PEOPLE}  letters:\n    links:\n{links_text}"
    before = parse(text, "crm.yaml")
    links = (Link("mentioned", "people", ("c",)), *before.tables["letters"].links)
    now = Holding("crm", {**before.tables, "letters": Table("letters", links=links)})
    after = dump(now, onto=text)
    assert "# why\n    - {owner: people, by: b}" in after
    assert parse(after, "crm.yaml") == now


def test_tables_that_share_an_anchor_are_written_apart_when_one_changes() -> None:
    text = "store: crm\ntables:\n  a: {since: &s {created: at}}\n  b: {since: *s}\n"
    now = Holding("crm", {"a": Table("a", since={"created": "on"}), "b": Table("b", since={"created": "at"})})
    assert parse(dump(now, onto=text), "crm.yaml") == now
