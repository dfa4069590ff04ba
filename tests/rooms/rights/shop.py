"""A small deployment in a folder, its store on any database, with clock and chance in the test's hand."""

from __future__ import annotations

import hashlib
import itertools
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from kept.policy.citation import fingerprint
from kept.reading.sentence import read
from kept.rights.fulfil import Answer
from kept.rights.intake import Asked
from kept.stores.store import Store
from kept.wiring import Kept, open_kept

ADA, BOB, EVE = "Ada@acme.example", "bob@acme.example", "eve@acme.example"
DOCUMENT = """\
# Policy

We use data of users to run the shop.
You give it to us.
Carriers receive your name.
We keep it for two years after you last came.
Candidates we keep for our customers, who decide over that data.
You may ask to see your data.
You may ask us to erase it, except what the law makes us keep.
"""
POLICY = """\
policy: acme-privacy
document: privacy.md
effective: 2026-01-15
parties:
  us: {legal_name: Acme AB, country: SE, contact: privacy@acme.example, dpo: dpo@acme.example}
  customer: {kind: controller}
  carrier: {kind: controller}
data:
  user_records:
    about: [user]
    categories: [user.unique_id, user.name, user.contact, user.content, user.authorization, user.financial]
    cites: [s2]
  candidate_records:
    about: [candidate]
    categories: [user.unique_id, user.name, user.contact]
    role: processor
    controller: customer
    cites: [s6]
commitments:
- {id: run, kind: use, data: [user_records], purpose: essential.service, basis: [contract], cites: [s2]}
- {id: given, kind: collection, data: [user_records], sources: [person], cites: [s3]}
- {id: carriers, kind: disclosure, data: [user.name], about: [user], to: carrier, cites: [s4]}
- {id: two-years, kind: retention, data: user_records, keep: {for: 2 years, from: last_visit}, cites: [s5]}
- {id: access, kind: right, right: access, who: {residence: [EEA, US-CA]}, within: 3 weeks, cites: [s7]}
- id: erasure
  kind: right
  right: erasure
  who: {residence: [EEA, US-CA]}
  within: 3 weeks
  limits: [legal_obligation]
  cites: [s8]
"""
MAP = """\
store: crm
tables:
  users:
    about: user
    identifiers: {email: email, id: id}
    data: user_records
    uses: [essential.service]
    since: {last_visit: came_at}
    fields:
      id: user.unique_id
      email: user.contact.email
      name: user.name
      password_hash: user.authorization.password
      came_at: system.operations
  notes:
    data: user_records
    uses: [essential.service]
    fields: {id: user.unique_id, user_id: user.unique_id, body: {category: user.content, free_text: true}}
    links: [{owner: users, by: user_id}]
  messages:
    data: user_records
    fields:
      id: user.unique_id
      sender_id: user.unique_id
      recipient_id: user.unique_id
      body: user.content
      ip: user.device.ip_address
    links:
    - {shared: users, by: sender_id}
    - {shared: users, by: recipient_id, on_access: {redact: [ip]}}
  invoices:
    data: user_records
    fields: {id: user.unique_id, user_id: user.unique_id, cents: user.financial}
    links: [{owner: users, by: user_id}]
    on_erasure: {keep: "bookkeeping: GDPR Art. 17(3)(b)"}
  reviews:
    data: user_records
    fields: {id: user.unique_id, author_id: user.unique_id, about_id: user.unique_id, body: user.content}
    links:
    - {owner: users, by: author_id}
    - {mentioned: users, by: about_id}
  candidates:
    about: candidate
    identifiers: {email: email, id: id}
    data: candidate_records
    tenant: firm_id
    fields: {id: user.unique_id, firm_id: system.operations, email: user.contact.email, name: user.name}
"""
TABLES = sa.MetaData()


def _table(table: str, /, **columns: Any) -> None:
    made = [sa.Column("id", sa.Integer, primary_key=True, autoincrement=False)]
    for column, of in columns.items():
        made.append(
            sa.Column(column, sa.Integer, sa.ForeignKey(of)) if of == _USER else sa.Column(column, of)
        )
    sa.Table(table, TABLES, *made)


_TEXT = sa.String(400)
_USER = "users.id"
_table("users", email=_TEXT, name=_TEXT, password_hash=_TEXT, came_at=_TEXT)
_table("notes", user_id=_USER, body=_TEXT)
_table("messages", sender_id=_USER, recipient_id=_USER, body=_TEXT, ip=_TEXT)
_table("invoices", user_id=_USER, cents=sa.Integer)
_table("reviews", author_id=_USER, about_id=_USER, body=_TEXT)
_table("candidates", firm_id=sa.Integer, email=_TEXT, name=_TEXT)

