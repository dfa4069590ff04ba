"""Word documents (ECMA-376): paragraphs by style, lists, tables row by row, all tracked changes accepted.

Not read: comments, page headers and footers, tables of contents, and the numbers that Word counts itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from .archive import Archive
from .grid import Grid, Slot
from .part import LOOKS, Opened, Part, is_marked, looks_like_a_heading, opened, plainly
from .wordstyle import Styles, number, on, outlined

_GONE = frozenset({
    "del", "moveFrom", "Fallback", "rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange",
    "numberingChange",
})  # fmt: skip
"""Elements whose content was taken out, was there before, or repeats what stands beside it."""
_TAKEN = frozenset({"del", "moveFrom"})
"""In the properties of a paragraph's mark or of a row these say that it was taken out."""
_SPACES = frozenset({"tab", "br", "cr", "ptab"})
_NOTES = ("footnote", "endnote")
_PLAIN_TABLES = frozenset({"", "table grid", "normal table", "table normal", "plain table", "light grid"})
"""Styles of tables that give the first row no looks of its own."""


def read(name: str, raw: bytes) -> Opened:
    """A Word document's text. Raises Misuse when it cannot be opened."""
    archive = Archive(name, raw)
    main = archive.main("word/document.xml")
    folder = PurePosixPath(main).parent
    styles = Styles()
    archive.walk(str(folder / "styles.xml"), styles)
    notes: dict[str, list[Part]] = {}
    for kind in _NOTES:
        note = _Body(styles, {}, kind)
        archive.walk(str(folder / f"{kind}s.xml"), note)
        notes |= note.notes
    body = _Body(styles, notes)
    if not archive.walk(main, body):
        raise archive.broken()
    return opened(body.finished())


@dataclass(slots=True)
class _Paragraph:
    """A paragraph that is being gathered."""

    slot: Slot | None
    texts: list[str] = field(default_factory=list)
    style: str = ""
    depth: int | None = None
    outline: int | None = None
    bold: bool = True
    joined: bool = False
    """Its end was taken out: it goes on in the next."""


@dataclass(slots=True)
class _Table:
    """A table that is open; what a cell spans is known before its first paragraph."""

    grid: Grid
    first: bool = False
    """Its first row has looks of its own."""
    rows: int = 0
    gone: bool = False
    heads: bool = False
    width: int = 1
    slot: Slot | None = None

    def cell(self) -> Slot:
        """The open cell."""
        if self.slot is None:
            self.slot = self.grid.cell(
                width=self.width, heading=self.heads or (self.first and self.rows == 1)
            )
        return self.slot


