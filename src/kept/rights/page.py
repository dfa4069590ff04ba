"""The pages of an access package, from templates that escape whatever people wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from kept.policy.document import Sentence
from kept.records.request import Request
from kept.words.right import known_right

from .desk import Desk, laws_of
from .section import Section
from .told import Said, rights

_MARKS = re.compile(r"^\s*([-*+•]|\d+[.)])\s+")


def rendered(
    desk: Desk,
    asked: Request,
    sections: Sequence[Section],
    forwarded: Sequence[Mapping[str, Any]],
    unused: Sequence[str],
) -> tuple[str, str]:
    """The page to read and the plain text beside it."""
    cited = sentences(desk, asked, sections)
    us = desk.policy.parties.get("us")
    facts: dict[str, Any] = {
        "organisation": desk.organisation,
        "contact": us.contact if us else None,
        "dpo": us.dpo if us else None,
        "request": asked,
        "answered": desk.clock().date(),
        "laws": [law.name for law in laws_of(asked)],
        "right": known_right(asked.right).name,
        "document": desk.policy.document,
        "effective": desk.policy.effective,
        "sections": sections,
        "rows": sum(section.rows for section in sections),
        "forwarded": forwarded,
        "unused": unused,
        "rights": _rights(desk, asked),
        "cited": cited,
        "number": {sentence.id: n for n, sentence in enumerate(cited, 1)},
    }
    pages = _pages()
    return pages.get_template("access.html").render(facts), pages.get_template("access.txt").render(facts)


def sentences(desk: Desk, asked: Request, sections: Sequence[Section]) -> tuple[Sentence, ...]:
    """The policy's sentences that the answer points to, in the order of the policy."""
    wanted = {id for section in sections for id in section.told.sentences}
    wanted.update(id for right in _rights(desk, asked) for id in right.sentences)
    return tuple(sentence for sentence in desk.document.sentences if sentence.id in wanted)


def _rights(desk: Desk, asked: Request) -> list[Said]:
    granted = frozenset(grant.right for law in laws_of(asked) for grant in law.rights)
    return list(rights(desk.policy, granted))


def _plain(text: str) -> str:
    """A sentence without the marks of its document: bullets, emphasis, code."""
    return _MARKS.sub("", text).replace("`", "").replace("**", "")


@cache
def _pages() -> Environment:
    pages = Environment(
        loader=PackageLoader("kept.rights", "pages"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    pages.filters["plain"] = _plain
    return pages
