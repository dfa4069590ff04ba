"""New YAML onto an earlier text: lines of what did not change stay as they were, comments included."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from .condition import Plain

Listed = Mapping[str, Plain]

# The writer of ruamel.yaml 0.19 leaves `?0` bare in flow style, where its reader takes `?` for a key.
_PLAIN = re.compile(r"\w[\w .,;@/+()'-]*", re.ASCII)
# Lines as the YAML reader counts them.
_LINE = re.compile(
    "[^\\n\\r\\x85\\u2028\\u2029]*(?:\\r\\n|[\\n\\r\\x85\\u2028\\u2029])|[^\\n\\r\\x85\\u2028\\u2029]+$"
)


@dataclass(frozen=True, slots=True)
class _Region:
    """The lines of one key or item: comments above it, then itself up to `end`."""

    lead: int
    start: int
    end: int
    node: object


def rendered(entries: Listed, indent: str = "") -> list[str]:
    """Lines of YAML: a line a key, with everything below it in flow style."""
    if not entries:
        return []
    tree = CommentedMap({_scalar(key): _flow(value) for key, value in entries.items()})
    yaml = YAML(typ="rt")
    yaml.width = 1 << 20
    out = io.StringIO()
    yaml.dump(tree, out)
    return [indent + line for line in out.getvalue().splitlines(keepends=True)]


def rendered_item(entries: Listed, indent: str = "") -> list[str]:
    """Lines of one member of a list."""
    lines = rendered(entries, indent + "  ")
    return [f"{indent}- {lines[0].lstrip()}", *lines[1:]]


def _flow(value: Plain) -> object:
    if isinstance(value, list):
        members = CommentedSeq([_flow(member) for member in value])
        members.fa.set_flow_style()
        return members
    if isinstance(value, dict):
        entries = CommentedMap({_scalar(key): _flow(member) for key, member in value.items()})
        entries.fa.set_flow_style()
        return entries
    return _scalar(value) if isinstance(value, str) else value


def _scalar(text: str) -> str:
    """Text on one line: anything but words goes in double quotes, which leave nothing to chance."""
    return text if _PLAIN.fullmatch(text) else DoubleQuotedScalarString(text)


def spliced(text: str, tree: CommentedMap, old: Listed, new: Listed) -> str:
    """The text with what differs between `old` and `new` written anew.

    A member of `commitments` is known by its `id`; a map under a key is spliced entry by entry.
    """
    lines = _LINE.findall(text)
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += "\n"
    found = _keys(lines, tree, len(lines))
    if found is None:
        return text
    first = min((region.lead for region in found.values()), default=len(lines))
    last = max((region.end for region in found.values()), default=len(lines))
    out = lines[:first]
    for key in [*(k for k in found if k in new), *(k for k in new if k not in found)]:
        if key in found and key in old and old[key] == new[key]:
            out += lines[found[key].lead : found[key].end]
        else:
            out += _section(lines, found.get(key), key, old.get(key), new[key])
    return "".join(out + lines[last:])


def _section(lines: list[str], region: _Region | None, key: str, old: Plain | None, new: Plain) -> list[str]:
    if region is None:
        return ["\n", *section(key, new)]
    lead = lines[region.lead : region.start]
    body: list[str] | None = None
    if isinstance(region.node, CommentedSeq) and isinstance(old, list) and isinstance(new, list) and new:
        body = _members(lines, region, region.node, old, new)
    elif isinstance(region.node, CommentedMap) and isinstance(old, dict) and isinstance(new, dict) and new:
        body = _entries(lines, region, region.node, old, new)
    return lead + (section(key, new) if body is None else body)


def section(key: str, value: Plain) -> list[str]:
    """Lines of a key of the file's outermost map: maps and lists of maps open, the rest in flow style."""
    if isinstance(value, dict) and value:
        return [f"{key}:\n", *rendered(value, "  ")]
    if isinstance(value, list) and value and all(isinstance(member, dict) for member in value):
        return [f"{key}:\n", *(line for member in value for line in rendered_item(_map(member)))]
    return rendered({key: value})


