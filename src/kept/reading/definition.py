"""A document's own names: who `we` is, and the terms it gives a meaning to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kept.policy.document import Document, Sentence

from .phrase import Lexicon, Meaning, standard
from .slots import narrowest
from .token import tokens

_QUOTED = re.compile(r"[“\"]\s*\**\s*([^“”\"]{2,60}?)[,.]?\s*\**\s*[”\"]")
_WE = re.compile(r"\([^()]{0,160}?[“\"](?:we|us|our)[,”\"][^()]{0,80}\)", re.IGNORECASE)
_NAMED = re.compile(
    r"\b((?:[A-Z][\w&.-]*,? ){1,4}(?:LLC|Inc\.?|Ltd\.?|AB|GmbH|Corp\.?|Limited|plc|S\.A\.|B\.V\.|Pty)?)"
    r"\s*\([“\"]([^”\"]+)[”\"]\)"
)
_ACTS = re.compile(
    r"\b([A-Z][\w-]+) (?:may|will|does not|uses?|collects?|has|reserves|shares?|is committed|undertakes|"
    r"processes|discloses?|retains|maintains|provides|also collects|takes)\b"
)
_HELD = r"(?:Data|Information|Content|Records|Details)"
_TERM = re.compile(
    rf"(?:^|the term |term )[“\"]?\s*\**\s*((?:[A-Z][\w-]+ ){{1,3}}?{_HELD}|personal (?:data|information))"
    r"\s*\**\s*[”\"]?\s*(?:\([^)]*\) ?)?(?:means|includes?|refers to|is any|is all|shall mean|:)",
)
_CONTAINER = re.compile(rf"\((?:collectively,? )?(?:the )?[“\"]([A-Z][\w ]*{_HELD})[,.]?[”\"]\)")
_COMMON = frozenset(
    {"This", "These", "Such", "It", "We", "You", "That", "Which", "Who", "They", "Each", "No", "Cookies"}
)
_TIMES = 3
"""How often a name must act before it is taken for the one whose policy it is."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A term the document defines: its `key` in a typed policy, the sentence, and what data it holds."""

    term: str
    key: str
    sentence: str
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the one who speaks, and the defined terms of data."""

    us: tuple[str, ...]
    terms: tuple[Definition, ...]

    def lexicon(self) -> Lexicon:
        """The standard phrases with these names."""
        own: dict[str, list[Meaning]] = {name: [("subject", "we")] for name in self.us}
        for definition in self.terms:
            own.setdefault(definition.term, []).append(("data", definition.key))
        return standard().with_terms(own) if own else standard()


def names(document: Document) -> Names:
    """The document's names; read before anything else is, since they may be used before they are given."""
    return Names(tuple(_us(document.sentences)), tuple(_terms(document.sentences)))


def _us(sentences: Sequence[Sentence]) -> Iterator[str]:
    found: dict[str, None] = {}
    for sentence in sentences:
        for group in _WE.finditer(sentence.text):
            found.update((name[1], None) for name in _QUOTED.finditer(group[0]))
    for sentence in sentences[:8]:
        for named in _NAMED.finditer(sentence.text):
            found.update(dict.fromkeys((named[1].strip(), named[2].strip(" ,"))))
    acting = Counter(name for s in sentences for name in _ACTS.findall(s.text) if name not in _COMMON)
    for name, times in acting.most_common(1):
        if times >= _TIMES and not found:
            found[name] = None
    for name in found:
        if name[0].isupper() and not re.search(
            r"(?:Services?|Sites?|Policy|Terms|Platform|Data|Information)$", name
        ):
            yield name


def _terms(sentences: Sequence[Sentence]) -> Iterator[Definition]:
    seen: set[str] = set()
    for sentence in sentences:
        for found in (*_TERM.finditer(sentence.text), *_CONTAINER.finditer(sentence.text)):
            term = found[1].strip()
            key = re.sub(r"\W+", "_", term.casefold())
            if (
                key not in seen
                and sentence.unit not in ("heading", "cell")
                and key not in ("personal_data", "personal_information")
            ):
                seen.add(key)
                phrases = standard().find(tokens(sentence.text))
                categories = narrowest(p.key for p in phrases if p.family == "data")
                yield Definition(term, key, sentence.id, categories)