class _Body:
    """Follows the elements of a part and gathers its paragraphs."""

    def __init__(self, styles: Styles, notes: Mapping[str, list[Part]], kind: str = "") -> None:
        self.notes: dict[str, list[Part]] = {}
        """By kind and number, where the part holds notes."""
        self._styles, self._known, self._kind = styles, notes, kind
        self._parts: list[Part] = []
        self._due: list[Part] = []  # notes of this section
        self._open: list[_Paragraph] = []
        self._tables: list[_Table] = []
        self._carried: list[str] = []
        self._count = 0
        self._note = ""
        self._path: list[str] = []
        self._gone = 0
        self._bold: bool | None = None
        self._hidden = False

    def finished(self) -> list[Part]:
        """The parts in order; the notes of a section stand at its end."""
        self._parts += self._due
        self._due = []
        return self._parts

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        inside = self._path[-1] if self._path else ""
        self._path.append(name)
        if _is_gone(name, inside):
            self._gone += 1
        elif self._gone:
            return
        elif name == "tbl":
            self._count += 1
            self._tables.append(_Table(Grid(self._count)))
        elif name == "p":
            self._open.append(_Paragraph(self._tables[-1].cell() if self._tables else None))
        elif name == self._kind:
            self._note = f"{name} {attributes.get('id')}"
        elif inside == "rPr" and self._open:
            self._in_run(name, attributes, self._open[-1])
        elif inside == "r" or name == "r":
            self._special(name, attributes)
        elif inside in ("pPr", "numPr") and self._open:
            _set(self._open[-1], name, attributes.get("val", ""))
        elif self._tables:
            self._in_table(name, attributes, self._tables[-1])

    def _in_run(self, name: str, attributes: Mapping[str, str], now: _Paragraph) -> None:
        """A property of a run, or of the mark at the end of a paragraph."""
        if self._path[-3:-2] == ["pPr"]:
            now.joined = now.joined or name in _TAKEN
        elif name == "b":
            self._bold = on(attributes)
        elif name == "rStyle" and self._bold is None:
            self._bold = self._styles.bold(attributes.get("val", "")) or None
        elif name == "vanish":
            self._hidden = on(attributes)

    def _special(self, name: str, attributes: Mapping[str, str]) -> None:
        """A run, or what stands in it for a character or a note."""
        note = name.removesuffix("Reference")
        if name == "r":
            self._bold, self._hidden = None, False
        elif name in _SPACES and self._open:
            self._open[-1].texts.append(" ")
        elif name == "noBreakHyphen" and self._open:
            self._open[-1].texts.append("\u2011")
        elif note in _NOTES:
            self._due += self._known.get(f"{note} {attributes.get('id')}", [])

    def _in_table(self, name: str, attributes: Mapping[str, str], table: _Table) -> None:
        value = attributes.get("val", "")
        if name == "tr":
            table.grid.row()
            table.rows, table.heads, table.gone = table.rows + 1, False, False
        elif name == "tc":
            table.slot, table.width = None, 1
        elif name == "gridSpan":
            table.width = number(value) or 1
        elif name == "tblHeader":
            table.heads = on(attributes)
        elif name in _TAKEN:
            table.gone = True
        elif name == "tblStyle":
            table.first = self._styles.name(value).lower() not in _PLAIN_TABLES
        elif name == "tblLook":
            table.first = table.first and _marks_first_row(attributes)

    def text(self, text: str) -> None:
        """Characters: those of `t` are shown."""
        if self._path[-1] != "t" or self._gone or self._hidden or not self._open:
            return
        if self._tables and self._tables[-1].gone:
            return
        now = self._open[-1]
        now.texts.append(text)
        if not text.isspace():
            now.bold = now.bold and (self._styles.bold(now.style) if self._bold is None else self._bold)

    def end(self, name: str) -> None:
        """An element ends."""
        self._path.pop()
        if _is_gone(name, self._path[-1] if self._path else ""):
            self._gone -= 1
        elif self._gone:
            return
        elif name == "p" and self._open:
            self._paragraph(self._open.pop())
        elif name == "tc" and self._tables:
            self._tables[-1].cell()
        elif name == "tbl" and self._tables:
            self._tables.pop().grid.end()
        elif name == self._kind:
            self.notes[self._note] = [replace(part, level=0) for part in self._parts]
            self._parts = []

    def _paragraph(self, now: _Paragraph) -> None:
        self._carried += now.texts
        if now.joined:
            return
        text, self._carried = plainly(self._carried), []
        if not text or self._styles.contents(now.style):
            return
        part = self._part(text, now)
        if part.level:
            self._parts += self._due
            self._due = []
        if part.slot:
            part.slot.say(text, bold=now.bold)
        self._parts.append(part)

    def _part(self, text: str, now: _Paragraph) -> Part:
        level = self._styles.level(now.style) if now.outline is None else outlined(now.outline)
        if level and not now.slot:
            return Part(text, level)
        depth = self._styles.depth(now.style) if now.depth is None else now.depth
        depth = depth or (1 if is_marked(text) else 0)
        looks = now.bold and not depth and not now.slot and looks_like_a_heading(text)
        return Part(text, LOOKS if looks else 0, depth, now.slot)


def _is_gone(name: str, inside: str) -> bool:
    return name in _GONE and not (name in _TAKEN and inside in ("rPr", "trPr"))


def _set(now: _Paragraph, name: str, value: str) -> None:
    """A property of a paragraph."""
    if name == "pStyle":
        now.style = value
    elif name == "outlineLvl":
        now.outline = number(value)
    elif name == "ilvl":
        now.depth = (number(value) or 0) + 1
    elif name == "numId":
        now.depth = (now.depth or 1) if value != "0" else 0


def _marks_first_row(attributes: Mapping[str, str]) -> bool:
    if "firstRow" in attributes:
        return attributes["firstRow"] in ("1", "true", "on")
    try:
        return bool(int(attributes.get("val", "0"), 16) & 0x20)
    except ValueError:
        return False
