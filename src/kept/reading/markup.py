"""HTML blocks: the words a page shows, each with its place in the source; offsets cover the source span."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from html.parser import HTMLParser

from kept.policy.document import Unit

from .block import Block, Headings, Span
from .line import Places

_UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "svg", "head", "iframe", "object", "nav", "footer"}
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_UNITS: dict[str, Unit] = {"li": "bullet", "td": "cell", "th": "cell"}
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "form", "header", "hr", "html", "legend", "main", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul", *_HEADINGS, *_UNITS,
})  # fmt: skip
_BOLD = frozenset({"b", "strong"})


@dataclass
class _Piece:
    """A block that is being gathered, character by character."""

    unit: Unit
    level: int
    main: bool
    text: list[str] = field(default_factory=list)
    places: list[Span] = field(default_factory=list)
    bold: bool = True

    def add(self, text: str, places: list[Span], bold: bool) -> None:
        """Take characters in; white space runs become one space."""
        for mark, place in zip(text, places, strict=True):
            if mark.isspace():
                if not self.text or self.text[-1] == " ":
                    continue
                mark = " "
            else:
                self.bold = self.bold and bold
            self.text.append(mark)
            self.places.append(place)


def blocks(source: str) -> tuple[Block, ...]:
    """The blocks of a page: of its `main` or `article` where it has one, else of all but its frame."""
    page = _Page(source)
    main = [piece for piece in page.pieces if piece.main]
    pieces = main or page.pieces
    headings = Headings(tuple(piece.level for piece in pieces if piece.level))
    return tuple(_block(piece, headings) for piece in pieces)


def _block(piece: _Piece, headings: Headings) -> Block:
    text = "".join(piece.text)
    if piece.level:
        return Block(
            "heading", headings.enter(piece.level, text.strip()), text, tuple(piece.places), whole=True
        )
    return Block(piece.unit, headings.path, text, tuple(piece.places))


class _Page(HTMLParser):
    """Gathers the pieces of one page while it is parsed."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: list[_Piece] = []
        self._source = source
        self._lines = Places(source, newline_only=True)
        self._unseen: list[str] = []
        self._open: list[str] = []
        self._bold = 0
        self._piece: _Piece | None = None
        self.feed(source)
        self.close()
        self._flush()

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """A section such as `<![CDATA[`; the library stops at one without a name, browsers pass over it."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            end = self.rawdata.find(">", i)
            return end + 1 if end >= 0 else len(self.rawdata)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._flush()
            self._unseen.append(tag)
        elif tag in _BLOCKS:
            self._flush()
            self._open.append(tag)
        elif tag == "br":
            self._take(" ", 1)
        self._bold += tag in _BOLD

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            while self._unseen.pop() != tag:
                pass
        elif tag in _BLOCKS:
            self._flush()
            self._close(tag)
        self._bold = max(0, self._bold - (tag in _BOLD))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _UNSEEN or tag in _BLOCKS or tag in _BOLD:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        self._take(data, None)

    def handle_entityref(self, name: str) -> None:
        self._reference(f"&{name}")

    def handle_charref(self, name: str) -> None:
        self._reference(f"&#{name}")

    def _reference(self, written: str) -> None:
        start = self._offset()
        closed = self._source[start + len(written) : start + len(written) + 1] == ";"
        self._take(html.unescape(written + ";" * closed), len(written) + closed)

    def _take(self, text: str, width: int | None) -> None:
        """Shown text; `width` is how many source characters stand for all of it, None for one each."""
        if self._unseen:
            return
        start = self._offset()
        if width is None:
            places = [Span(start + n, start + n + 1) for n in range(len(text))]
        else:
            places = [Span(start, start + width)] * len(text)
        self._piece = self._piece or self._begun()
        self._piece.add(text, places, self._bold > 0)

    def _begun(self) -> _Piece:
        unit: Unit = next((_UNITS[tag] for tag in reversed(self._open) if tag in _UNITS), "body")
        level = next((_HEADINGS[tag] for tag in self._open if tag in _HEADINGS), 0)
        return _Piece(unit, level, "main" in self._open or "article" in self._open)

    def _flush(self) -> None:
        piece, self._piece = self._piece, None
        if piece is None or not "".join(piece.text).strip():
            return
        text = "".join(piece.text).strip()
        if piece.bold and piece.unit == "body" and len(text) <= 100 and text[-1] not in ".:;,":
            piece.level = piece.level or 7  # a paragraph wholly in bold stands where a heading would
        self.pieces.append(piece)

    def _close(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines.start(line) + column
