"""HTML blocks: the words a page shows, each with its place in the source; offsets cover the source span."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from kept.policy.document import Unit

from .block import Block, Headings, Places
from .grid import Grid
from .open import HEADINGS, Around, Open
from .shown import is_bold, is_frame, is_unseen, opened_by_buttons
from .tag import End, Start, Text, tags

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "head", "header", "hr",
    "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "ul", *HEADINGS,
})  # fmt: skip
_TABLE_PARTS = frozenset({"tr", "td", "th", "thead", "tbody", "tfoot"})
_LISTS = frozenset({"ul", "ol", "menu", "dl"})
_UNBOLD = 7
"""The level of a paragraph that stands where a heading would: wholly in bold, or what opens a panel."""
_MARK = re.compile(r"\s*[-*•·▪◦‣–—]\s+")
_SKIP = re.compile(r"(?:skip|jump|go) to\b|back to top", re.IGNORECASE)
_CONTENTS = re.compile(
    r"(?:on this page|in this (?:policy|notice|page|article|document)|(?:table of )?contents|jump to|"
    r"quick links|sections)\W*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"\s+|\S+")


@dataclass(eq=False)
class _Piece:
    """A block that is being gathered; runs of white space become one space."""

    around: Around
    text: list[str] = field(default_factory=list)
    starts: array[int] = field(default_factory=lambda: array("Q"))
    ends: array[int] = field(default_factory=lambda: array("Q"))
    bold: bool = True
    linked: str | None = None
    """How far all of its words are links: `page` to a place on the page, `link` anywhere, else empty."""
    level: int = 0

    def add(self, text: Text, around: Around) -> None:
        """Take characters in."""
        whole = len(text.shown) != text.end - text.start
        for found in _WORD.finditer(text.shown):
            first, last = found.span()
            if found[0].isspace():
                if not self.text or self.text[-1] == " ":
                    continue
                self.text.append(" ")
                last = first + 1
            else:
                self.text.append(found[0])
                self._note(around)
            span = range(text.start + first, text.start + last)
            self.starts.extend([text.start] * len(span) if whole else span)
            self.ends.extend([text.end] * len(span) if whole else (n + 1 for n in span))

    def _note(self, around: Around) -> None:
        self.bold = self.bold and around.bold
        if self.linked is None or self.linked == around.link:
            self.linked = around.link
        else:
            self.linked = "link" if self.linked and around.link else ""

    @property
    def shown(self) -> str:
        """Its words."""
        return "".join(self.text).strip()

    @property
    def places(self) -> Places:
        """Where they stand."""
        return self.starts, self.ends


def blocks(source: str) -> tuple[Block, ...]:
    """The blocks of a page: of `main` or `article` where these hold the text, else of all but its frame."""
    pieces = _without_contents(_text_of(_Page(source).pieces))
    headings = Headings(tuple(piece.level for piece in pieces if piece.level))
    return tuple(_block(piece, headings) for piece in pieces)


def _block(piece: _Piece, headings: Headings) -> Block:
    text, around = "".join(piece.text), piece.around
    if piece.level:
        return Block("heading", headings.enter(piece.level, text.strip()), text, piece.places, whole=True)
    layout = around.grid is not None and around.grid.layout
    unit: Unit = "body" if layout and around.unit == "cell" else around.unit
    cell = around.slot.place() if around.slot and not layout else None
    return Block(unit, headings.path, text, piece.places, depth=around.depth, cell=cell)


def _text_of(pieces: Sequence[_Piece]) -> list[_Piece]:
    """A third of the words make `main` the text: less is a teaser. A frame without a text is the text."""
    inner = [piece for piece in pieces if not piece.around.frame] or list(pieces)
    main = [piece for piece in inner if piece.around.main]
    return main if 3 * sum(len(p.text) for p in main) >= sum(len(p.text) for p in inner) else inner


def _without_contents(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Without lists of links into the page, their headings, and links that skip."""
    kept: list[_Piece] = []
    for into, run in groupby(pieces, key=lambda piece: piece.linked == "page" and not piece.level):
        members = list(run)
        if into and len(members) > 1:
            if kept and _CONTENTS.match(kept[-1].shown):
                kept.pop()
        else:
            kept += [p for p in members if not (into and _SKIP.match(p.shown))]
    return kept or list(pieces)


