"""The data map as a YAML file: read with the place of each mistake, written with comments kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import SequenceMatcher
from typing import get_args

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from kept.words.category import known_category
from kept.words.error import Misuse, suggestion
from kept.words.purpose import known_purpose
from kept.words.subject import known_subject

from .condition import Condition, parse_condition, written
from .holding import Field, Holding, Table
from .link import Each, Link, Masked, OnErasure, Role
from .node import Node, read, write

_ROLES: tuple[Role, ...] = get_args(Role)
_LINK = (*_ROLES, "by", "references", "where", "on_access", "on_erasure")
_TABLE = (
    *("no_personal_data", "about", "identifiers", "data", "tenant", "uses"),
    *("since", "fields", "links", "on_erasure"),
)
_ERASURE = ("delete", "unlink", "mask", "keep")


def parse(text: str, file: str) -> Holding:
    """The map that a file's text says.

    Raises BadFile for the first mistake, with file, line, key and the nearest right word.
    """
    top = read(text, file)
    said = top.known(("store", "tables"))
    for key in ("store", "tables"):
        if key not in said:
            raise top.wrong(f"the map says no `{key}`", f"add `{key}: ...`")
    tables = dict(said["tables"].items())
    return Holding(said["store"].text(), {name: _table(name, node, tables) for name, node in tables.items()})


def _table(name: str, node: Node, tables: Mapping[str, Node]) -> Table:
    said = node.known(_TABLE)
    links = said["links"].elements() if "links" in said else ()
    return Table(
        name,
        about=_word(said["about"], known_subject) if "about" in said else None,
        identifiers=said["identifiers"].pairs() if "identifiers" in said else {},
        data=said["data"].text() if "data" in said else None,
        uses=_uses(said["uses"]) if "uses" in said else (),
        since=said["since"].pairs() if "since" in said else {},
        fields={c: _field(n) for c, n in said["fields"].items()} if "fields" in said else {},
        links=tuple(_link(name, link, tables) for link in links),
        on_erasure=_on_erasure(said["on_erasure"]) if "on_erasure" in said else OnErasure(),
        tenant=said["tenant"].text() if "tenant" in said else None,
        no_personal_data=said["no_personal_data"].flag() if "no_personal_data" in said else False,
    )


def _word(node: Node, known: Callable[[str], object]) -> str:
    """A word of a vocabulary."""
    word = node.text()
    try:
        known(word)
    except Misuse as error:
        raise node.wrong(error.message, error.do) from None
    return word


def _uses(node: Node) -> tuple[str, ...]:
    for element in node.elements():
        _word(element, known_purpose)
    return node.texts()


def _field(node: Node) -> Field:
    if not isinstance(node.value, CommentedMap):
        return Field(_word(node, known_category))
    said = node.known(("category", "free_text"))
    if "category" not in said:
        raise node.wrong(f"`{node.path}` has no `category`", "say what it holds: `category: user.content`")
    free = said["free_text"].flag() if "free_text" in said else False
    return Field(_word(said["category"], known_category), free)


def _link(table: str, node: Node, tables: Mapping[str, Node]) -> Link:
    said = node.known(_LINK)
    role = _role(table, node, said)
    target = said[role].text()
    if target not in tables:
        message = f"a link of `{table}` leads to `{target}`, which the map lacks"
        raise said[role].wrong(message, suggestion(target, tables))
    if "by" not in said:
        raise node.wrong(
            f"a link of `{table}` has no `by`", f"say which column leads to `{target}`: `by: {target}_id`"
        )
    access = said["on_access"].known(("redact",)) if "on_access" in said else {}
    return Link(
        role,
        target,
        said["by"].some("the columns that hold the reference"),
        references=said["references"].some(f"columns of `{target}`") if "references" in said else (),
        where=_condition(said["where"]) if "where" in said else None,
        redact=access["redact"].texts() if "redact" in access else (),
        on_erasure=_on_erasure(said["on_erasure"]) if "on_erasure" in said else OnErasure(),
    )


def _role(table: str, node: Node, said: Mapping[str, Node]) -> Role:
    roles = [role for role in _ROLES if role in said]
    if len(roles) == 1:
        return roles[0]
    if not roles:
        raise node.wrong(
            f"a link of `{table}` has no role", "say one of `owner`, `shared`, `mentioned`, `owns`"
        )
    both = " and ".join(f"`{role}`" for role in roles)
    raise said[roles[1]].wrong(f"a link of `{table}` is {both} at once", "write one link for each role")


def _condition(node: Node) -> Condition:
    try:
        return parse_condition(node.text())
    except ValueError as error:
        raise node.wrong(str(error), "write it like `kind in (9, 10) and state <> 'draft'`") from None


def _on_erasure(node: Node) -> OnErasure:
    if not isinstance(node.value, CommentedMap):
        match word := node.text():
            case "delete" | "unlink":
                return OnErasure(word)
            case "mask":
                raise node.wrong("`mask` says no fields", "name them: `on_erasure: {mask: [body]}`")
            case "keep":
                raise node.wrong("`keep` says no ground", 'say it with its article: `{keep: "..."}`')
        raise node.wrong(f"unknown erasure `{word}`", suggestion(word, _ERASURE))
    said = node.known(("mask", "keep"))
    if len(said) != 1:
        raise node.wrong("`on_erasure` should say one thing", "say either `mask` or `keep`")
    if "keep" in said:
        return OnErasure("keep", ground=said["keep"].text())
    return OnErasure("mask", _mask(said["mask"]))


def _mask(node: Node) -> tuple[tuple[str, Masked], ...]:
    if not isinstance(node.value, CommentedMap):
        return tuple((name, None) for name in node.some("the fields to mask"))
    if not node.value:
        raise node.wrong("`mask` is empty", "name the fields to mask")
    return tuple((name, _masked(inside)) for name, inside in node.items())


def _masked(node: Node) -> Masked:
    if not isinstance(node.value, CommentedMap):
        return node.plain()
    said = node.known(("each",))
    if "each" not in said:
        raise node.wrong("a masked field becomes a value or `each`", 'write `{each: "gone-{id}"}`')
    made = Each(said["each"].text())
    if not made.columns:
        raise said["each"].wrong(
            "`each` reads no column, so that every row would get the same text",
            "put a column of the key in it, like `gone-{id}`, or write the text without `each`",
        )
    return made


def dump(holding: Holding, onto: str | None = None) -> str:
    """The map as text that `parse` reads back.

    With `onto`, a map's text: what has not changed keeps its words, order and comments; a comment
    goes with what it stands behind. Raises BadFile where `onto` is no map.
    """
    if onto is None:
        return write(_tree(holding))
    file = f"{holding.store}.yaml"
    before, tree = parse(onto, file), read(onto, file).value
    assert isinstance(tree, CommentedMap)  # noqa: S101 - parse has seen that it is
    if not _put_holding(tree, before, holding):
        return onto
    text = write(tree)
    # An anchor that several tables share cannot be changed for one of them: then all is written anew.
    return text if parse(text, file) == holding else write(_tree(holding))


def _same(one: object, other: object) -> bool:
    """Equal, and true is not 1; the order of keys says nothing."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(one[k], other[k]) for k in one)
    return repr(one) == repr(other)


