"""The elements of a page that are open, by the rules browsers close them with. Each step costs the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kept.policy.document import Unit

from .grid import Grid, Slot
from .tag import Start

HEADINGS: Mapping[str, int] = {f"h{level}": level for level in range(1, 7)}
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
})  # fmt: skip
_CLOSED_BY: Mapping[str, tuple[str, ...]] = {
    "li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd"), "td": ("td", "th"), "th": ("td", "th"),
    "tr": ("tr",), "thead": ("thead", "tbody", "tfoot"), "tbody": ("thead", "tbody", "tfoot"),
    "tfoot": ("thead", "tbody", "tfoot"), **dict.fromkeys(HEADINGS, tuple(HEADINGS)),
}  # fmt: skip
"""Elements that a new one of the name ends, when they stand in the same list or table."""
_BOUNDS: Mapping[str, tuple[str, ...]] = {
    "li": ("ul", "ol", "menu", "td", "th"), "dt": ("dl", "td", "th"), "dd": ("dl", "td", "th"),
    **dict.fromkeys(("td", "th", "tr", "thead", "tbody", "tfoot"), ("table",)),
    **dict.fromkeys(HEADINGS, ("td", "th", "li", "dd")),
}  # fmt: skip
_FOREIGN = ("svg", "math", "head")
"""Elements that no block stands in: one ends them."""
_PARTS = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"})


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the words at one place of a page."""

    unit: Unit = "body"
    level: int = 0
    depth: int = 0
    main: bool = False
    frame: bool = False
    unseen: bool = False
    bold: bool = False
    header: bool = False
    term: bool = False
    title: bool = False
    link: str = ""
    heads: bool = False
    """In the head of a table."""
    grid: Grid | None = None
    slot: Slot | None = None


@dataclass(slots=True)
class _Element:
    name: str
    around: Around
    block: bool
    ended: bool = False


class Open:
    """A stack of open elements that knows at once where the innermost of each name is."""

    def __init__(self) -> None:
        self._stack: list[_Element] = []
        self._at: dict[str, list[int]] = {}
        self._blocks: list[int] = []

    @property
    def around(self) -> Around:
        """What stands around the words that come next."""
        return self._stack[-1].around if self._stack else Around()

    def make_room(self, name: str) -> None:
        """End what a block of this name ends: a paragraph, the item or cell before it."""
        for foreign in _FOREIGN:
            if self._last(foreign) >= 0:
                self._pop_to(self._last(foreign))
        if self._last("p") > self._innermost(("button", "table", "td", "th", "caption")):
            self._pop_to(self._last("p"))
        before = _CLOSED_BY.get(name)
        if before and (at := self._innermost(before)) > self._innermost(_BOUNDS[name]):
            self._pop_to(at)

    def enter(self, tag: Start, around: Around, *, block: bool) -> None:
        """Open an element, unless it can hold nothing."""
        if tag.name in _VOID or tag.closed:
            return
        self._at.setdefault(tag.name, []).append(len(self._stack))
        if block:
            self._blocks.append(len(self._stack))
        self._stack.append(_Element(tag.name, around, block))

    def close(self, name: str, *, block: bool) -> None:
        """Close an element and all in it; never one outside the table cell, nor `b` outside the block."""
        at = self._innermost(tuple(HEADINGS)) if name in HEADINGS else self._last(name)
        bound = self._innermost(("table",) if name in _PARTS else ("td", "th", "caption"))
        if at < max(bound, 0):
            return
        if not block and self._blocks and at < self._blocks[-1]:
            self._stack[at].ended = True
        else:
            self._pop_to(at)

    def end(self) -> None:
        """The page has ended."""
        self._pop_to(0)

    def _last(self, name: str) -> int:
        """Where the innermost of a name is; -1 when none is open."""
        at = self._at.get(name)
        return at[-1] if at else -1

    def _innermost(self, names: tuple[str, ...]) -> int:
        return max(self._last(name) for name in names)

    def _pop_to(self, at: int) -> None:
        while len(self._stack) > at or (self._stack and self._stack[-1].ended):
            element = self._stack.pop()
            self._at[element.name].pop()
            if element.block:
                self._blocks.pop()
            if element.name == "table" and element.around.grid and not element.around.unseen:
                element.around.grid.end()
