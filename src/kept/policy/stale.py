"""Citations whose sentence no longer reads as it was reviewed, and the block that pins them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from kept.words.error import BadFile

from .citation import Citation, fingerprint
from .condition import Plain
from .document import Document
from .node import Node, load, load_tree
from .policy import Policy
from .splice import spliced


@dataclass(frozen=True, slots=True)
class Stale:
    """A citation by a commitment or a term (`by`, its id or name) that does not hold for the document."""

    by: str
    sentence: str
    change: Literal["gone", "changed", "moved"]
    now: str | None = None
    """For what has moved: the id under which the same words stand now."""


def stale(policy: Policy, document: Document) -> tuple[Stale, ...]:
    """The citations whose sentence is gone, reads differently, or stands under another id."""
    places: dict[str, str] = {}
    for sentence in document.sentences:
        places.setdefault(fingerprint(sentence.text), sentence.id)
    return tuple(_checked(policy, document, places))


def _checked(policy: Policy, document: Document, places: dict[str, str]) -> Iterator[Stale]:
    for by, citation in _citations(policy):
        sentence = document.by_id.get(citation.sentence)
        if sentence and fingerprint(sentence.text) == citation.fingerprint:
            continue
        now = places.get(citation.fingerprint)
        if now:
            yield Stale(by, citation.sentence, "moved", now)
        else:
            yield Stale(by, citation.sentence, "changed" if sentence else "gone")


def _citations(policy: Policy) -> Iterator[tuple[str, Citation]]:
    for name, term in policy.terms.items():
        yield from ((name, citation) for citation in term.cites)
    for commitment in policy.commitments:
        yield from ((commitment.id, citation) for citation in commitment.cites)


def refuse_stale(policy: Policy, document: Document, text: str, file: str) -> None:
    """Raises BadFile naming who cites, the sentence and both places, when a citation does not hold.

    `text` is the written policy in `file`.
    """
    if found := stale(policy, document):
        raise _error(found, document, text, file)


def _error(several: tuple[Stale, ...], document: Document, text: str, file: str) -> BadFile:
    found = several[0]
    sentence = document.by_id.get(found.now or found.sentence)
    place = f"{document.name}:{sentence.line}" if sentence else document.name
    review = f"read {place}, mend `{found.by}`, then pin the sentences anew: `kept read --pin`"
    match found.change:
        case "moved":
            said = f"which now is `{found.now}` at {place}"
            review = f"cite `{found.now}` instead, then pin the sentences anew: `kept read --pin`"
        case "changed":
            said = f"which no longer reads as it did at {place}"
        case "gone":
            said = f"which is gone from {place}"
    more = f" (and {len(several) - 1} more)" if len(several) > 1 else ""
    return BadFile(
        f"`{found.by}` cites `{found.sentence}`, {said}{more}",
        file=file,
        line=_line_of(found.sentence, text, file),
        key=found.sentence,
        do=review,
    )


def _line_of(sentence: str, text: str, file: str) -> int | None:
    pins = load(text, file).entries().get("sentences")
    pin = pins.entries().get(sentence) if pins else None
    return pin.line if pin else None


def pin(text: str, document: Document, file: str = "policy") -> str:
    """The written policy with the fingerprints of all cited sentences as they read now; comments stay.

    Raises BadFile for a sentence that the document does not have.
    """
    top = load(text, file).entries()
    cited = {node.text(): node for node in _cited(top.get("data"), top.get("commitments"))}
    new: dict[str, Plain] = {}
    for sentence in sorted(cited, key=lambda name: (len(name), name)):
        if sentence not in document.by_id:
            raise cited[sentence].bad(f"`{sentence}` is no sentence of `{document.name}`", "see `kept read`")
        new[sentence] = fingerprint(document.by_id[sentence].text)
    return _with_sentences(text, file, top.get("sentences"), new)


def _with_sentences(text: str, file: str, before: Node | None, new: dict[str, Plain]) -> str:
    tree = load_tree(text, file)
    kept: dict[str, Plain] = {key: key for key in tree if key != "sentences"}
    old = dict(kept)
    if before is not None:
        old["sentences"] = {key: str(node.value) for key, node in before.entries().items()}
    pinned = spliced(text, tree, old, {**kept, "sentences": new})
    found = load(pinned, file).entries().get("sentences")
    if found is None or {key: node.value for key, node in found.entries().items()} != new:
        raise BadFile(
            "the sentences cannot be written", file=file, line=1, key="sentences", do="write one key a line"
        )
    return pinned


def _cited(data: Node | None, commitments: Node | None) -> Iterable[Node]:
    holders = [*(data.entries().values() if data else ()), *(commitments.items() if commitments else ())]
    for holder in holders:
        cites = holder.entries().get("cites")
        if cites is not None:
            yield from cites.items()
