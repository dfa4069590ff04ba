"""Drafts of commitments from the wording of a document. Deterministic: the same words, the same drafts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from kept.policy.document import Document, Sentence

from .amount import amounts
from .context import Context, contexts
from .definition import names
from .draft import Draft, Shape, Strength
from .formula import formulas
from .frame import Frame, frames
from .limit import clauses
from .nothing import nothing
from .phrase import Lexicon, wording
from .slots import Words, links, narrowest
from .table import Answer, answers
from .token import tokens

_DEFINES = re.compile(
    r"\(?(?:collectively|together|hereinafter)[^“\"”)]{0,20}[“\"”]"
    r"|[“\"”][^“”\"]{2,60}[”\"]\s*(?:means|refers to|includes?|is any|shall mean)"
    r"|we mean|is defined as|\b(?:means|includes) (?:the |any |all )?(?:information|data)|is all the data"
    r"|^it does not include",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Read:
    """One sentence in its context with its words."""

    context: Context
    words: Words
    frames: tuple[Frame, ...]

    @property
    def sentence(self) -> Sentence:
        """The sentence."""
        return self.context.sentence

    @cached_property
    def leading(self) -> tuple[Draft, ...]:
        """What its items say too, when it leads a list in."""
        return tuple(d for d in _framed(self) if d.kind in _LEADING)


LONGEST = 6000
"""Characters of the longest sentence that is read; a longer one is no sentence, and would take its square."""


def drafts(document: Document) -> tuple[Draft, ...]:
    """What the document's sentences seem to commit to, in order."""
    lexicon = names(document).lexicon()
    found: list[Draft] = []
    reads: dict[str, Read] = {}
    table = answers(document)
    for context in contexts(document):
        if len(context.sentence.text) > LONGEST:
            continue
        read = _read(context, lexicon)
        reads[context.sentence.id] = read
        for answer in table.get(context.sentence.id, ()):
            found.append(_cell(read, answer, reads.get(answer.row, read)))
        found += _distinct(_of(read, _lead(context, reads)))
    return tuple(found)


def _lead(context: Context, reads: Mapping[str, Read]) -> Read | None:
    """The nearest lead that says who does what: an item under an item may only name things."""
    lead = context.lead and reads.get(context.lead.id)
    while lead and not lead.leading and lead.context.lead:
        lead = reads.get(lead.context.lead.id)
    return lead or None


def _read(context: Context, lexicon: Lexicon) -> Read:
    text = context.sentence.text
    split = tokens(text)
    words = Words(text, split, lexicon.find(split), clauses(text), amounts(text))
    return Read(context, words, frames(split, words.phrases))


def _of(read: Read, lead: Read | None) -> Iterator[Draft]:
    if read.sentence.unit == "heading" or nothing(read.words.text) == "explanation":
        return
    set_forms = [_formed(read, *f) for f in formulas(read.words)]
    if _is_title(read):
        yield from (d for d in set_forms if d.kind == "version")
        return
    if not (lead and read.sentence.unit == "bullet") and (defined := _defined(read)):
        yield from defined
        return
    own = list(_framed(read, firmly=nothing(read.words.text) is not None))
    deemed = any(d.rule == "agrees-by-conduct" for d in set_forms)
    own = [d for d in own if not (deemed and d.kind == "agreement")]
    kinds = {d.kind for d in own}
    yield from own
    yield from (d for d in set_forms if d.kind not in kinds)
    if not own and not set_forms:
        yield from _rights(read)
    if lead and not any(d.by == "us" for d in own):
        yield from _inherited(read, lead)
    elif not own and not set_forms and not lead:
        yield from _headless(read)


def _is_title(read: Read) -> bool:
    """An entry of a table of contents, or a heading that lost its mark."""
    text = read.words.text
    words = [t.text for t in read.words.tokens if t.word]
    short = 0 < len(words) <= 8 and text[-1:] not in ".:;!?" and read.sentence.unit == "body"
    return short and sum(w[0].isupper() for w in words) >= 0.6 * len(words) and not links(text)