ROWS: dict[str, list[dict[str, Any]]] = {
    "users": [
        {"id": 1, "email": ADA, "name": "Ada", "password_hash": "pbkdf2:1", "came_at": "2026-10-01"},
        {"id": 2, "email": BOB, "name": "Bob", "password_hash": "pbkdf2:2", "came_at": "2026-10-02"},
    ],
    "notes": [
        {"id": 1, "user_id": 1, "body": "=HYPERLINK(1)"},
        {"id": 2, "user_id": 1, "body": "<script>alert(1)</script>"},
        {"id": 3, "user_id": 2, "body": "asked about the spring sale"},
    ],
    "messages": [
        {"id": 1, "sender_id": 1, "recipient_id": 2, "body": "hello", "ip": "192.0.2.1"},
        {"id": 2, "sender_id": 2, "recipient_id": 1, "body": "hello back", "ip": "192.0.2.2"},
    ],
    "invoices": [{"id": 1, "user_id": 1, "cents": -500}],
    "reviews": [{"id": 1, "author_id": 2, "about_id": 1, "body": "kind"}],
    "candidates": [],
}
CANDIDATE = {"id": 5, "firm_id": 70, "email": ADA, "name": "Ada"}


class Clock:
    """The moment the test says it is."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)


@dataclass
class Shop:
    """A deployment and what a test does with it; `kept` is opened anew each time, as a new process would."""

    folder: Path
    address: str
    clock: Clock = field(default_factory=Clock)
    numbers: itertools.count[int] = field(default_factory=itertools.count)

    def chance(self, length: int) -> bytes:
        """Bytes that differ each time and are the same in each run of a test."""
        return hashlib.shake_256(next(self.numbers).to_bytes(8, "big")).digest(length)

    @property
    def kept(self) -> Kept:
        return open_kept(self.folder, {}, clock=self.clock, chance=self.chance)

    def code(self) -> str:
        """The newest code in the outbox."""
        written = [p.read_text() for p in (self.folder / ".kept" / "outbox").glob("*.eml")]
        assert written, "no code was sent"
        return self.codes()[-1]

    def codes(self) -> list[str]:
        """The codes in the outbox, in the order they were sent."""
        paths = sorted((self.folder / ".kept" / "outbox").glob("*.eml"), key=lambda p: p.stat().st_mtime_ns)
        return [re.findall(r"^    (\S{4}-\S{4})\r?$", p.read_text(), re.M)[0] for p in paths]

    def opened(self, right: str = "erasure", email: str = ADA, residence: str = "SE", **more: Any) -> str:
        """Open a request; its id."""
        return self.kept.open_request(Asked(right, {"email": email}, residence, **more)).request.id

    def approved(self, right: str = "erasure", email: str = ADA) -> str:
        """Open, verify and approve a request; its id."""
        id = self.opened(right, email)
        self.kept.verify_request(id, self.code())
        self.kept.approve_request(id, "Dana")
        return id

    def done(self, right: str = "erasure", email: str = ADA) -> Answer:
        """A request from intake to receipt."""
        return self.kept.run_request(self.approved(right, email))

    def rows(self, table: str) -> list[tuple[Any, ...]]:
        """What a table of the store holds."""
        store = Store("crm", self.address)
        try:
            with store.engine.connect() as connection:
                found = TABLES.tables[table]
                return [tuple(row) for row in connection.execute(sa.select(found).order_by(found.c.id))]
        finally:
            store.close()

    def execute(self, statement: sa.Executable) -> None:
        """Change the store, as the firm's own programs would."""
        store = Store("crm", self.address)
        with store.engine.begin() as connection:
            connection.execute(statement)
        store.close()

    def kinds(self) -> list[str]:
        """The kinds of what stands in the ledger, in order."""
        from kept.ledger.entry import decode
        from kept.records import log

        state = self.kept.state
        size = log.sequence(state)
        with state.reading() as connection:
            return [decode(entry).kind for entry in log.entries(connection, 0, size)]


def write(folder: Path, address: str) -> Shop:
    """The deployment's files."""
    (folder / "policy").mkdir(parents=True)
    (folder / "datamap").mkdir()
    (folder / "kept.yaml").write_text(f'organisation: Acme AB\nstores: {{crm: {{url: "{address}"}}}}\n')
    (folder / "policy" / "privacy.md").write_text(DOCUMENT)
    sentences = read("privacy.md", DOCUMENT.encode()).sentences
    pins = "".join(f'  {s.id}: "{fingerprint(s.text)}"\n' for s in sentences if f"[{s.id}]" in POLICY)
    (folder / "policy" / "privacy.yaml").write_text(f"{POLICY}sentences:\n{pins}")
    (folder / "datamap" / "crm.yaml").write_text(MAP)
    return Shop(folder, address)
