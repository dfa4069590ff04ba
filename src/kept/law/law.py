"""What a law asks when people exercise their rights: time limits, counts, identity checks, grounds to refuse.

A law is a YAML file beside this one; each figure stands beside its article. A new law is a file, not code.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from kept.words.category import known_category
from kept.words.error import BadFile, Misuse, suggestion
from kept.words.period import Period, parse_period
from kept.words.place import is_in, known_place
from kept.words.right import known_right

Level = Literal["none", "code", "sign_in_again", "two_points", "three_points_and_declaration"]
"""How strong an identity check is: nothing; a code to the known address; sign-in and a fresh proof of it;
two matching data points; three, with a declaration under penalty of perjury."""


def _period(written: object) -> object:
    return parse_period(written) if isinstance(written, str) else written


def _known(find: Callable[[str], object]) -> AfterValidator:
    """A key that `find` knows; its remedy becomes part of the error of the law file."""

    def check(key: str) -> str:
        try:
            find(key)
        except Misuse as unknown:
            raise ValueError(f"{unknown.message}, {unknown.do}") from unknown
        return key

    return AfterValidator(check)


# An article is cited by its instrument and a number, so that it can be looked up.
_INSTRUMENT = (
    r"^(GDPR Art\.|UK GDPR Art\.|Reg\. 1182/71 Art\.|EDPB Guidelines|DPA 2018 s\.|Civ\. Code|11 CCR) \d"
)
Article = Annotated[str, Field(pattern=_INSTRUMENT)]
Articles = Annotated[tuple[Article, ...], Field(min_length=1)]
Span = Annotated[Period, BeforeValidator(_period)]
RightKey = Annotated[str, _known(known_right)]
CategoryKey = Annotated[str, _known(known_category)]
PlaceKey = Annotated[str, _known(known_place)]
_EXACT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, config=_EXACT)
class Limit:
    """A period and the article that sets it."""

    within: Span
    article: Article


@dataclass(frozen=True, slots=True, config=_EXACT)
class Pause:
    """Whether time stands still while a proof of identity that was asked for is awaited."""

    answer: Literal["may", "never"]
    article: Article


@dataclass(frozen=True, slots=True, config=_EXACT)
class RollOver:
    """What happens to a last day that is a Saturday, a Sunday or a public holiday."""

    rule: Literal["next_working_day", "none"]
    article: Article


@dataclass(frozen=True, slots=True, config=_EXACT)
class Frequency:
    """How many times in a period one person's requests must be answered."""

    times: Annotated[int, Field(gt=0)]
    within: Span
    article: Article


@dataclass(frozen=True, slots=True, config=_EXACT)
class LookBack:
    """How far back an answer reaches, and since when on request; no look-back means all that is held."""

    within: Span
    on_request_since: date | None
    article: Article


@dataclass(frozen=True, slots=True, config=_EXACT)
class Identity:
    """How strong a check is needed for what: the same for all, or by what is given or erased."""

    what: Literal["any", "categories", "specific", "sensitive"]
    level: Level
    article: Article


@dataclass(frozen=True, slots=True, config=_EXACT)
class Grant:
    """A right as one law grants it.

    `extension` is added to `answer`, in the same unit, and the person is told within the unextended time.
    Neither `answer` nor `at_once` means that the law sets no day to answer by.
    """

    right: RightKey
    articles: Articles
    at_once: bool = False
    """Takes effect when it is exercised: due the day it is received."""
    acknowledge: Limit | None = None
    answer: Limit | None = None
    extension: Limit | None = None
    frequency: Frequency | None = None
    look_back: LookBack | None = None
    identity: tuple[Identity, ...] = ()

    def __post_init__(self) -> None:
        if self.at_once and self.answer:
            raise ValueError("a right that takes effect at once has no time to answer")
        if self.extension and (not self.answer or self.extension.within.unit != self.answer.within.unit):
            raise ValueError("an extension lengthens an answer of the same unit")


@dataclass(frozen=True, slots=True, config=_EXACT)
class Ground:
    """A lawful ground to refuse; no rights named means any right."""

    ground: str
    articles: Articles
    rights: tuple[RightKey, ...] = ()


@dataclass(frozen=True, slots=True, config=_EXACT)
class Withheld:
    """Categories that no answer may hold, whoever asks."""

    categories: tuple[CategoryKey, ...]
    article: Article


@dataclass(frozen=True, slots=True, config=_EXACT)
class Law:
    """One law: whom it protects (by residence), the rights it grants and the grounds to refuse them."""

    law: str
    name: str
    applies_to: Annotated[tuple[PlaceKey, ...], Field(min_length=1)]
    identity_pauses_clock: Pause
    roll_over: RollOver
    rights: Annotated[tuple[Grant, ...], Field(min_length=1)]
    grounds: tuple[Ground, ...]
    sign_in: Identity | None = None
    """What a person with an account proves instead of `identity`."""
    keep_records: Limit | None = None
    """How long requests and answers are kept, at least."""
    withheld: Withheld | None = None

    def __post_init__(self) -> None:
        keys = [grant.right for grant in self.rights]
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"right `{twice[0]}` stands twice")

    def grants(self, right: str) -> bool:
        """Does this law grant the right?"""
        return any(grant.right == right for grant in self.rights)

    def grant(self, right: str) -> Grant:
        """The right as this law grants it. Raises Misuse when it does not."""
        for grant in self.rights:
            if grant.right == right:
                return grant
        known = [grant.right for grant in self.rights]
        raise Misuse(f"`{self.law}` grants no right `{right}`", do=suggestion(right, known))

    def grounds_for(self, right: str) -> tuple[Ground, ...]:
        """The grounds on which this right may be refused, in the order of the file."""
        return tuple(ground for ground in self.grounds if not ground.rights or right in ground.rights)


_LAW = TypeAdapter(Law)


def read_law(text: str, file: str) -> Law:
    """The law a YAML text describes. Raises BadFile naming the first key that cannot be used."""
    try:
        return _LAW.validate_python(YAML(typ="safe", pure=True).load(text))
    except YAMLError as broken:
        line = getattr(getattr(broken, "problem_mark", None), "line", None)
        at = None if line is None else line + 1
        raise BadFile(
            "no readable YAML", file=file, line=at, do="correct the indentation or quotes"
        ) from broken
    except ValidationError as invalid:
        first = invalid.errors(include_url=False)[0]
        key = ".".join(str(step) for step in first["loc"]) or "law"
        raise BadFile(
            f"`{key}` cannot be used: {first['msg'][0].lower()}{first['msg'][1:]}",
            file=file, line=None, key=key, do=f"correct `{key}`, with the article it comes from",
        ) from invalid  # fmt: skip


@cache
def laws() -> tuple[Law, ...]:
    """Every law kept knows, in the order of their keys."""
    written = (f for f in files(__package__).iterdir() if f.name.endswith(".yaml"))
    found = (read_law(f.read_text(encoding="utf-8"), f.name) for f in written)
    return tuple(sorted(found, key=lambda law: law.law))


def laws_for(residence: str) -> tuple[Law, ...]:
    """The laws that protect people who live there. Raises Misuse when there is no such place.

    >>> [law.law for law in laws_for("SE")]
    ['gdpr']
    """
    place = known_place(residence)
    return tuple(law for law in laws() if any(is_in(place, region) for region in law.applies_to))
