"""A made-up firm in a folder: one SQLite store, a policy, and a clock in the test's hand."""

from __future__ import annotations

import hashlib
import itertools
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kept.policy.citation import fingerprint
from kept.proof.report import Finding, Report
from kept.proof.verdict import Evidence
from kept.wiring import Kept, open_kept

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
SENTENCE = "We keep our word."
PARTIES = """\
  us: {legal_name: Acme AB, country: SE, contact: privacy@acme.example}
  provider: {kind: processor, includes: [hosting]}
  partner: {kind: controller}
"""
TERMS = """\
  shop_records: {about: [user], categories: [user, system], cites: [s2]}
"""
_numbers = itertools.count()


def chance(length: int) -> bytes:
    """Bytes that differ each time."""
    return hashlib.shake_256(b"chance %d" % next(_numbers)).digest(length)


@dataclass
class Firm:
    """The deployment, and what a test does with it."""

    folder: Path
    now: datetime = field(default=NOW)

    @property
    def kept(self) -> Kept:
        """The deployment, opened anew as a new process would."""
        return open_kept(self.folder, {}, clock=lambda: self.now, chance=chance)

    @property
    def store(self) -> Path:
        """The file of its one store, `shop`."""
        return self.folder / "shop.sqlite"

    def pass_by(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    def check(self) -> Report:
        """What a check finds."""
        return self.kept.check()

    def finding(self, name: str) -> Finding:
        """What a check finds of one commitment."""
        return next(f for f in self.check().findings if f.commitment == name)

    def found(self, name: str) -> tuple[Evidence, ...]:
        """The evidence a check has of one commitment."""
        return self.finding(name).evidence

    def execute(self, script: str) -> None:
        """Change the store, as the firm's own programs would."""
        with closing(sqlite3.connect(self.store)) as shop:
            shop.executescript(script)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query of the store gives."""
        with closing(sqlite3.connect(self.store)) as shop:
            return shop.execute(query).fetchall()

    def write(self, place: str, text: str) -> None:
        """Write a file of the deployment."""
        path = self.folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def firm(
    folder: Path,
    commitments: str,
    tables: str,
    script: str,
    *,
    parties: str = PARTIES,
    terms: str = TERMS,
    register: Mapping[str, str] | None = None,
) -> Firm:
    """A firm that promises these commitments (each cites `s2`) and holds these tables."""
    made = Firm(folder)
    made.write("kept.yaml", 'organisation: Acme AB\nstores: {shop: {url: "sqlite:///shop.sqlite"}}\n')
    made.write("policy/privacy.md", f"# Policy\n\n{SENTENCE}\n")
    made.write("policy/privacy.yaml", _policy(commitments, parties, terms))
    made.write("datamap/shop.yaml", f"store: shop\ntables:\n{tables}")
    for name, text in (register or {}).items():
        made.write(f"register/{name}.yaml", text)
    made.execute(script)
    return made


def _policy(commitments: str, parties: str, terms: str) -> str:
    return (
        "policy: acme-privacy\ndocument: privacy.md\neffective: 2026-01-15\n"
        f"parties:\n{parties}data:\n{terms}commitments:\n{commitments}"
        f'sentences: {{s2: "{fingerprint(SENTENCE)}"}}\n'
    )


def ago(days: float) -> str:
    """A moment so many days before now, as the stores write it."""
    return (NOW - timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S")


def lines(numbers: Iterator[int] | range, line: Callable[[int], str]) -> str:
    """A script of one statement a number."""
    return "\n".join(line(n) for n in numbers)
