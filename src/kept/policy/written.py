"""The written form of a policy: YAML text to Policy and back, comments and lines kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kept.words.error import BadFile, Misuse, suggestion

from .citation import Citation
from .commitment import KINDS, SLUGS, Commitment, Organisation, Term
from .condition import Plain
from .fields import Words, read_fields, written_fields
from .node import Node, load, load_tree
from .policy import Policy
from .splice import section, spliced
from .vocabulary import Vocabulary, standard

TOP = ("policy", "document", "effective", "parties", "data", "commitments", "sentences")
_ID = re.compile(r"(?=.{1,64}$)(?!.*\d{9})[a-z][a-z0-9_]*([./:-][a-z0-9_]+)*")
_FINGERPRINT = re.compile(r"[0-9a-f]{12}")
_KIND = frozenset({"kind"})


def parse(text: str, file: str, known: Vocabulary | None = None) -> Policy:
    """The policy a text writes down; `known` defaults to the package's dictionaries.

    Raises BadFile with file, line, key and the nearest right word.
    """
    root = load(text, file)
    top = root.only(TOP)
    words = _words(top, known or standard())
    return Policy(
        id=_id(root.needed("policy")),
        document=root.needed("document").text(),
        effective=root.needed("effective").day(),
        parties={
            key: Organisation(**read_fields(Organisation, node, words)) for key, node in _map(top, "parties")
        },
        terms={key: Term(**read_fields(Term, node, words)) for key, node in _map(top, "data")},
        commitments=_commitments(root.needed("commitments"), words),
    )


def _id(node: Node) -> str:
    """A word that may stand in the ledger, where nothing may that could be a person's name or number."""
    text = node.text()
    if not _ID.fullmatch(text):
        raise node.bad(f"`{text}` is no id", "write lower-case words joined by `-`, such as `logs-30d`")
    return text


def _map(top: Mapping[str, Node], key: str) -> Iterable[tuple[str, Node]]:
    return top[key].entries().items() if key in top else ()


def _words(top: Mapping[str, Node], known: Vocabulary) -> Words:
    people = set(known.subjects)
    for _, term in _map(top, "data"):
        people.update(term.needed("about").texts())  # a policy may speak of people of its own
    return Words(
        known=known,
        parties=frozenset(key for key, _ in _map(top, "parties")),
        terms=frozenset(key for key, _ in _map(top, "data")),
        people=frozenset(people),
        fingerprints={key: _fingerprint(node) for key, node in _map(top, "sentences")},
    )


def _fingerprint(node: Node) -> str:
    text = node.text()
    if not _FINGERPRINT.fullmatch(text):
        raise node.bad(f"`{text}` is not a fingerprint", "write them with `kept read --pin`")
    return text


def _commitments(node: Node, words: Words) -> tuple[Commitment, ...]:
    found: dict[str, Commitment] = {}
    for item in node.items():
        commitment = _commitment(item, words)
        if commitment.id in found:
            raise item.needed("id").bad(
                f"`{commitment.id}` is the id of two commitments", "rename one of them"
            )
        found[commitment.id] = commitment
    return tuple(found.values())


def _commitment(node: Node, words: Words) -> Commitment:
    _id(node.needed("id"))
    slug = node.needed("kind")
    kind = KINDS.get(slug.text())
    if kind is None:
        raise slug.bad(f"unknown kind `{slug.text()}`", suggestion(slug.text(), KINDS))
    return kind(**read_fields(kind, node, words, skip=_KIND))


def dump(policy: Policy, onto: str | None = None) -> str:
    """The policy as text; what did not change since `onto` keeps its lines, comments included.

    parse(dump(p)) == p and parse(dump(p, onto)) == p. Raises Misuse when one sentence is cited with two
    fingerprints, BadFile when `onto` is not a policy.
    """
    new = plain(policy)
    whole = "\n".join("".join(part) for part in _parts(new))
    if onto is None:
        return whole
    before = parse(onto, policy.document)
    merged = spliced(onto, load_tree(onto, policy.document), plain(before), new)
    return merged if _says(merged, policy) else whole


def _parts(new: Mapping[str, Plain]) -> Iterable[list[str]]:
    """The head in one part, then a part a section."""
    head = [key for key in TOP[:3] if key in new]
    yield [line for key in head for line in section(key, new[key])]
    for key in TOP[3:]:
        if key in new:
            yield section(key, new[key])


def _says(text: str, policy: Policy) -> bool:
    try:
        return parse(text, policy.document) == policy
    except BadFile:
        return False  # lines that cannot be joined so; the caller writes all of them anew


def plain(policy: Policy) -> dict[str, Plain]:
    """The policy as YAML is made of it."""
    found: dict[str, Plain] = {
        "policy": policy.id,
        "document": policy.document,
        "effective": policy.effective,
        "parties": {key: written_fields(party) for key, party in policy.parties.items()},
        "data": {key: written_fields(term) for key, term in policy.terms.items()},
        "commitments": [_plain_commitment(commitment) for commitment in policy.commitments],
        "sentences": {**_fingerprints(policy)},
    }
    return {key: value for key, value in found.items() if value or key == "commitments"}


def _plain_commitment(commitment: Commitment) -> Plain:
    written = written_fields(commitment)
    first: dict[str, Plain] = {"id": written.pop("id"), "kind": SLUGS[type(commitment)]}
    last = {key: written.pop(key) for key in ("hedge", "by") if key in written}
    return first | written | last


def _fingerprints(policy: Policy) -> dict[str, str]:
    found: dict[str, str] = {}
    for citation in citations(policy):
        if found.setdefault(citation.sentence, citation.fingerprint) != citation.fingerprint:
            raise Misuse(
                f"`{citation.sentence}` is cited with two fingerprints",
                do="cite each sentence as it reads now",
            )
    return dict(sorted(found.items(), key=lambda pair: (len(pair[0]), pair[0])))


def citations(policy: Policy) -> Iterable[Citation]:
    """Every citation of the policy's terms and commitments."""
    for term in policy.terms.values():
        yield from term.cites
    for commitment in policy.commitments:
        yield from commitment.cites
