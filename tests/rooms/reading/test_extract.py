from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.reading.draft import Amount, Draft
from kept.reading.extract import drafts
from kept.reading.sentence import read


def drafted(text: str) -> tuple[Draft, ...]:
    return drafts(read("policy.md", text))


def only(text: str) -> Draft:
    found = drafted(text)
    assert len(found) == 1, [(d.kind, d.rule) for d in found]
    return found[0]


@pytest.mark.parametrize(
    ("sentence", "kind", "effect"),
    [
        ("We collect your name and e-mail address.", "collection", "permit"),
        ("We never collect your health data.", "collection", "forbid"),
        ("Your phone number may be collected.", "collection", "permit"),
        ("No passwords are collected.", "collection", "forbid"),
        ("We use your email address to send newsletters.", "use", "permit"),
        ("We may share your data with our partners.", "disclosure", "permit"),
        ("Our partners receive your email address.", "disclosure", "permit"),
        ("We do not sell your personal information.", "sale", "forbid"),
        ("Your data will not be rented or sold.", "sale", "forbid"),
        ("We keep log files for 30 days.", "retention", "oblige"),
        ("We will delete your account within 14 days.", "retention", "oblige"),
        ("We will notify you of any breach.", "notice", "oblige"),
        ("We encrypt your passwords.", "safeguard", "oblige"),
        ("We transfer personal data to the United States.", "transfer", "permit"),
        ("We do not combine your location with your name.", "linkage", "forbid"),
        ("Usage data is kept separate from your name.", "linkage", "forbid"),
        ("Our website uses cookies for analytics.", "tracking", "permit"),
        ("We may contact you with special offers.", "message", "permit"),
        ("You may request a copy of your data.", "right", "oblige"),
        ("We may update this policy.", "version", "permit"),
        ("Last updated: 3 March 2024.", "version", "fact"),
        ("By using our app you agree to this policy.", "agreement", "permit"),
        ("This policy applies to visitors of our website.", "scope", "fact"),
        ("We are not responsible for the practices of other sites.", "disclaimer", "permit"),
        ("We use Matomo to count visits.", "party", "fact"),
    ],
)
def test_a_sentence_is_read_as_its_kind(sentence: str, kind: str, effect: str) -> None:
    assert (kind, effect) in {(d.kind, d.effect) for d in drafted(sentence)}


def test_not_without_consent_is_one_conditional_permission() -> None:
    draft = only("We will not share your email address without your consent.")
    assert (draft.kind, draft.effect) == ("disclosure", "permit")
    assert [(c.role, c.test) for c in draft.conditions] == [("if", "consent")]


def test_two_negations_say_yes() -> None:
    assert only("We can never not collect your IP address.").effect == "permit"


def test_an_exception_is_kept_with_its_test_and_its_words() -> None:
    sentence = "We do not disclose your files to authorities unless required by law."
    draft = only(sentence)
    (clause,) = draft.conditions
    assert (draft.effect, clause.role, clause.test) == ("forbid", "unless", "required_by_law")
    assert sentence[clause.start : clause.end] == "unless required by law."[:-1]


def test_such_as_leaves_the_list_open() -> None:
    assert only("We collect device data such as your IP address.").open
    assert not only("We collect your IP address.").open


def test_what_stands_in_an_exception_is_not_what_is_promised() -> None:
    assert only("We do not sell your name except your email address.").data == ("user.name",)


@pytest.mark.parametrize(
    ("sentence", "amount"),
    [
        ("We keep invoices for seven years.", Amount("period", 7, "year")),
        ("We process opt-outs within ten business days.", Amount("period", 10, "business day")),
        ("You may request this twice in any 12-month period.", Amount("count", 2, "times", "12 month")),
        ("We do not collect data from children under the age of 16.", Amount("age", 16, "year")),
    ],
)
def test_numbers_stay_exact(sentence: str, amount: Amount) -> None:
    assert amount in drafted(sentence)[0].amounts


def test_an_item_says_what_its_lead_does_and_cites_both() -> None:
    found = drafted("We may share your data with:\n\n- our affiliates;\n- advertising networks.\n")
    assert [(d.cites, d.to) for d in found[1:]] == [
        (("s1", "s2"), ("affiliate",)),
        (("s1", "s3"), ("advertiser",)),
    ]
    assert {d.kind for d in found} == {"disclosure"}


def test_a_row_of_answers_is_a_commitment_for_each_column() -> None:
    text = (
        "Category Do we collect it? Do we disclose it? Do we sell it?\n"
        "Geolocation Data: where a device is. YES YES NO\n"
    )
    found = [d for d in drafts(read("policy.txt", text)) if d.rule == "table-column"]
    assert [(d.kind, d.effect) for d in found] == [
        ("collection", "permit"), ("disclosure", "permit"), ("sale", "forbid"),
    ]  # fmt: skip
    assert all(d.data == ("user.location",) for d in found)


def test_a_cell_of_a_table_answers_for_its_row_and_column() -> None:
    text = (
        "| Kind | Do we collect it? | Do we sell it? |\n|---|---|---|\n"
        "| Your email address | Yes | No |\n| Location data | N/A | No |\n"
    )
    found = [d for d in drafted(text) if d.rule == "table-column"]
    assert [(d.kind, d.effect, d.data, d.cites) for d in found] == [
        ("collection", "permit", ("user.contact.email",), ("s4", "s5")),
        ("sale", "forbid", ("user.contact.email",), ("s4", "s6")),
        ("sale", "forbid", ("user.location",), ("s7", "s9")),
    ]


