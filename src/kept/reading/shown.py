"""What of a page is its text: not what nobody sees, and not the frame around the text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from .tag import Start

_NEVER = frozenset({
    "script", "style", "noscript", "template", "svg", "math", "head", "iframe", "object", "canvas", "audio",
    "video", "map", "select", "datalist", "textarea", "title", "xmp", "noembed", "noframes",
})  # fmt: skip
_FRAME_ROLES = frozenset({"navigation", "banner", "search", "dialog", "alertdialog", "menu", "menubar"})
_OUTER_ROLES = frozenset({"contentinfo", "complementary"})
_UNSTYLED = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_BOLD = re.compile(r"(?:^|;)\s*font-weight\s*:\s*(?:bold|[6-9]00)\b", re.IGNORECASE)
_SPOKEN = frozenset({"sr-only", "visually-hidden", "screen-reader-text"})
"""Classes of words that are only read aloud, such as `(opens in a new window)`."""
_BANNERS = re.compile(
    r"(?:^|\s)(?:onetrust-(?:banner|consent|pc)|CybotCookiebotDialog|truste[-_]|usercentrics|didomi-|osano-cm|"
    r"iubenda-cs|klaro|qc-cmp|cmplz-|cky-|moove_gdpr|BorlabsCookie|cli-modal|cookie-law-info|cc-(?:window|banner)|"
    r"termly-|axeptio|tarteaucitron|sp_message_container|fc-consent|"
    r"(?:cookie|consent|gdpr|privacy)[-_]?(?:banner|bar|popup|pop-up|modal|overlay|toast|prompt|bubble)(?![a-z]))",
    re.IGNORECASE,
)
_LIKE_BANNERS = re.compile(
    r"(?:^|\s)(?:cookies?|consent|gdpr)[-_]?(?:notice|notification|message|consent|dialog|wrapper)(?![a-z])"
    r"|breadcrumb|skip-?(?:link|to|nav)|(?:^|\s)(?:site|page|main|global)[-_](?:nav|menu|footer)(?![a-z])",
    re.IGNORECASE,
)
"""Names that a banner bears as often as a section about cookies: told apart by standing outside the text."""
_WHOLE = frozenset({"html", "body", "main", "article"})
"""Elements that take in the text itself, whatever their classes say of the page's state."""


def is_unseen(tag: Start, controlled: Collection[str]) -> bool:
    """Does nobody see it? A panel that a button on the page opens (`controlled`, by id) is seen."""
    attributes = tag.attributes
    if tag.name in _NEVER or (tag.name == "button" and "aria-expanded" not in attributes):
        return True
    if tag.name[0] != "h" and not _SPOKEN.isdisjoint(attributes.get("class", "").split()):
        return True
    hidden = (
        attributes.get("hidden", "until-found").lower() != "until-found"
        or attributes.get("aria-hidden", "").lower() == "true"
        or _UNSTYLED.search(attributes.get("style", "")) is not None
    )
    opened = attributes.get("id") in controlled or attributes.get("role") == "tabpanel"
    return hidden and not opened and tag.name not in ("html", "body")


def is_frame(tag: Start, within: bool) -> bool:
    """Is it the frame around a page's text, navigation or a dialog? `within`: it stands in the text."""
    role = tag.attributes.get("role", "").lower()
    if tag.name in ("nav", "dialog") or role in _FRAME_ROLES:
        return True
    if tag.attributes.get("aria-modal", "").lower() == "true":
        return True
    if not within and (tag.name in ("footer", "aside") or role in _OUTER_ROLES):
        return True
    if tag.name in _WHOLE:
        return False
    names = f"{tag.attributes.get('id', '')} {tag.attributes.get('class', '')}"
    return _BANNERS.search(names) is not None or (not within and _LIKE_BANNERS.search(names) is not None)


def is_bold(tag: Start) -> bool:
    """Does it set its words in bold?"""
    return tag.name in ("b", "strong") or _BOLD.search(tag.attributes.get("style", "")) is not None


def opened_by_buttons(tags: Iterable[Start]) -> frozenset[str]:
    """The ids of the panels that something on the page opens: accordions and tabs."""
    return frozenset(
        id
        for tag in tags
        if "aria-expanded" in tag.attributes or tag.attributes.get("role") == "tab"
        for id in tag.attributes.get("aria-controls", "").split()
    )