class _Page:
    """Gathers the pieces of one page in one walk over its tags."""

    def __init__(self, source: str) -> None:
        self.pieces: list[_Piece] = []
        self._piece: _Piece | None = None
        self._open = Open()
        self._tables = 0
        self._breaks = 0
        self._controlled = _controlled(source)
        for token in tags(source):
            self._token(token)
        self._flush()
        self._open.end()

    def _token(self, token: Start | End | Text) -> None:
        if isinstance(token, Text):
            self._take(token)
        elif isinstance(token, Start) and token.name == "br":
            self._break(token)
        else:
            block = self._is_block(token.name)
            if block:
                self._flush()
            if isinstance(token, End):
                self._open.close(token.name, block=block)
            else:
                self._start(token, block)

    def _is_block(self, name: str) -> bool:
        """A button is a block of its own, but for one in a heading, which is the heading."""
        return name in _BLOCKS or (name == "button" and not self._open.around.level)

    def _start(self, tag: Start, block: bool) -> None:
        if tag.name in _BLOCKS:
            self._open.make_room(tag.name)
        elif tag.name == "a":
            self._open.close("a", block=False)
        around = self._open.around
        if not around.unseen:
            unseen = is_unseen(tag, self._controlled)
            around = replace(around, unseen=True) if unseen else self._entered(tag, around)
        self._open.enter(tag, around, block=block)

    def _entered(self, tag: Start, around: Around) -> Around:
        """What stands around the words in a tag that is seen."""
        around = _in_table(tag, _in_list(tag, _in_text(tag, around)))
        if tag.name != "table":
            return around
        if _role(tag) in ("presentation", "none"):
            return replace(around, grid=None)
        self._tables += 1
        return replace(around, grid=Grid(self._tables), heads=False)

    def _break(self, tag: Start) -> None:
        """One break is a space, two end the paragraph."""
        self._breaks += 1
        if self._piece is None:
            return
        if self._breaks > 1:
            self._flush()
        else:
            self._piece.add(Text(" ", tag.start, tag.end), self._open.around)

    def _take(self, text: Text) -> None:
        around = self._open.around
        if around.unseen:
            return
        if not text.shown.isspace():
            if self._breaks and _MARK.match(text.shown):
                self._flush()
                around = replace(around, unit="bullet", depth=max(1, around.depth))
            self._breaks = 0
        self._piece = self._piece or _Piece(around)
        self._piece.add(text, around)

    def _flush(self) -> None:
        piece, self._piece, self._breaks = self._piece, None, 0
        text = piece.shown if piece else ""
        if piece is None or not text:
            return
        around, slot = piece.around, piece.around.slot
        stands = around.title or (piece.bold and around.unit == "body" and not around.term)
        looks = stands and len(text) <= 100 and text[-1] not in ".:;,"
        piece.level = around.level or (_UNBOLD if looks else 0)
        if slot and slot.heading:
            piece.level = 0
        elif around.grid and slot and around.level:
            around.grid.layout = True
        if slot:
            slot.say(text, bold=piece.bold)
        if around.header and piece.linked:
            piece.around = replace(around, frame=True)
        self.pieces.append(piece)


def _controlled(source: str) -> frozenset[str]:
    if "aria-controls" not in source:  # spares most pages a second walk
        return frozenset()
    return opened_by_buttons(tag for tag in tags(source) if isinstance(tag, Start))


def _role(tag: Start) -> str:
    return tag.attributes.get("role", "").lower()


def _in_text(tag: Start, around: Around) -> Around:
    name, attributes, role = tag.name, tag.attributes, _role(tag)
    if not around.frame and is_frame(tag, around.main):
        around = replace(around, frame=True)
    if not around.bold and (name in HEADINGS or is_bold(tag)):
        around = replace(around, bold=True)
    if not around.main and (name in ("main", "article") or role == "main"):
        around = replace(around, main=True)
    if name == "header":
        around = replace(around, header=not around.main)
    if name in HEADINGS or role == "heading":
        around = replace(around, level=_level(attributes.get("aria-level", ""), HEADINGS.get(name, 2)))
    if name == "summary" or ("aria-expanded" in attributes and (name in ("a", "button") or role == "button")):
        around = replace(around, title=True)
    if name == "a" and "href" in attributes:
        around = replace(around, link="page" if attributes["href"].strip().startswith("#") else "link")
    return around


def _in_list(tag: Start, around: Around) -> Around:
    role = _role(tag)
    if tag.name in _LISTS or role == "list":
        return replace(around, depth=around.depth + 1)
    if tag.name in ("li", "dd") or role == "listitem":
        return replace(around, unit="bullet", depth=max(1, around.depth), term=False)
    return replace(around, term=True) if tag.name == "dt" else around


def _in_table(tag: Start, around: Around) -> Around:
    name, grid = tag.name, around.grid
    if grid is None or name not in _TABLE_PARTS:
        return around
    if name == "tr":
        grid.row()
    if name not in ("td", "th"):
        return replace(around, heads=name == "thead" or (name == "tr" and around.heads))
    of_row = tag.attributes.get("scope", "").lower() in ("row", "rowgroup")
    slot = grid.cell(
        width=_number(tag.attributes.get("colspan", "")),
        height=_number(tag.attributes.get("rowspan", "")),
        heading=around.heads or (name == "th" and not of_row),
    )
    return replace(around, unit="cell", slot=slot, depth=0, title=False)


def _level(written: str, otherwise: int) -> int:
    return int(written) if re.fullmatch("[1-9]", written.strip()) else otherwise


def _number(written: str) -> int:
    return int(written) if re.fullmatch("[0-9]{1,4}", written.strip()) else 1
