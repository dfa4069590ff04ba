"""A made-up firm for measuring: eight linked tables, each person with about 25 rows in them.

All values are made by the database from a seed, so that two machines measure the same rows.
"""

from __future__ import annotations

import sqlalchemy as sa

from kept.datamap.holding import Holding
from kept.datamap.written import parse

ROWS_EACH = 25
"""Rows of a person in all tables together, on average."""

TABLES = """
CREATE TABLE people (id integer PRIMARY KEY, email varchar(120) NOT NULL, name varchar(120),
    phone varchar(40), created_at timestamptz NOT NULL);
CREATE TABLE addresses (id integer PRIMARY KEY, person_id integer NOT NULL REFERENCES people,
    street varchar(120), city varchar(60));
CREATE TABLE orders (id integer PRIMARY KEY, person_id integer NOT NULL REFERENCES people,
    placed_at timestamptz, total numeric(10, 2));
CREATE TABLE order_lines (order_id integer REFERENCES orders, line integer, sku varchar(20),
    quantity integer, price numeric(10, 2), PRIMARY KEY (order_id, line));
CREATE TABLE payments (id integer PRIMARY KEY, order_id integer NOT NULL REFERENCES orders, card varchar(20),
    holder varchar(120), amount numeric(10, 2));
CREATE TABLE tickets (id integer PRIMARY KEY, person_id integer NOT NULL REFERENCES people,
    referred_by integer REFERENCES people, subject varchar(120), body text);
CREATE TABLE messages (id integer PRIMARY KEY, sender_id integer REFERENCES people,
    recipient_id integer REFERENCES people, body text, sender_ip varchar(40), sent_at timestamptz);
CREATE TABLE visits (id integer PRIMARY KEY, person_id integer NOT NULL REFERENCES people, ip varchar(40),
    at timestamptz);
"""

ROWS = """
INSERT INTO people SELECT n, CASE WHEN n % 10 = 0 THEN 'Person' ELSE 'person' END || n || '@acme.example',
    'Person ' || n, '+46 70 ' || n, timestamptz '2020-01-01 UTC' + n * interval '1 minute'
    FROM generate_series(1, {people}) n;
INSERT INTO addresses SELECT n, 1 + floor(random() * {people}), 'Street ' || n, 'City ' || n % 100
    FROM generate_series(1, {people} * 3 / 2) n;
INSERT INTO orders SELECT n, 1 + floor(random() * {people}),
    timestamptz '2021-01-01 UTC' + n * interval '1 minute', n % 1000 FROM generate_series(1, {people} * 5) n;
INSERT INTO order_lines SELECT n, line, 'sku-' || (n * line) % 5000, line, n % 100
    FROM generate_series(1, {people} * 5) n, generate_series(1, 2) line;
INSERT INTO payments SELECT n, 1 + floor(random() * {people} * 5), '**** ' || n % 10000,
    'Person ' || n, n % 1000 FROM generate_series(1, {people} * 3) n;
INSERT INTO tickets SELECT n, 1 + floor(random() * {people}),
    CASE WHEN n % 4 = 0 THEN 1 + floor(random() * {people}) END, 'Subject ' || n, repeat('words ', 10)
    FROM generate_series(1, {people}) n;
INSERT INTO messages SELECT n, CASE WHEN n % 20 <> 0 THEN 1 + floor(random() * {people}) END,
    1 + floor(random() * {people}), repeat('words ', 10), '10.0.0.' || n % 256,
    timestamptz '2022-01-01 UTC' + n * interval '1 minute' FROM generate_series(1, {people} * 5 / 2) n;
INSERT INTO visits SELECT n, 1 + floor(random() * {people}), '10.0.0.' || n % 256,
    timestamptz '2023-01-01 UTC' + n * interval '1 minute' FROM generate_series(1, {people}) n;
"""

INDEXES = """
CREATE INDEX ON people (lower(email));
CREATE INDEX ON addresses (person_id);
CREATE INDEX ON orders (person_id);
CREATE INDEX ON payments (order_id);
CREATE INDEX ON tickets (person_id);
CREATE INDEX ON tickets (referred_by);
CREATE INDEX ON messages (sender_id);
CREATE INDEX ON messages (recipient_id);
CREATE INDEX ON visits (person_id);
"""

MAP = """
store: firm
tables:
  people:
    about: customer
    identifiers: {email: email}
    fields: {email: user.contact.email, name: user.name, phone: user.contact.phone_number}
  addresses:
    links: [{owner: people, by: person_id}]
    fields: {street: user.contact.address, city: user.contact.address}
  orders:
    links: [{owner: people, by: person_id}]
  order_lines:
    links: [{owner: orders, by: order_id}]
  payments:
    links: [{owner: orders, by: order_id}]
    fields: {card: user.financial, holder: user.name}
  tickets:
    links:
    - {owner: people, by: person_id}
    - {mentioned: people, by: referred_by}
    fields: {subject: user.content, body: {category: user.content, free_text: true}}
  messages:
    links:
    - {shared: people, by: sender_id}
    - {shared: people, by: recipient_id, on_access: {redact: [sender_ip]}}
    fields: {body: {category: user.content, free_text: true}, sender_ip: user.device.ip_address}
  visits:
    links: [{owner: people, by: person_id}]
    fields: {ip: user.device.ip_address}
"""


def holding() -> Holding:
    """The firm's data map."""
    return parse(MAP, "bench/firm.yaml")


def fill(url: str, people: int) -> int:
    """Make the firm anew with so many people; how many rows it has."""
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    names = list(holding().tables)
    with engine.connect() as connection:
        for name in reversed(names):
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name} CASCADE")
        connection.exec_driver_sql("SELECT setseed(0.5)")
        for statement in (TABLES + ROWS.replace("{people}", str(people)) + INDEXES).split(";"):
            if statement.strip():
                connection.exec_driver_sql(statement.replace("%", "%%"))
        connection.exec_driver_sql("VACUUM ANALYZE")
        connection.exec_driver_sql("CHECKPOINT")
        return sum(
            int(connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()) for name in names
        )
    raise AssertionError


def email(person: int) -> str:
    """The address somebody types, whatever letters the firm keeps it in."""
    return f"PERSON{person}@acme.example" if person % 3 == 0 else f"person{person}@acme.example"
