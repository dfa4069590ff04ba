"""The yardstick: access and erasure of the firm's people as somebody writes them by hand who knows the firm.

One person is asked for by the person's key; a batch by a table of keys, loaded by COPY. The rows, what is
struck out of them, and what is deleted and unlinked are the same as kept's; `bench.rights` compares them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import psycopg

ONE_ACCESS = {
    "people": ("owner", "SELECT * FROM people WHERE id = %(id)s"),
    "addresses": ("owner", "SELECT * FROM addresses WHERE person_id = %(id)s"),
    "orders": ("owner", "SELECT * FROM orders WHERE person_id = %(id)s"),
    "order_lines": (
        "owner",
        "SELECT l.* FROM orders o JOIN order_lines l ON l.order_id = o.id WHERE o.person_id = %(id)s",
    ),
    "payments": (
        "owner",
        "SELECT p.* FROM orders o JOIN payments p ON p.order_id = o.id WHERE o.person_id = %(id)s",
    ),
    "tickets": ("owner", "SELECT * FROM tickets WHERE person_id = %(id)s"),
    "tickets, mentioned": (
        "mentioned",
        "SELECT id, null, referred_by, null, null FROM tickets"
        " WHERE referred_by = %(id)s AND person_id <> %(id)s",
    ),
    "messages": (
        "shared",
        "SELECT id, sender_id, recipient_id, body, CASE WHEN sender_id = %(id)s THEN sender_ip END, sent_at"
        " FROM messages WHERE sender_id = %(id)s OR recipient_id = %(id)s",
    ),
    "visits": ("owner", "SELECT * FROM visits WHERE person_id = %(id)s"),
}

MANY_ACCESS = {
    "people": ("owner", "SELECT a.person, p.* FROM asked a JOIN people p USING (id) ORDER BY 1"),
    "addresses": (
        "owner",
        "SELECT a.person, t.* FROM asked a JOIN addresses t ON t.person_id = a.id ORDER BY 1",
    ),
    "orders": ("owner", "SELECT a.person, t.* FROM asked a JOIN orders t ON t.person_id = a.id ORDER BY 1"),
    "order_lines": (
        "owner",
        "SELECT a.person, t.* FROM asked a JOIN orders o ON o.person_id = a.id"
        " JOIN order_lines t ON t.order_id = o.id ORDER BY 1",
    ),
    "payments": (
        "owner",
        "SELECT a.person, t.* FROM asked a JOIN orders o ON o.person_id = a.id"
        " JOIN payments t ON t.order_id = o.id ORDER BY 1",
    ),
    "tickets": ("owner", "SELECT a.person, t.* FROM asked a JOIN tickets t ON t.person_id = a.id ORDER BY 1"),
    "tickets, mentioned": (
        "mentioned",
        "SELECT a.person, t.id, null, t.referred_by, null, null FROM asked a"
        " JOIN tickets t ON t.referred_by = a.id AND t.person_id <> a.id ORDER BY 1",
    ),
    "messages": (
        "shared",
        "SELECT a.person, t.* FROM asked a JOIN messages t ON t.sender_id = a.id UNION ALL"
        " SELECT a.person, t.id, t.sender_id, t.recipient_id, t.body, null, t.sent_at FROM asked a"
        " JOIN messages t ON t.recipient_id = a.id AND t.sender_id IS DISTINCT FROM a.id ORDER BY 1",
    ),
    "visits": ("owner", "SELECT a.person, t.* FROM asked a JOIN visits t ON t.person_id = a.id ORDER BY 1"),
}

# Each with the table and the act it is counted under.
ONE_ERASURE = (
    (
        "messages", "erase",
        "DELETE FROM messages WHERE sender_id = %(id)s AND (recipient_id IS NULL OR recipient_id = %(id)s)"
        " OR recipient_id = %(id)s AND sender_id IS NULL",
    ),
    ("messages", "unlink", "UPDATE messages SET sender_id = NULL WHERE sender_id = %(id)s"),
    ("messages", "unlink", "UPDATE messages SET recipient_id = NULL WHERE recipient_id = %(id)s"),
    ("tickets", "erase", "DELETE FROM tickets WHERE person_id = %(id)s"),
    ("tickets", "unlink", "UPDATE tickets SET referred_by = NULL WHERE referred_by = %(id)s"),
    (
        "order_lines", "erase",
        "DELETE FROM order_lines l USING orders o WHERE l.order_id = o.id AND o.person_id = %(id)s",
    ),
    (
        "payments", "erase",
        "DELETE FROM payments p USING orders o WHERE p.order_id = o.id AND o.person_id = %(id)s",
    ),
    ("orders", "erase", "DELETE FROM orders WHERE person_id = %(id)s"),
    ("addresses", "erase", "DELETE FROM addresses WHERE person_id = %(id)s"),
    ("visits", "erase", "DELETE FROM visits WHERE person_id = %(id)s"),
    ("people", "erase", "DELETE FROM people WHERE id = %(id)s"),
)  # fmt: skip

_IN = "IN (SELECT id FROM asked)"
MANY_ERASURE = (
    (
        "messages", "erase",
        f"DELETE FROM messages WHERE (sender_id {_IN} OR sender_id IS NULL)"
        f" AND (recipient_id {_IN} OR recipient_id IS NULL)"
        f" AND coalesce(sender_id, recipient_id) IS NOT NULL",
    ),
    ("messages", "unlink", f"UPDATE messages SET sender_id = NULL WHERE sender_id {_IN}"),
    ("messages", "unlink", f"UPDATE messages SET recipient_id = NULL WHERE recipient_id {_IN}"),
    ("tickets", "erase", f"DELETE FROM tickets WHERE person_id {_IN}"),
    ("tickets", "unlink", f"UPDATE tickets SET referred_by = NULL WHERE referred_by {_IN}"),
    (
        "order_lines", "erase",
        f"DELETE FROM order_lines WHERE order_id IN (SELECT id FROM orders WHERE person_id {_IN})",
    ),
    (
        "payments", "erase",
        f"DELETE FROM payments WHERE order_id IN (SELECT id FROM orders WHERE person_id {_IN})",
    ),
    ("orders", "erase", f"DELETE FROM orders WHERE person_id {_IN}"),
    ("addresses", "erase", f"DELETE FROM addresses WHERE person_id {_IN}"),
    ("visits", "erase", f"DELETE FROM visits WHERE person_id {_IN}"),
    ("people", "erase", f"DELETE FROM people WHERE id {_IN}"),
)  # fmt: skip

Asked = Sequence[tuple[int, str]]
"""Who is asked for: a number that stands for the person, and the address as it was typed."""


class Floor:
    """One connection, as kept has one."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url)

    def close(self) -> None:
        """Give the connection back."""
        self.connection.close()

    def access(self, asked: Asked) -> Iterator[tuple[Any, ...]]:
        """Rows with the person, the table and the role before the values; streamed where they may be many."""
        with self.connection.transaction(force_rollback=True):
            yield from self._one(asked) if len(asked) == 1 else self._many(asked)

    def _one(self, asked: Asked) -> Iterator[tuple[Any, ...]]:
        number, key = self._key(asked)
        for table, (role, select) in ONE_ACCESS.items():
            for row in self.connection.execute(select, {"id": key}):
                yield (number, table.split(",")[0], role, *row)

    def _many(self, asked: Asked) -> Iterator[tuple[Any, ...]]:
        self._load(asked)
        for table, (role, select) in MANY_ACCESS.items():
            name = table.split(",")[0]
            for number, *row in self.connection.cursor().stream(select, size=1000):
                yield (number, name, role, *row)

    def erase(self, asked: Asked) -> dict[tuple[str, str], int]:
        """Erase and take it back; how many rows by table and act."""
        done: dict[tuple[str, str], int] = {}
        with self.connection.transaction(force_rollback=True):
            key: dict[str, int] = {}
            if len(asked) == 1:
                key["id"] = self._key(asked)[1]
            else:
                self._load(asked)
            for table, act, statement in ONE_ERASURE if key else MANY_ERASURE:
                rows = self.connection.execute(statement, key or None).rowcount
                done[table, act] = done.get((table, act), 0) + rows
        return {what: rows for what, rows in done.items() if rows}

    def _key(self, asked: Asked) -> tuple[int, int]:
        ((number, email),) = asked
        row = self.connection.execute(
            "SELECT id FROM people WHERE lower(email) = lower(%s)", [email]
        ).fetchone()
        assert row is not None
        return number, row[0]

    def _load(self, asked: Iterable[tuple[int, str]]) -> None:
        self.connection.execute("CREATE TEMP TABLE typed (person integer, email text) ON COMMIT DROP")
        with self.connection.cursor().copy("COPY typed FROM STDIN") as copy:
            for row in asked:
                copy.write_row(row)
        self.connection.execute("ANALYZE typed")
        self.connection.execute(
            "CREATE TEMP TABLE asked ON COMMIT DROP AS SELECT t.person, p.id FROM typed t"
            " JOIN people p ON lower(p.email) = lower(t.email)"
        )
        self.connection.execute("ANALYZE asked")
