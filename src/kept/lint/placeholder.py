"""placeholder: words that stand where a name or an address should."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kept.policy.document import Document

from .finding import Finding

_PLACEHOLDER = re.compile(
    r"\[email\s*protected\]|\[(?:your |the |insert |company|name|address|date|email|phone)[^\]]{0,40}\](?!\()"
    r"|\{\{[^}]*\}\}|\blorem ipsum\b|\bTODO\b|\bTBD\b|\bXX+\b|<(?:insert|company|your)[^>]*>",
    re.IGNORECASE,
)


def find(document: Document, today: date) -> Iterator[Finding]:
    """Placeholders, and addresses that a page hid from readers that run no script."""
    for sentence in document.sentences:
        if found := _PLACEHOLDER.search(sentence.text):
            lost = "protected" in found[0].casefold()
            yield Finding(
                "placeholder",
                "error",
                (sentence.id,),
                "the address was hidden from readers without scripts" if lost else "holds a placeholder",
                "write the address out" if lost else "write what belongs there",
            )