def _framed(read: Read, firmly: bool = False) -> Iterator[Draft]:
    """The drafts of the sentence's frames; `firmly`: only of those that say `may`, `will` or the like."""
    kinds = wording("frames")
    for n, frame in enumerate(read.frames):
        kind = kinds.get(frame.subject or ("nobody" if frame.modal else ""), {}).get(frame.act)
        if kind is None or frame.purpose or (firmly and frame.modal is None):
            continue
        if frame.described and kind != "collection":
            continue
        if kind == "right" and frame.subject == "we" and not frame.negated:
            continue  # our own rights
        if frame.act == "use" and (tool := _tool(read, frame)):
            yield _formed(read, "uses-a-tool", "party", "fact", read.words.place(frame.first, tool))
            continue
        yield _draft(read, frame, kind, f"{frame.subject or 'nobody'}-{frame.act}", _region(read, n))


def _tool(read: Read, frame: Frame) -> int | None:
    """Where the name of a tool ends that is what is used: `we use Hotjar`."""
    near = (p for p in read.words.phrases if p.family == "tool" and frame.last <= p.first <= frame.last + 3)
    return next((p.last for p in near), None)


def _region(read: Read, n: int) -> tuple[int, int]:
    """The tokens a frame speaks of: to the next frame of another subject; a passive's also before it."""
    frame = read.frames[n]
    first = frame.first if not frame.passive else (read.frames[n - 1].end if n else 0)
    last = len(read.words.tokens)
    for following in read.frames[n + 1 :]:
        if (
            not following.purpose
            and following.subject not in ("", frame.subject)
            and following.subject != "you"
        ):
            last = max(frame.last, following.first)
            break
    return min(first, frame.first), last


def _draft(read: Read, frame: Frame, kind: str, rule: str, region: tuple[int, int]) -> Draft:
    words = read.words
    effect = _shape(kind, frame)
    found = _filled(
        Draft(
            cites=(read.sentence.id,),
            kind=kind,
            effect=effect,
            rule=rule,
            words=words.place(frame.first, frame.last),
            by="us" if frame.subject in ("we", "site", "") else frame.subject,
        ),
        words,
        region,
    )
    return _conditional(found) if effect == "forbid" else found


def _conditional(draft: Draft) -> Draft:
    """`Not without your consent` is no prohibition: it permits, if there is consent."""
    if not any(c.role in ("without", "unless") and c.test == "consent" for c in draft.conditions):
        return draft
    turned = tuple(replace(c, role="if") if c.test == "consent" else c for c in draft.conditions)
    return replace(draft, effect="permit", conditions=turned)


def _shape(kind: str, frame: Frame) -> Shape:
    if frame.act in wording("frames")["shapes"]["forbid"]:
        return "permit" if frame.negated else "forbid"
    if frame.negated and frame.act != "exercise":
        return "forbid"
    if kind == "version":
        return "permit"
    if kind in wording("frames")["shapes"]["oblige"]:
        return "permit" if kind == "retention" and frame.modal == "may" else "oblige"
    return "permit"


def _filled(draft: Draft, words: Words, region: tuple[int, int]) -> Draft:
    """The draft with what the words of its region say; limits hold for the whole sentence."""
    first, last = region
    told = [p for p in words.phrases if first <= p.first and p.last <= last and not words.limited(p)]

    def keys(family: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(p.key for p in told if p.family == family))

    return replace(
        draft,
        data=narrowest((*draft.data, *keys("data"))),
        open=draft.open or bool(keys("open")),
        about=(*draft.about, *(k for k in keys("people") if k not in draft.about)),
        purpose=narrowest((*draft.purpose, *keys("purpose"))),
        basis=(*draft.basis, *(k for k in words.keys("basis") if k not in draft.basis)),
        to=(*draft.to, *(k for k in keys("recipient") if k not in draft.to)),
        places=(*draft.places, *(k for k in keys("place") if k not in draft.places)),
        channels=(*draft.channels, *(k for k in keys("channel") if k not in draft.channels)),
        right=draft.right or (words.keys("right") if draft.kind == "right" else ()),
        amounts=tuple(dict.fromkeys((*draft.amounts, *words.amounts))),
        conditions=(*draft.conditions, *words.limits),
        hedges=tuple(dict.fromkeys((*draft.hedges, *words.keys("hedge")))),
        links=(*draft.links, *links(words.text)),
        negations=(*draft.negations, *words.negations),
        strength=_strength(draft, words),
    )


