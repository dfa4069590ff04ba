"""Outside cases measured with another engine: a thread of several people."""

from __future__ import annotations

from pathlib import Path

import pytest

from kept.datamap.written import parse

from .outside import dump, people, rows_of, stored

THREADS = """
store: store
tables:
  person: {about: user, identifiers: {email: email}}
  member:
    links: [{owner: person, by: person_id}, {owns: thread, by: thread_id}]
  thread: {}
  message:
    links:
    - {owner: person, by: author_id, on_erasure: delete}
    - {shared: thread, by: thread_id, on_access: {redact: [author_id, text]}}
"""
ROWS = """
CREATE TABLE person (id INTEGER PRIMARY KEY, email TEXT);
CREATE TABLE thread (id INTEGER PRIMARY KEY);
CREATE TABLE member (thread_id INT, person_id INT, PRIMARY KEY (thread_id, person_id));
CREATE TABLE message (id INTEGER PRIMARY KEY, thread_id INT, author_id INT, text TEXT);
INSERT INTO person VALUES (1, 'm1@x.example'), (2, 'm2@x.example'), (3, 'm3@x.example');
INSERT INTO thread VALUES (1), (2);
INSERT INTO member VALUES (1, 1), (1, 2), (2, 2), (2, 3);
INSERT INTO message VALUES (1, 1, 1, 'call me on 555-0101'), (2, 1, 2, 'my address is 9 Elm St'),
 (3, 2, 3, 'elsewhere');
"""


@pytest.mark.case("measured-thread")
def test_what_others_wrote_in_a_thread_is_struck_out(tmp_path: Path) -> None:
    found = rows_of(stored(tmp_path, ROWS), parse(THREADS, "threads.yaml"), people(email="m1@x.example"))
    assert [tuple(r.values()) for r in found["message"]] == [
        (1, 1, 1, "call me on 555-0101"),
        (2, 1, None, None),
    ]


@pytest.mark.case("measured-thread")
def test_what_others_wrote_in_a_thread_outlives_a_member(tmp_path: Path) -> None:
    store = stored(tmp_path, ROWS)
    store.erase(store.graph(parse(THREADS, "threads.yaml")), people(email="m1@x.example"))
    left = dump(store)
    assert left["message"] == [(2, 1, 2, "my address is 9 Elm St"), (3, 2, 3, "elsewhere")]
    assert left["thread"] == [(1,), (2,)]
    assert left["member"] == [(1, 2), (2, 2), (2, 3)]
