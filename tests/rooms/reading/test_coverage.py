from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kept.reading.coverage import cover
from kept.reading.sentence import read

POLICY = """# Policy

“Guest” means a person who has no account.

**Sharing.**

We share your email address with:

- our affiliates.

Your privacy is important to us, and we hope you read on.

The moon is made of cheese.
"""


def test_every_sentence_says_what_became_of_it() -> None:
    coverage = cover(read("policy.md", POLICY))
    assert [coverage.readings[s.id] for s in coverage.document.sentences] == [
        "context", "definition", "context", "commitment", "commitment", "nothing", "unread",
    ]  # fmt: skip


def test_what_commits_to_nothing_names_the_rule() -> None:
    coverage = cover(read("policy.md", POLICY))
    assert set(coverage.rules.values()) == {"encouragement"}


def test_what_was_not_understood_is_shown() -> None:
    coverage = cover(read("policy.md", POLICY))
    assert [s.text for s in coverage.unread()] == ["The moon is made of cheese."]


def test_a_sentence_longer_than_any_is_left_unread() -> None:
    coverage = cover(read("policy.md", "We collect your name and " * 1000))
    assert (coverage.drafts, set(coverage.readings.values())) == ((), {"unread"})


@given(st.lists(st.sampled_from(POLICY.split("\n\n")), min_size=1).map("\n\n".join))
def test_no_sentence_is_passed_over(text: str) -> None:
    coverage = cover(read("policy.md", text))
    assert coverage.readings.keys() == {s.id for s in coverage.document.sentences}
    assert sum(coverage.counts().values()) == len(coverage.document.sentences)


@given(st.lists(st.sampled_from(POLICY.split("\n\n")), min_size=1).map("\n\n".join))
def test_a_draft_cites_sentences_of_its_document_and_words_of_its_sentence(text: str) -> None:
    document = read("policy.md", text)
    for draft in cover(document).drafts:
        assert set(draft.cites) <= document.by_id.keys()
        start, end = draft.words
        assert 0 <= start <= end <= len(document.by_id[draft.cites[-1]].text)
