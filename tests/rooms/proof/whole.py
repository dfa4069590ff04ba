"""A firm with something of every verdict, for tests of whole reports."""

from __future__ import annotations

from pathlib import Path

from tests.controls.firm import Firm, ago, firm

COMMITMENTS = """\
- {id: run, kind: use, purpose: essential.service, cites: [s2]}
- {id: given, kind: collection, data: [shop_records], cites: [s2]}
- id: logs-30d
  kind: retention
  data: [shop_records]
  keep: {for: 30 days, from: visit}
  hedge: typically
  cites: [s2]
- {id: children, kind: child, age: 16, cites: [s2]}
- {id: no-sale, kind: sale, cites: [s2]}
- {id: whom, kind: scope, people: [user], cites: [s2]}
- {id: access, kind: right, right: access, cites: [s2]}
"""
TABLES = """\
  visits:
    about: user
    identifiers: {email: email}
    data: shop_records
    uses: [essential.service]
    since: {visit: at}
    fields: {email: user.contact.email, at: system.operations}
"""
SCRIPT = f"""
CREATE TABLE visits (id INTEGER PRIMARY KEY, email TEXT, at TEXT);
INSERT INTO visits VALUES (1, 'ada@acme.example', '{ago(31)}'), (2, 'bob@acme.example', '{ago(1)}');
"""
VOUCHED = """\
attestations:
- {commitment: whom, by: dpo, on: 2026-09-01, until: 2027-08-31, evidence: terms of service version 7}
"""
ACCEPTED = """\
accepted:
- commitment: no-sale
  owner: head of sales
  until: 2026-11-30
  reason: the register of recipients comes in March
"""


def whole(folder: Path) -> Firm:
    """Kept: run, given, access and limits; broken: logs-30d; attested: whom; unproven: no-sale, children."""
    return firm(folder, COMMITMENTS, TABLES, SCRIPT, register={"attestations": VOUCHED, "accepted": ACCEPTED})