def _strength(draft: Draft, words: Words) -> Strength | None:
    """How strong a yes the sentence speaks of; a yes read into conduct is deemed, whatever it is called."""
    if draft.rule == "agrees-by-conduct":
        return "deemed"
    if draft.kind != "agreement" and not any(c.test == "consent" for c in words.limits):
        return None
    said = words.text.casefold()
    if "opt in" in said or "opt-in" in said:
        return "opt-in"
    return "express" if "explicit" in said or "express" in said or "permission" in said else None


def _formed(read: Read, name: str, kind: str, effect: Shape, place: tuple[int, int]) -> Draft:
    draft = Draft(cites=(read.sentence.id,), kind=kind, effect=effect, rule=name, words=place)
    return _filled(draft, read.words, (0, len(read.words.tokens)))


def _rights(read: Read) -> list[Draft]:
    """`the right to access` and other items that name a right and do nothing else."""
    named = read.words.keys("right")
    if not named or read.context.topic not in ("rights", "") or "right" not in read.words.text.casefold():
        return []
    return [_formed(read, "names-a-right", "right", "oblige", (0, len(read.words.text)))]


def _defined(read: Read) -> list[Draft]:
    """A definition of data is a fact that everything said of the term hangs on."""
    found = _DEFINES.search(read.words.text)
    about = read.words.keys("data") or "release" in read.words.keys("act")
    if not found or not about:
        return []
    return [_formed(read, "defines-data", "scope", "fact", found.span())]


def _inherited(read: Read, lead: Read) -> Iterator[Draft]:
    """An item says what its lead does: the lead's frame with the item's words."""
    for draft in lead.leading[:2]:
        start = replace(
            draft, cites=(lead.sentence.id, read.sentence.id), words=(0, 0), rule=f"item-of-{draft.rule}"
        )
        yield _filled(start, read.words, (0, len(read.words.tokens)))
    if not lead.leading:
        yield from _headless(read)


_LEADING = frozenset({
    "collection", "use", "disclosure", "sale", "transfer", "retention", "tracking", "message", "right",
    "linkage", "inference", "safeguard", "notice",
})  # fmt: skip
_BY_TOPIC = {"use": "use", "collect": "collection", "disclose": "disclosure", "rights": "right"}


def _headless(read: Read) -> Iterator[Draft]:
    """An item without a subject says what its heading is about; a whole sentence would be guessed at."""
    if read.words.negations or not (read.context.item or read.sentence.unit == "cell"):
        return
    kind = _BY_TOPIC.get(read.context.topic)
    words = read.words
    said = {
        "use": words.keys("purpose"), "collection": words.keys("data"),
        "disclosure": words.keys("recipient"), "right": words.keys("right"),
    }  # fmt: skip
    begins = re.match(r"\W*(?:\(\w+\)\s*)?(?:to|for)\b", words.text, re.IGNORECASE)
    fits = begins if kind == "use" else not any(f.subject for f in read.frames)
    if kind and fits and said[kind]:
        effect: Shape = "oblige" if kind == "right" else "permit"
        yield _formed(read, f"line-under-{read.context.topic}", kind, effect, (0, len(words.text)))


def _cell(read: Read, answer: Answer, row: Read) -> Draft:
    """An answer is about the data its row names."""
    draft = Draft(
        cites=tuple(dict.fromkeys((row.sentence.id, read.sentence.id))),
        kind=answer.kind,
        effect="permit" if answer.yes else "forbid",
        rule="table-column",
        words=answer.words,
    )
    return _filled(draft, row.words, (0, len(row.words.tokens)))


def _distinct(every: Iterator[Draft]) -> list[Draft]:
    """One draft a kind, effect and subject of a sentence: later ones add what they name to the first."""
    found: dict[tuple[object, ...], Draft] = {}
    for draft in every:
        key = (draft.kind, draft.effect, draft.by)
        before = found.get(key)
        found[key] = _joined(before, draft) if before else draft
    return list(found.values())


def _joined(one: Draft, other: Draft) -> Draft:
    def both(a: Sequence[str], b: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*a, *b)))

    return replace(
        one,
        data=narrowest((*one.data, *other.data)),
        about=both(one.about, other.about),
        purpose=narrowest((*one.purpose, *other.purpose)),
        to=both(one.to, other.to),
        places=both(one.places, other.places),
        channels=both(one.channels, other.channels),
        right=both(one.right, other.right),
        hedges=both(one.hedges, other.hedges),
    )


def defines(text: str) -> bool:
    """Does the sentence give a term its meaning?"""
    return _DEFINES.search(text) is not None
