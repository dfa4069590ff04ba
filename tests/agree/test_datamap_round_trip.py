"""What is written of a data map reads back as the same map: new, and onto the text of another."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kept.datamap.condition import Compare, Condition, Every, IsNull, Not, OneOf, Some
from kept.datamap.holding import Field, Holding, Table
from kept.datamap.link import Each, Link, OnErasure
from kept.datamap.written import dump, parse
from kept.words.category import categories
from kept.words.error import BadFile
from kept.words.purpose import purposes
from kept.words.subject import subjects

CRM = (Path(__file__).parents[2] / "examples" / "aspect" / "datamap" / "crm.yaml").read_text(encoding="utf-8")

# Words that YAML would read as something else where they stand bare.
ODD = ["on", "null", "true", "1", "1.5", "<<", "=", "~", "a: b", "# x", "2020-01-01", "- a", "åäö", "'", '"']
texts = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=8),
    st.sampled_from(ODD),
)
names = st.one_of(st.from_regex(r"[a-z_]{1,6}", fullmatch=True), texts)
columns = st.from_regex(r"k[a-z0-9_]{0,5}", fullmatch=True)
# Floats of a condition are written with a point and no exponent: the map's language has none.
floats = st.integers(-(10**6), 10**6).map(lambda n: n / 8)
literals = st.one_of(st.text(max_size=5), st.integers(), floats, st.booleans())
lists = st.lists(names, unique=True, min_size=1, max_size=3).map(tuple)


def _joined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, parts), st.builds(Every, several), st.builds(Some, several))


tests: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Compare, columns, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), literals),
    st.builds(OneOf, columns, st.lists(literals, min_size=1, max_size=3).map(tuple)),
    st.builds(IsNull, columns),
)
conditions = st.recursive(tests, _joined, max_leaves=5)
values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    texts,
    st.just(""),
    st.text(max_size=4),
    st.sampled_from(["id", "a column"]).map(lambda column: Each(f"gone-{{{column}}}")),
)
erasures = st.one_of(
    st.just(OnErasure()),
    st.sampled_from([OnErasure("delete"), OnErasure("unlink")]),
    texts.map(lambda ground: OnErasure("keep", ground=ground)),
    lists.map(lambda fields: OnErasure("mask", tuple((f, None) for f in fields))),
    st.dictionaries(names, values, min_size=1, max_size=3).map(
        lambda mask: OnErasure("mask", tuple(mask.items()))
    ),
)
fields = st.builds(Field, st.sampled_from(sorted(categories())), st.booleans())


@st.composite
def holdings(draw: st.DrawFn) -> Holding:
    """Any map that can be written."""
    known = draw(st.lists(names, unique=True, max_size=4))
    maps = st.dictionaries(names, texts, max_size=3)
    tables = {
        name: Table(
            name,
            about=draw(st.none() | st.sampled_from(sorted(subjects()))),
            identifiers=draw(maps),
            data=draw(st.none() | texts),
            uses=tuple(draw(st.lists(st.sampled_from(sorted(purposes())), unique=True, max_size=2))),
            since=draw(maps),
            fields=draw(st.dictionaries(names, fields, max_size=3)),
            links=tuple(draw(st.lists(_links(known), max_size=3))),
            on_erasure=draw(erasures),
            tenant=draw(st.none() | texts),
            no_personal_data=draw(st.booleans()),
        )
        for name in known
    }
    return Holding(draw(texts), tables)


def _links(known: list[str]) -> st.SearchStrategy[Link]:
    return st.builds(
        Link,
        st.sampled_from(["owner", "shared", "mentioned", "owns"]),
        st.sampled_from(known),
        lists,
        references=st.just(()) | lists,
        where=st.none() | conditions,
        redact=st.just(()) | lists,
        on_erasure=erasures,
    )


@given(holdings())
def test_a_map_that_is_written_reads_back_the_same(holding: Holding) -> None:
    assert repr(parse(dump(holding), "map.yaml")) == repr(holding)


@given(holdings(), holdings())
def test_a_map_written_onto_another_reads_back_the_same(holding: Holding, other: Holding) -> None:
    assert parse(dump(holding, onto=dump(other)), "map.yaml") == holding


@settings(max_examples=10)
@given(holdings())
def test_a_map_written_onto_the_example_reads_back_the_same(holding: Holding) -> None:
    assert parse(dump(holding, onto=CRM), "map.yaml") == holding


@given(holdings())
def test_a_map_written_onto_its_own_text_changes_no_letter(holding: Holding) -> None:
    text = "# ours\n" + dump(holding) + "# the end\n"
    assert dump(holding, onto=text) == text


@settings(max_examples=10)
@given(st.data())
def test_a_table_taken_from_the_example_and_changed_reads_back_the_same(data: st.DataObject) -> None:
    example = parse(CRM, "crm.yaml")
    name = data.draw(st.sampled_from(sorted(example.tables)))
    links = data.draw(st.lists(_links(sorted(example.tables)), max_size=3))
    old = example.tables[name]
    kept_links = data.draw(st.permutations([*old.links, *links]))
    table = Table(name, fields=old.fields, since=old.since, links=tuple(kept_links))
    changed = Holding("crm", {**example.tables, name: table})
    assert parse(dump(changed, onto=CRM), "map.yaml") == changed


def refusal(text: str) -> BadFile | None:
    """Why a text is refused; None when it is a map. Any other error fails the test."""
    try:
        parse(text, "crm.yaml")
    except BadFile as error:
        return error
    return None


@settings(max_examples=25)
@given(
    st.integers(0, len(CRM)), st.integers(0, 40), st.text("{}[]:,-#&*!|>'\"%@`~ \n\tab1.é\x00", max_size=6)
)
def test_a_map_with_a_slip_of_the_pen_is_read_or_refused_with_its_file(at: int, gone: int, put: str) -> None:
    error = refusal(CRM[:at] + put + CRM[at + gone :])
    assert error is None or (error.file == "crm.yaml" and error.do)


@given(st.text("{}[]:,-#&*!|>?'\"%@`~ \n\tab1.<", max_size=30))
def test_any_text_is_read_or_refused_with_its_file(text: str) -> None:
    error = refusal("store: a\ntables:\n  b: " + text)
    assert error is None or (error.file == "crm.yaml" and error.do)
