"""A citation holds while its sentence reads as it was reviewed."""

import pytest

from kept.policy.citation import fingerprint
from kept.policy.document import Document, Sentence
from kept.policy.stale import Stale, pin, refuse_stale, stale
from kept.policy.written import parse
from kept.words.error import BadFile

TEXT = """\
policy: p
document: p.md
effective: 2021-12-28
# what we promise
commitments:
- id: logs   # thirty days
  kind: use
  cites: [s2, s10]
- id: sale
  kind: sale
  cites: s1
"""


def document(*texts: str) -> Document:
    sentences = tuple(
        Sentence(f"s{n}", "", "body", n + 10, n, n + 1, text) for n, text in enumerate(texts, 1)
    )
    return Document("p.md", "0" * 64, sentences)


TEN = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def test_pinning_writes_the_fingerprints_of_cited_sentences_and_keeps_the_rest() -> None:
    pinned = pin(TEXT, document(*TEN))
    assert pinned.startswith(TEXT)
    policy = parse(pinned, "p.yaml")
    assert [c.fingerprint for c in policy.commitments[0].cites] == [fingerprint("two"), fingerprint("ten")]
    added = pinned[len(TEXT) :].splitlines()
    assert [line.split(":")[0] for line in added] == ["", "sentences", "  s1", "  s2", "  s10"]


def test_pinning_again_changes_only_what_reads_differently() -> None:
    pinned = pin(TEXT, document(*TEN)) + "# end\n"
    assert pin(pinned, document(*TEN)) == pinned
    again = pin(pinned, document("uno", *TEN[1:]))
    assert again != pinned
    assert again.replace(fingerprint("uno"), fingerprint("one")) == pinned


def test_pinning_mends_a_block_in_flow_style() -> None:
    text = "sentences: {s1: aaaaaaaaaaaa, s5: bbbbbbbbbbbb}\n" + TEXT
    assert stale(parse(pin(text, document(*TEN)), "p.yaml"), document(*TEN)) == ()


def test_a_sentence_the_document_lacks_cannot_be_pinned() -> None:
    with pytest.raises(BadFile, match=r"`s10` is no sentence of `p\.md` in p\.yaml:8"):
        pin(TEXT, document("one", "two"), "p.yaml")


def test_a_citation_holds_when_only_white_space_changed() -> None:
    policy = parse(pin(TEXT, document("one  more", *TEN[1:])), "p.yaml")
    assert stale(policy, document("one\nmore", *TEN[1:])) == ()
    refuse_stale(policy, document("one\nmore", *TEN[1:]), TEXT, "p.yaml")


def test_sentences_that_changed_moved_or_went_are_told_apart() -> None:
    policy = parse(pin(TEXT, document(*TEN)), "p.yaml")
    assert stale(policy, document("zero", "one", "other")) == (
        Stale("logs", "s2", "changed"),
        Stale("logs", "s10", "gone"),
        Stale("sale", "s1", "moved", "s2"),
    )


@pytest.mark.parametrize(
    ("texts", "message", "do"),
    [
        (
            ("one", "deux", *TEN[2:]),
            "`logs` cites `s2`, which no longer reads as it did at p.md:12 in p.yaml:15",
            "read p.md:12, mend `logs`",
        ),
        (TEN[:9], "`logs` cites `s10`, which is gone from p.md in p.yaml:16", "mend `logs`"),
        (
            ("two", "one", *TEN[2:]),
            "`logs` cites `s2`, which now is `s1` at p.md:11 (and 1 more) in p.yaml:15",
            "cite `s1` instead",
        ),
    ],
)
def test_a_stale_citation_is_refused_with_its_place_and_remedy(
    texts: tuple[str, ...], message: str, do: str
) -> None:
    text = pin(TEXT, document(*TEN))
    with pytest.raises(BadFile) as caught:
        refuse_stale(parse(text, "p.yaml"), document(*texts), text, "p.yaml")
    assert caught.value.message == message
    assert do in caught.value.do
    assert "kept read --pin" in caught.value.do
