"""A small firm in a folder: a policy of a few commitments, one SQLite store, a map and a register."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from kept.policy.citation import fingerprint
from kept.proof.report import Finding, Report
from kept.reading.sentence import read
from kept.wiring import Kept, open_kept

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DOCUMENT = "# Policy\n\nThis is what we promise.\n\nAnd this is the rest of it.\n"
HEAD = """\
policy: acme-privacy
document: privacy.md
effective: 2026-01-15
parties:
  us: {legal_name: Acme AB, country: SE, contact: privacy@acme.example}
  host: {kind: processor}
  partner: {kind: controller}
data:
  user_records:
    about: [user]
    categories: [user.unique_id, user.contact, user.demographic, system.operations]
    cites: [s1]
  order_records: {about: [user], categories: [user.financial, user.unique_id, system.operations], cites: [s1]}
commitments:
- {id: collect, kind: collection, data: [user_records, order_records], cites: [s1]}
"""
SCHEMA = """
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, born TEXT, came_at TEXT);
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id), paid TEXT, made_at TEXT);
CREATE TABLE lines (
  order_id INTEGER NOT NULL REFERENCES orders (id), n INTEGER NOT NULL, PRIMARY KEY (order_id, n)
);
"""
USERS = """\
  users:
    about: user
    identifiers: {email: email}
    data: user_records
    uses: [essential.service]
    since: {visit: came_at}
    fields:
      id: user.unique_id
      email: user.contact.email
      born: user.demographic.date_of_birth
      came_at: system.operations
"""
ORDERS = """\
  orders:
    data: order_records
    uses: [essential.service]
    since: {sale: made_at}
    fields: {id: system.operations, user_id: user.unique_id, paid: user.financial, made_at: system.operations}
    links: [{owner: users, by: user_id}]
"""
LINES = """\
  lines:
    data: order_records
    fields: {order_id: system.operations, n: system.operations}
    links: [{owner: orders, by: order_id}]
"""
MAP = "store: crm\ntables:\n" + USERS + ORDERS + LINES


def firm(
    folder: Path,
    *commitments: str,
    rows: str = "",
    schema: str = SCHEMA,
    tables: str = MAP,
    recipients: str | None = None,
    attestations: str | None = None,
    accepted: str | None = None,
    organisation: str = "Acme AB",
    now: datetime = NOW,
) -> Kept:
    """The firm, opened with its clock standing still; `rows` are SQL statements."""
    for name in ("policy", "datamap", "register"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "kept.yaml").write_text(
        f'organisation: {organisation}\nstores: {{crm: {{url: "sqlite:///crm.sqlite"}}}}\n'
    )
    (folder / "policy" / "privacy.md").write_text(DOCUMENT)
    pins = {s.id: fingerprint(s.text) for s in read("privacy.md", DOCUMENT.encode()).sentences}
    sentences = "sentences: {" + ", ".join(f'{id}: "{pin}"' for id, pin in pins.items()) + "}\n"
    listed = "".join(f"- {one}\n" for one in commitments)
    (folder / "policy" / "privacy.yaml").write_text(HEAD + listed + sentences)
    (folder / "datamap" / "crm.yaml").write_text(tables)
    written = {"recipients": recipients, "attestations": attestations, "accepted": accepted}
    for name, text in written.items():
        if text is not None:
            (folder / "register" / f"{name}.yaml").write_text(text)
    with closing(sqlite3.connect(folder / "crm.sqlite")) as store:
        store.executescript(schema + rows)
    return open_kept(folder, {}, clock=lambda: now)


def finding(kept: Kept, commitment: str) -> Finding:
    """What a check of the firm finds of one commitment."""
    return of(kept.check(), commitment)


def of(report: Report, commitment: str) -> Finding:
    """The finding of one commitment."""
    return next(f for f in report.findings if f.commitment == commitment)


def told(finding: Finding) -> str:
    """All that the evidence says, in one text."""
    return "\n".join(f"{e.verdict}: {e.found} | {e.looked} | {e.do or ''}" for e in finding.evidence)


def all_rows(kept: Kept) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the store by table."""
    with closing(sqlite3.connect(kept.project / "crm.sqlite")) as store:
        names = [
            n for (n,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ]
        return {name: list(store.execute(f"SELECT * FROM {name} ORDER BY 1, 2")) for name in names}