def _entries(
    lines: list[str], region: _Region, node: CommentedMap, old: Listed, new: Listed
) -> list[str] | None:
    found = _keys(lines, node, region.end, after=region.start)
    if not found:
        return None
    out = lines[region.start : min(r.lead for r in found.values())]
    indent = " " * _column(node)
    for key in [*(k for k in found if k in new), *(k for k in new if k not in found)]:
        place = found.get(key)
        if place and old.get(key) == new[key]:
            out += lines[place.lead : place.end]
        else:
            out += [*(lines[place.lead : place.start] if place else []), *rendered({key: new[key]}, indent)]
    return out


def _members(
    lines: list[str], region: _Region, node: CommentedSeq, old: list[Plain], new: list[Plain]
) -> list[str] | None:
    found = _items(lines, region, node)
    if not found:
        return None
    before = {str(_map(member)["id"]): _map(member) for member in old}
    indent = " " * (_column(node) - 2)
    out = lines[region.start : min(r.lead for r in found.values())]
    for member in map(_map, new):
        name = str(member["id"])
        place = found.get(name)
        if place is None:
            out += rendered_item(member, indent)
        elif before.get(name) == member:
            out += lines[place.lead : place.end]
        else:
            out += lines[place.lead : place.start] + _member(lines, place, before[name], member, indent)
    return out


def _member(lines: list[str], place: _Region, old: Listed, new: Listed, indent: str) -> list[str]:
    """A member that changed, key by key where it is written a line a key with `id` first."""
    found = _keys(lines, place.node, place.end, after=place.start - 1)
    if not found or next(iter(found)) != "id":
        return rendered_item(new, indent)
    out: list[str] = []
    for key, at in found.items():
        if old.get(key) == new.get(key):  # also what says no more than the default and still does
            out += lines[at.lead : at.end]
        elif key in new:
            out += lines[at.lead : at.start] + rendered({key: new[key]}, indent + "  ")
    added = {key: value for key, value in new.items() if key not in found}
    return out + rendered(added, indent + "  ")


def _keys(lines: Sequence[str], node: object, end: int, after: int = -1) -> dict[str, _Region] | None:
    """The regions of a map's keys, None unless each begins a line of its own below line `after`."""
    if not isinstance(node, CommentedMap):
        return None
    places = node.lc.data or {}
    if set(places) != set(node):
        return None
    starts = [int(places[key][0]) for key in node]
    return _regions(lines, list(map(str, node)), list(node.values()), starts, end, after)


def _items(lines: Sequence[str], region: _Region, node: CommentedSeq) -> dict[str, _Region] | None:
    if not all(isinstance(member, CommentedMap) for member in node):
        return None
    starts = [int(node.lc.data[n][0]) for n in range(len(node))]
    if any(not lines[start].lstrip().startswith("- ") for start in starts):
        return None
    return _regions(
        lines, [str(member["id"]) for member in node], list(node), starts, region.end, region.start
    )


def _regions(
    lines: Sequence[str], names: list[str], nodes: list[object], starts: list[int], end: int, after: int
) -> dict[str, _Region] | None:
    if not starts or starts[0] <= after or any(a >= b for a, b in pairwise(starts)):
        return None
    leads = [_lead(lines, start, after + 1) for start in starts]
    ends = [*leads[1:], _lead(lines, end, starts[-1] + 1)]
    return {
        name: _Region(lead, start, stop, node)
        for name, node, lead, start, stop in zip(names, nodes, leads, starts, ends, strict=True)
    }


def _lead(lines: Sequence[str], start: int, lowest: int) -> int:
    """Where the comments and blank lines above a line begin."""
    while start > lowest and (not lines[start - 1].strip() or lines[start - 1].lstrip().startswith("#")):
        start -= 1
    return start


def _column(node: CommentedMap | CommentedSeq) -> int:
    places = node.lc.data
    return int(next(iter(places.values()))[1])


def _map(member: Plain) -> dict[str, Plain]:
    if not isinstance(member, dict):
        raise TypeError("a member of a list of maps is a map")
    return member
