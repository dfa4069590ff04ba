"""The answer to an access request: its facts, its files, and that nothing in it runs or leaks."""

from __future__ import annotations

import csv
import json
import tracemalloc
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.rooms.rights.shop import BOB, CANDIDATE, TABLES, Shop


def given(shop: Shop, **more: Any) -> Path:
    answer = shop.done("access", **more)
    assert answer.package is not None
    return answer.package


def document(folder: Path) -> Any:
    return json.loads((folder / "data.json").read_text())


def sheet(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / "csv" / f"{table}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_document_holds_every_row_with_whose_it_is_and_what_was_left_out(shop: Shop) -> None:
    found = document(given(shop))
    assert {k: found["request"][k] for k in ("right", "organisation", "received", "laws", "policy")} == {
        "right": "access",
        "organisation": "Acme AB",
        "received": "2026-11-02",
        "laws": ["gdpr"],
        "policy": "acme-privacy:2026-01-15",
    }
    rows = {
        t["table"]: [(r["whose"], r["values"], r["left_out"]) for r in t["rows"]] for t in found["tables"]
    }
    assert rows["users"] == [
        (
            "owner",
            {
                "id": 1,
                "email": "Ada@acme.example",
                "name": "Ada",
                "password_hash": None,
                "came_at": "2026-10-01",
            },
            ["password_hash"],
        )
    ]
    assert rows["messages"] == [
        ("shared", {"id": 1, "sender_id": 1, "recipient_id": 2, "body": "hello", "ip": "192.0.2.1"}, []),
        ("shared", {"id": 2, "sender_id": 2, "recipient_id": 1, "body": "hello back", "ip": None}, ["ip"]),
    ]
    assert rows["reviews"] == [
        ("mentioned", {"id": 1, "author_id": None, "about_id": 1, "body": None}, ["author_id", "body"])
    ]
    assert set(rows) == {"users", "notes", "messages", "invoices", "reviews"}


def test_the_document_tells_why_how_long_from_where_and_to_whom(shop: Shop) -> None:
    found = document(given(shop))
    (users,) = (t for t in found["tables"] if t["table"] == "users")
    assert users["data"] == "user records"
    assert users["purposes"] == [
        {"what": "Essential for Service (legal basis: contract)", "sentences": ["s2"]}
    ]
    assert users["periods"] == [{"what": "2 years from last visit, then erased", "sentences": ["s5"]}]
    assert users["sources"] == [{"what": "you", "sentences": ["s3"]}]
    assert users["recipients"] == [{"what": "carrier", "sentences": ["s4"]}]
    assert [w["column"] for w in users["withheld"]] == ["password_hash"]
    assert found["sentences"]["s5"] == "We keep it for two years after you last came."


def test_nobody_elses_data_is_in_it(shop: Shop) -> None:
    folder = given(shop)
    for path in folder.rglob("*"):
        if path.is_file():
            text = path.read_text()
            for secret in (BOB, "192.0.2.2", "spring sale", "pbkdf2", "kind</td>"):
                assert secret not in text, (path.name, secret)


def test_a_sheet_runs_nothing_and_numbers_stay_numbers(shop: Shop) -> None:
    folder = given(shop)
    assert [row["body"] for row in sheet(folder, "notes")] == ["'=HYPERLINK(1)", "<script>alert(1)</script>"]
    assert [row["cents"] for row in sheet(folder, "invoices")] == ["-500"]
    assert [
        r["values"]["body"] for t in document(folder)["tables"] if t["table"] == "notes" for r in t["rows"]
    ] == [
        "=HYPERLINK(1)",
        "<script>alert(1)</script>",
    ]  # only the sheet is changed


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in tags]


def test_the_page_runs_nothing_and_fetches_nothing(shop: Shop) -> None:
    text = (given(shop) / "index.html").read_text()
    page = Page(text)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert page.all("script", "img", "iframe", "link", "object", "form") == []
    assert not any(name.startswith("on") or name == "style" for _, a in page.tags for name in a)
    links = [str(a["href"]) for a in page.all("a")]
    assert all(link.startswith(("#", "csv/")) for link in links)


def test_the_page_can_be_read_aloud(shop: Shop) -> None:
    folder = given(shop)
    page = Page((folder / "index.html").read_text())
    assert page.all("html")[0]["lang"] == "en"
    assert len(page.all("h1")) == len(page.all("main")) == 1
    assert len(page.all("table")) == len(page.all("caption")) == 6
    assert all(a.get("scope") in ("col", "row") for a in page.all("th"))
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert all(str(a["aria-labelledby"]) in ids for _, a in page.tags if "aria-labelledby" in a)
    for link in (str(a["href"]) for a in page.all("a")):
        assert link[1:] in ids if link.startswith("#") else (folder / link).is_file()


def test_only_its_owner_can_read_the_folder(shop: Shop) -> None:
    folder = given(shop)
    assert {p.stat().st_mode & 0o777 for p in (folder, folder / "csv", folder.parent)} == {0o700}
    assert {p.stat().st_mode & 0o777 for p in folder.rglob("*") if p.is_file()} == {0o600}


def test_what_a_customer_answers_for_is_named_and_not_given(shop: Shop) -> None:
    shop.execute(sa.insert(TABLES.tables["candidates"]).values(CANDIDATE))
    folder = given(shop)
    assert (
        "candidates: 1 row, decided over by the customer known to us as 70."
        in (folder / "index.html").read_text()
    )
    assert "candidates" not in [t["table"] for t in document(folder)["tables"]]


def test_a_folder_for_nobody_says_that_nothing_is_held(shop: Shop) -> None:
    folder = given(shop, email="nobody@example.com")
    assert "Nothing: no row in our stores is yours." in (folder / "index.html").read_text()
    assert document(folder)["tables"] == []


@pytest.mark.parametrize("rows", [20_000])
def test_memory_stays_flat_however_many_rows_there_are(shop: Shop, rows: int) -> None:
    notes = TABLES.tables["notes"]
    made = [{"id": n, "user_id": 1, "body": "x" * 200} for n in range(100, 100 + rows)]
    id = shop.approved("access")
    shop.execute(sa.insert(notes).values(made[:100]))
    peaks = []
    for chunk in (made[100:200], made[200:]):
        for n in range(0, len(chunk), 5000):
            _insert(shop, chunk[n : n + 5000])
        tracemalloc.start()
        shop.kept.run_request(id)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        id = shop.approved("access")
    few, many = peaks
    assert many < few + 3_000_000


def _insert(shop: Shop, rows: list[dict[str, Any]]) -> None:
    from kept.stores.store import Store

    store = Store("crm", shop.address)
    with store.engine.begin() as connection:
        connection.execute(sa.insert(TABLES.tables["notes"]), rows)
    store.close()


def test_a_long_table_is_shown_in_part_and_given_whole(shop: Shop) -> None:
    _insert(shop, [{"id": n, "user_id": 1, "body": "note"} for n in range(100, 400)])
    folder = given(shop)
    text = (folder / "index.html").read_text()
    assert "The first 100 of 302 rows of notes" in text
    assert "All 302 rows are in" in text
    assert len(sheet(folder, "notes")) == 302