def _put_holding(tree: CommentedMap, before: Holding, now: Holding) -> bool:
    """Write what differs into the tree; did anything?"""
    changed = before.store != now.store
    if changed:
        tree["store"] = now.store
    tables = tree["tables"]
    for name in before.tables.keys() - now.tables.keys():
        changed = True
        tables.pop(name, None)
    for name, table in now.tables.items():
        if name not in before.tables:
            changed = True
            tables[name] = _table_tree(table)
        else:
            changed = _put_table(tables[name], before.tables[name], table) or changed
    return changed


def _put_table(tree: CommentedMap, before: Table, now: Table) -> bool:
    fresh = _table_tree(now)
    differing = [key for key in _TABLE if not _same(getattr(before, key), getattr(now, key))]
    for key in differing:
        if key not in fresh:
            tree.pop(key, None)
        elif key not in tree:
            tree[key] = fresh[key]
        elif key in ("identifiers", "since", "fields"):
            _put_pairs(tree[key], getattr(before, key), getattr(now, key), fresh[key])
        elif key == "links" and isinstance(tree[key], CommentedSeq):
            _put_links(tree[key], before.links, now.links)
        else:
            tree[key] = fresh[key]
    return bool(differing)


def _put_pairs(
    tree: CommentedMap, before: Mapping[str, object], now: Mapping[str, object], fresh: CommentedMap
) -> None:
    for key in before.keys() - now.keys():
        tree.pop(key, None)
    for key, value in now.items():
        if key not in before or not _same(before[key], value):
            tree[key] = fresh[key]


