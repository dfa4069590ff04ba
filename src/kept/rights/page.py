"""The pages of an access package, from templates that escape whatever people wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from kept.records.request import Request
from kept.words.right import known_right

from .desk import Desk, laws_of
from .section import Section
from .told import rights


def rendered(
    desk: Desk,
    asked: Request,
    sections: Sequence[Section],
    forwarded: Sequence[Mapping[str, Any]],
    unused: Sequence[str],
) -> tuple[str, str]:
    """The page to read and the plain text beside it."""
    us = desk.policy.parties.get("us")
    granted = frozenset(grant.right for law in laws_of(asked) for grant in law.rights)
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
        "rights": list(rights(desk.policy, desk.document, granted)),
    }
    pages = _pages()
    return pages.get_template("access.html").render(facts), pages.get_template("access.txt").render(facts)


@cache
def _pages() -> Environment:
    return Environment(
        loader=PackageLoader("kept.rights", "pages"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
