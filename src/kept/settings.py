"""What `kept.yaml` says of a deployment, with the secrets of its addresses filled in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kept.policy.node import Node, load
from kept.words.error import BadFile, KeptError, Misuse, suggestion
from kept.words.place import known_place

FILE = "kept.yaml"
_NAME = re.compile(r"\$\{([^}]*)\}?")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class _Store(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    url: str


class _Mail(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    sender: str = Field(alias="from")
    smtp: str | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    organisation: str
    jurisdictions: list[str] = []
    stores: dict[str, _Store] = {}
    state: str = ".kept/state.sqlite"
    ledger: str | None = None
    mail: _Mail | None = None


_PARTS: Mapping[str, type[BaseModel]] = {"stores": _Store, "mail": _Mail}


@dataclass(frozen=True, slots=True)
class Mailing:
    """Where messages come from and which server takes them; none means the outbox folder."""

    sender: str
    smtp: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """A deployment's own settings; addresses are not shown, since they may hold a password."""

    organisation: str
    jurisdictions: tuple[str, ...]
    stores: Mapping[str, str] = field(repr=False)
    """The address of each store by its name."""
    state: str = field(repr=False)
    """The address of kept's own database; a file's path is below the deployment's folder unless absolute."""
    ledger: str
    """The name the ledger signs with, such as `acme.example/ledger`."""
    mail: Mailing | None = None


def read_settings(project: Path, environment: Mapping[str, str]) -> Settings:
    """The settings of a deployment; `${NAME}` in an address is taken from the environment given.

    Raises Misuse when the folder is no deployment, BadFile with line and key for what cannot be used.
    """
    path = project / FILE
    if not path.is_file():
        raise Misuse(
            f"`{project}` is no deployment: it has no `{FILE}`",
            do="give the folder with `--project DIR`",
        )
    root = load(text_of(path), str(path))
    written = _checked(root)
    places = root.entries().get("jurisdictions")
    for item in places.items() if places else ():
        _known_place(item)
    addresses = {name: _filled(_at(root, ("stores", name, "url")), environment) for name in written.stores}
    return Settings(
        organisation=written.organisation,
        jurisdictions=tuple(written.jurisdictions),
        stores=addresses,
        state=_state(_at(root, ("state",)), written.state, project, environment),
        ledger=written.ledger or _ledger(written.organisation),
        mail=_mailing(root, written.mail, environment),
    )


def bytes_of(path: Path) -> bytes:
    """The bytes of a file somebody named. Raises Misuse when they cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Misuse(f"there is no file `{path}`", do="check the name and the folder") from None
    except IsADirectoryError:
        raise Misuse(f"`{path}` is a folder", do="name a file in it") from None
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "not a file name"
        raise Misuse(f"cannot read `{path}`: {said.lower()}", do="check the file and its rights") from None


def text_of(path: Path) -> str:
    """The text of a file somebody named. Raises Misuse when it cannot be read, BadFile when not UTF-8."""
    raw = bytes_of(path)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadFile("bytes that are not UTF-8", file=path, line=line, do="save the file as UTF-8") from None


def written(path: Path, text: str) -> None:
    """Write a file somebody named. Raises Misuse when it cannot be written."""
    try:
        path.write_text(text, encoding="utf-8")
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "not a file name"
        raise Misuse(f"cannot write `{path}`: {said.lower()}", do="check the folder and its rights") from None


def _mailing(root: Node, written: _Mail | None, environment: Mapping[str, str]) -> Mailing | None:
    if written is None:
        return None
    sender = _at(root, ("mail", "from"))
    if not _ADDRESS.fullmatch(written.sender):
        raise sender.bad("`mail.from` is no e-mail address", "write it as `privacy@acme.example`")
    smtp = _filled(_at(root, ("mail", "smtp")), environment) if written.smtp is not None else None
    return Mailing(written.sender, smtp)


def _checked(root: Node) -> _File:
    try:
        return _File.model_validate(root.value)
    except ValidationError as error:
        slips = error.errors(include_url=False, include_input=False)
        # A misspelt key is also a missing one: the misspelling is what to mend.
        first = min(slips, key=lambda slip: slip["type"] != "extra_forbidden")
        raise _bad(root, first["type"], tuple(str(part) for part in first["loc"])) from None


def _bad(root: Node, problem: str, path: tuple[str, ...]) -> BadFile:
    if problem == "missing":
        return BadFile(
            f"`{'.'.join(path)}` is missing",
            file=root.file,
            line=_at(root, path[:-1]).line,
            key=path[-1],
            do=f"add `{path[-1]}:`",
        )
    node = _at(root, path)
    if problem == "extra_forbidden":
        part = _PARTS.get(path[0], _File) if len(path) > 1 else _File
        known: Collection[str] = [field.alias or name for name, field in part.model_fields.items()]
        return node.bad(f"unknown key `{'.'.join(path)}`", suggestion(path[-1], known))
    kinds = {"string_type": "text", "list_type": "a list", "dict_type": "a map", "model_type": "a map"}
    return node.bad(f"`{'.'.join(path)}` is not {kinds.get(problem, 'usable')}", f"mend `{path[-1]}`")


def _at(root: Node, path: tuple[str, ...]) -> Node:
    """The node a path of keys leads to, or the nearest above it."""
    node = root
    for key in path:
        below = dict(_children(node))
        if key not in below:
            return node
        node = below[key]
    return node


def _children(node: Node) -> Iterator[tuple[str, Node]]:
    if isinstance(node.value, Mapping):
        yield from node.entries().items()
    elif isinstance(node.value, list):
        yield from ((str(n), item) for n, item in enumerate(node.items()))


def _state(node: Node, said: str, project: Path, environment: Mapping[str, str]) -> str:
    """A path becomes the address of a SQLite file; an address is filled like those of the stores."""
    if "://" in said:
        return _filled(node, environment)
    return f"sqlite:///{(project / said).absolute()}"


def _ledger(organisation: str) -> str:
    """A name from the organisation's, for who gives none."""
    words = re.findall(r"[a-z0-9]+", organisation.lower())
    return f"{'-'.join(words) or 'kept'}/ledger"


def _known_place(item: Node) -> None:
    try:
        known_place(item.text())
    except BadFile:
        raise
    except KeptError as error:
        raise item.bad(error.message, error.do) from None


def _filled(address: Node, environment: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        name = found[1]
        if not found[0].endswith("}") or not _WORD.fullmatch(name):
            raise address.bad(f"`{found[0]}` names no variable", "write `${NAME}`")
        if name not in environment:
            raise address.bad(f"`{name}` is not set in the environment", f"set `{name}` and run again")
        return environment[name]

    return _NAME.sub(value, address.text())