def _put_links(tree: CommentedSeq, before: tuple[Link, ...], now: tuple[Link, ...]) -> None:
    old, new = [repr(link) for link in before], [repr(link) for link in now]
    # From the end, so that earlier places stay what they were.
    for what, start, end, first, last in reversed(SequenceMatcher(None, old, new, False).get_opcodes()):
        if what != "equal":
            for place in reversed(range(start, end)):
                del tree[place]
            for link in reversed(now[first:last]):
                tree.insert(start, _link_tree(link))


def _tree(holding: Holding) -> CommentedMap:
    tree = CommentedMap()
    tree["store"] = holding.store
    tree["tables"] = CommentedMap((name, _table_tree(table)) for name, table in holding.tables.items())
    return tree


def _table_tree(table: Table) -> CommentedMap:
    tree = CommentedMap()
    if table.no_personal_data:
        tree["no_personal_data"] = True
    for key in ("about", "data", "tenant"):
        if getattr(table, key) is not None:
            tree[key] = getattr(table, key)
    for key in ("identifiers", "since"):
        if getattr(table, key):
            tree[key] = _flow_map(getattr(table, key))
    if table.uses:
        tree["uses"] = _flow_list(table.uses)
    if table.fields:
        tree["fields"] = CommentedMap((c, _field_tree(field)) for c, field in table.fields.items())
    if table.links:
        tree["links"] = CommentedSeq(_link_tree(link) for link in table.links)
    if table.on_erasure != OnErasure():
        tree["on_erasure"] = _on_erasure_tree(table.on_erasure)
    return tree


def _field_tree(field: Field) -> CommentedMap | str:
    return _flow_map({"category": field.category, "free_text": True}) if field.free_text else field.category


def _link_tree(link: Link) -> CommentedMap:
    tree = _flow_map({link.role: link.table, "by": _one_or_list(link.by)})
    if link.references:
        tree["references"] = _one_or_list(link.references)
    if link.where:
        tree["where"] = written(link.where)
    if link.redact:
        tree["on_access"] = _flow_map({"redact": _flow_list(link.redact)})
    if link.on_erasure != OnErasure():
        tree["on_erasure"] = _on_erasure_tree(link.on_erasure)
    return tree


def _on_erasure_tree(erasure: OnErasure) -> CommentedMap | str:
    if erasure.action == "keep":
        return _flow_map({"keep": erasure.ground})
    if erasure.action != "mask":
        return erasure.action
    if all(value is None for _, value in erasure.mask):
        return _flow_map({"mask": _flow_list(tuple(name for name, _ in erasure.mask))})
    return _flow_map({"mask": _flow_map({name: _masked_tree(value) for name, value in erasure.mask})})


def _masked_tree(value: Masked) -> object:
    return _flow_map({"each": value.text}) if isinstance(value, Each) else value


def _one_or_list(texts: tuple[str, ...]) -> CommentedSeq | str:
    return texts[0] if len(texts) == 1 else _flow_list(texts)


def _flow_map(pairs: Mapping[str, object]) -> CommentedMap:
    tree = CommentedMap(pairs)
    tree.fa.set_flow_style()
    return tree


def _flow_list(texts: tuple[str, ...]) -> CommentedSeq:
    tree = CommentedSeq(texts)
    tree.fa.set_flow_style()
    return tree
