"""Who does what in a sentence: subject, modality, negation and act, clause by clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .phrase import Phrase
from .token import Token

_BREAKS = frozenset({";", ":", ".", "•"})
_TURNS = frozenset({"but", "however", "although", "whilst", "whereas"})
_BE = frozenset({"be", "is", "are", "been", "being", "was", "were", "get"})
_RELATIVE = frozenset({"that", "which", "who", "whom"})
_OBJECTS = frozenset({"us", "ours"})


@dataclass(frozen=True, slots=True)
class Frame:
    """One act of a sentence; numbers are those of its tokens."""

    subject: str
    """`we`, `you`, `other` (a third party), `site` (the service or its cookies), or empty: none is named."""
    act: str
    modal: str | None
    negations: tuple[int, ...]
    passive: bool
    described: bool
    """The act tells data apart, `the data that we store`, and may be no statement of its own."""
    purpose: bool
    """The act is what another is done for: `to contact you`, `for sharing`."""
    first: int
    last: int
    """The frame's words run from `first` (its subject or negation) to `last` (the end of the act)."""
    end: int
    """Where the next frame begins."""

    @property
    def negated(self) -> bool:
        """Two negations say yes."""
        return len(self.negations) % 2 == 1


def frames(words: Sequence[Token], phrases: Sequence[Phrase]) -> tuple[Frame, ...]:
    """The frames of a sentence in order."""
    found = list(_frames(words, phrases))
    ends = [*(following.first for following in found[1:]), len(words)][: len(found)]
    return tuple(replace(f, end=max(end, f.last)) for f, end in zip(found, ends, strict=True))


def _frames(words: Sequence[Token], phrases: Sequence[Phrase]) -> Iterator[Frame]:
    subjects = [p for p in phrases if p.family == "subject" and words[p.first].stem not in _OBJECTS]
    modals = [p for p in phrases if p.family == "modal"]
    negations = [p.first for p in phrases if p.family == "negation"]
    for act in (p for p in phrases if p.family == "act"):
        start = _clause_start(words, act.first)
        passive = _is_passive(words, act)
        subject = _subject(words, subjects, start, act, passive)
        since = start if passive or subject is None else max(start, subject.first)
        denied = tuple(n for n in negations if since <= n < act.first) + _inside(words, act, negations)
        modal = next((m for m in reversed(modals) if since <= m.first < act.first), None)
        first = min([act.first, *denied, *([subject.first] if subject and subject.first < act.first else [])])
        yield Frame(
            subject=subject.key if subject else "we" if passive else "",
            act=act.key,
            modal=modal.key if modal else None,
            negations=denied,
            passive=passive,
            described=_is_described(words, phrases, subject, act),
            purpose=_is_purpose(words, act, modal),
            first=first,
            last=act.last,
            end=act.last,
        )


def _is_described(
    words: Sequence[Token], phrases: Sequence[Phrase], subject: Phrase | None, act: Phrase
) -> bool:
    """`that we store`, `who use`, `which is kept`, and `the data we hold`: a relative clause, said or not."""
    named = subject is not None and subject.first < act.first
    first = subject.first if subject and named else act.first
    before = words[max(0, first - (1 if named else 3)) : first]
    if any(w.text.casefold() in _RELATIVE for w in before):
        return True
    if act.first and words[act.first - 1].text.casefold() in _RELATIVE:
        return True
    return named and any(p.family == "data" and p.last == first for p in phrases)


def _inside(words: Sequence[Token], act: Phrase, negations: Sequence[int]) -> tuple[int, ...]:
    # `keep no records`, `collect no data`: the no stands behind the act.
    return tuple(n for n in negations if n == act.last and words[n].stem in ("no", "none"))


def _clause_start(words: Sequence[Token], at: int) -> int:
    for n in range(at - 1, -1, -1):
        if words[n].text in _BREAKS or words[n].stem in _TURNS:
            return n + 1
    return 0


def _is_passive(words: Sequence[Token], act: Phrase) -> bool:
    if not words[act.first].text.endswith(("ed", "en", "ld", "nt", "pt", "de", "wn")):
        return False
    return any(words[n].stem in _BE for n in range(max(0, act.first - 5), act.first))


def _subject(
    words: Sequence[Token], subjects: Sequence[Phrase], start: int, act: Phrase, passive: bool
) -> Phrase | None:
    if passive:
        after = (
            s for s in subjects if act.last <= s.first <= act.last + 4 and words[s.first - 1].stem == "by"
        )
        return next(after, None)
    before = [s for s in subjects if start <= s.first and s.last <= act.first]
    return before[-1] if before else None


def _is_purpose(words: Sequence[Token], act: Phrase, modal: Phrase | None) -> bool:
    if act.first == 0:
        return False
    before = words[act.first - 1].stem
    if modal and modal.last == act.first:
        return False
    gerund = words[act.first].text.endswith("ing")
    return before == "to" or (gerund and before not in _BE)