def test_an_item_of_a_lead_that_says_no_is_a_prohibition_with_both_numbers() -> None:
    found = drafted("We never sell, within 12 months:\n\n- your name after 30 days;\n")
    item = next(d for d in found if d.cites == ("s1", "s2"))
    assert (item.effect, item.negations) == ("forbid", ("never",))
    assert [a.number for a in item.amounts] == [12, 30]


def test_an_item_under_an_item_says_what_the_outer_lead_does() -> None:
    found = drafted("We share:\n\n- with affiliates:\n  - your name;\n")
    assert [(d.kind, d.cites[-1]) for d in found][-1] == ("disclosure", "s3")


def test_marks_answer_as_words_do() -> None:
    text = "| Kind | Do we collect it? | Do we sell it? |\n|---|---|---|\n| Your name | ✓ | ✗ |\n"
    found = [d for d in drafted(text) if d.rule == "table-column"]
    assert [(d.kind, d.effect) for d in found] == [("collection", "permit"), ("sale", "forbid")]


def test_a_sentence_under_a_heading_is_not_guessed_to_do_what_the_heading_says() -> None:
    assert drafted("# P\n\n## What we collect\n\nFigures of nobody are not personal data.\n") == ()


def test_an_item_without_a_verb_does_what_its_heading_says() -> None:
    found = drafted("# P\n\n## What we collect\n\n- your email address\n")
    assert [(d.kind, d.effect, d.data) for d in found] == [
        ("collection", "permit", ("user.contact.email",)),
    ]  # fmt: skip


def test_data_we_hold_is_a_description() -> None:
    assert drafted("We sort the personal data we hold into three kinds.") == ()


def test_a_row_with_other_than_as_many_answers_as_columns_says_nothing() -> None:
    text = "Category Do we collect it? Do we sell it?\nName: what you are called. YES YES NO\n"
    assert not [d for d in drafts(read("policy.txt", text)) if d.rule == "table-column"]


def test_a_column_without_its_question_mark_is_a_column() -> None:
    text = "Kind Do we collect it? Do we disclose it Do we sell it?\nName: what you are called. YES YES NO\n"
    found = [d for d in drafts(read("policy.txt", text)) if d.rule == "table-column"]
    assert [(d.kind, d.effect) for d in found][-1] == ("sale", "forbid")


def test_the_signal_do_not_track_is_no_promise_not_to_track() -> None:
    (draft,) = drafted("Our site does not respond to Do Not Track signals.")
    assert (draft.kind, draft.effect) == ("tracking", "fact")


def test_what_tells_data_apart_is_no_promise() -> None:
    found = drafted("We share the data that we store with our affiliates.")
    assert {d.kind for d in found} == {"disclosure"}


def test_the_company_is_we_by_the_name_it_gives_itself() -> None:
    text = 'Acme Ltd ("Acme") wrote this policy.\n\nAcme does not sell personal data.\n'
    assert ("sale", "forbid") in {(d.kind, d.effect) for d in drafted(text)}


def test_a_defined_term_is_known_by_its_own_name() -> None:
    text = "Guest Data means information about guests, such as name and email.\n\nWe use Guest Data.\n"
    use = next(d for d in drafted(text) if d.kind == "use")
    assert use.data == ("guest_data",)


def test_agreement_read_into_conduct_is_deemed() -> None:
    assert only("By using our app you expressly agree to this policy.").strength == "deemed"


SENTENCES = st.builds(
    lambda who, modal, act, data, rest: f"{who} {modal}{act} {data}{rest}.",
    st.sampled_from(["We", "Our partners"]),
    st.sampled_from(["may ", "will ", "can "]),
    st.sampled_from(["collect", "use", "share", "sell", "disclose", "combine"]),
    st.sampled_from(["your email address", "location data", "your personal information", "payment details"]),
    st.sampled_from(["", " for marketing", " with our affiliates", ", such as names", " if you agree"]),
)


@given(SENTENCES, st.sampled_from(["not", "only", "never"]), st.integers(0, 20))
def test_a_word_that_turns_or_limits_a_sentence_always_changes_what_is_read(
    sentence: str, word: str, place: int
) -> None:
    words = sentence.removesuffix(".").split(" ")
    at = 1 + place % len(words)
    turned = " ".join([*words[:at], word, *words[at:]]) + "."
    before, after = drafted(sentence), drafted(turned)
    assert _meaning(before) != _meaning(after)


@given(SENTENCES, st.sampled_from(["unless you object", "except as required by law", "without exception"]))
def test_an_exception_always_changes_what_is_read(sentence: str, words: str) -> None:
    assert _meaning(drafted(sentence)) != _meaning(drafted(f"{sentence.removesuffix('.')} {words}."))


def _meaning(found: tuple[Draft, ...]) -> list[tuple[object, ...]]:
    """What a draft says, without the places of its words."""
    return [
        (
            d.kind,
            d.effect,
            d.data,
            d.to,
            d.purpose,
            d.negations,
            tuple((c.role, c.test) for c in d.conditions),
        )
        for d in found
    ]


@given(st.text(alphabet="We may not share, your name. unless(only) \n-#|“”", max_size=200))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    if text.strip():
        drafted(f"x{text}")
