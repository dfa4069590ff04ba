"""Approved requests are carried out, proved and answered, whatever breaks on the way."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.rooms.rights.shop import ADA, BOB, CANDIDATE, ROWS, TABLES, Shop, write
from tests.rooms.stores.filled import filled

from kept.ledger.receipt import from_json
from kept.ledger.verify import verify_receipt
from kept.records import request
from kept.rights.receipt import write_receipt
from kept.stores.store import Store
from kept.wiring import Kept
from kept.words.error import Refused, Unreachable

EVERYTHING = ("users", "notes", "messages", "invoices", "reviews", "candidates")


def left(shop: Shop) -> dict[str, list[tuple[Any, ...]]]:
    return {table: shop.rows(table) for table in EVERYTHING}


def test_an_erasure_takes_the_person_and_leaves_everybody_else(shop_anywhere: Shop) -> None:
    answer = shop_anywhere.done("erasure")
    assert [row[0] for row in shop_anywhere.rows("users")] == [2]
    assert [row[0] for row in shop_anywhere.rows("notes")] == [3]
    assert shop_anywhere.rows("messages") == [
        (1, None, 2, "hello", "192.0.2.1"),
        (2, 2, None, "hello back", "192.0.2.2"),
    ]
    assert shop_anywhere.rows("reviews") == [(1, 2, None, "kind")]
    assert answer.request.state == "done"
    assert answer.record["looks"] == [
        {"store": "crm", "still": 0, "orphans": 0, "residue": [], "texts": 1, "unsearched": 0}
    ]


def test_what_the_law_keeps_is_kept_and_said_with_its_article(shop_anywhere: Shop) -> None:
    answer = shop_anywhere.done("erasure")
    assert shop_anywhere.rows("invoices") == [(1, None, -500)]
    assert answer.record["kept_back"] == [
        {"store": "crm", "table": "invoices", "rows": 1, "ground": "bookkeeping: GDPR Art. 17(3)(b)"}
    ]


def test_the_receipt_proves_the_erasure_offline_and_names_nobody(shop: Shop) -> None:
    answer = shop.done("erasure")
    text = answer.receipt.read_text()
    found = verify_receipt(from_json(text), None)
    assert (found.entry.kind, found.opened) == ("request.erased", True)
    assert dict(found.entry.figures) == {
        "right": "erasure", "erased": 3, "unlinked": 4, "kept_back": 1,
    }  # fmt: skip
    assert "ada" not in text.lower()
    assert answer.receipt.stat().st_mode & 0o777 == 0o600


def test_an_address_left_in_a_text_is_in_the_receipt(shop: Shop) -> None:
    shop.execute(sa.update(TABLES.tables["notes"]).where(sa.text("id = 3")).values(body=f"ask {ADA.lower()}"))
    answer = shop.done("erasure")
    (look,) = answer.record["looks"]
    assert look["residue"] == [{"table": "notes", "column": "body", "rows": 1}]
    opening = from_json(answer.receipt.read_text()).opening
    assert opening is not None
    assert json.loads(opening.record)["looks"][0]["residue"][0]["rows"] == 1


def test_a_request_for_nobody_ends_like_any_other(shop: Shop) -> None:
    before = left(shop)
    for right in ("access", "erasure"):
        answer = shop.done(right, "nobody@example.com")
        assert answer.request.state == "done"
        assert verify_receipt(from_json(answer.receipt.read_text()), None).opened
    assert left(shop) == before


def test_what_is_done_is_not_done_again(shop: Shop) -> None:
    id = shop.done("erasure").request.id
    with pytest.raises(Refused, match="is `done`, and only an approved one is run"):
        shop.kept.run_request(id)


@pytest.mark.parametrize("steps", [0, 1])
def test_what_is_not_approved_is_not_run(shop: Shop, steps: int) -> None:
    before, id = left(shop), shop.opened("erasure")
    if steps:
        shop.kept.verify_request(id, shop.code())
    with pytest.raises(Refused, match="only an approved one is run"):
        shop.kept.run_request(id)
    assert left(shop) == before


def test_a_receipt_that_was_lost_is_made_again(shop: Shop, tmp_path: Path) -> None:
    answer = shop.done("erasure")
    again = write_receipt(shop.kept.desk, answer.request.id, tmp_path / "again.json")
    assert verify_receipt(from_json(again.read_text()), None).entry.kind == "request.erased"


def test_what_an_earlier_answer_told_goes_with_an_erasure(shop: Shop) -> None:
    told, others = shop.done("access").package, shop.done("access", BOB).package
    assert told is not None
    assert others is not None
    shop.done("erasure")
    assert (told.exists(), others.exists()) == (False, True)


def test_identifiers_are_forgotten_when_it_is_done(shop: Shop) -> None:
    id = shop.done("erasure").request.id
    kept = shop.kept
    with kept.state.reading() as connection:
        assert request.identifiers(connection, kept.keyring, id) == ()


def test_a_store_that_is_away_stops_the_run_before_anything_changes(shop: Shop) -> None:
    id = shop.approved("erasure")
    place = Path(shop.address.removeprefix("sqlite:///"))
    place.rename(place.with_suffix(".away"))
    with pytest.raises(Unreachable, match="cannot reach store `crm`"):
        shop.kept.run_request(id)
    place.with_suffix(".away").rename(place)
    assert shop.kept.run_request(id).request.state == "done"


def test_where_the_plan_changed_since_approval_the_answer_says_so(shop: Shop) -> None:
    id = shop.approved("erasure")
    shop.execute(sa.insert(TABLES.tables["notes"]).values(id=9, user_id=1, body="late"))
    answer = shop.kept.run_request(id)
    assert "crm.notes erase: 2 rows when approved, 3 when run" in answer.differs
    assert {"store": "crm", "table": "notes", "act": "erase", "rows": 3} in answer.record["acts"]


def test_an_erasure_that_somebody_undoes_is_not_called_done(shop: Shop, monkeypatch: Any) -> None:
    id = shop.approved("erasure")
    erase = Store.erase

    def undone(store: Store, *asked: Any) -> Any:
        done = erase(store, *asked)
        shop.execute(sa.insert(TABLES.tables["users"]).values(id=1, email=ADA))
        return done

    with monkeypatch.context() as patched:
        patched.setattr(Store, "erase", undone)
        with pytest.raises(Refused, match="still are the person after the erasure"):
            shop.kept.run_request(id)
    answer = shop.kept.run_request(id)
    assert answer.request.state == "done"
    assert {"store": "crm", "table": "notes", "act": "erase", "rows": 2} in answer.record["acts"]
    assert [row[0] for row in shop.rows("users")] == [2]


def test_what_a_customer_answers_for_is_forwarded_and_not_erased(shop: Shop) -> None:
    shop.execute(sa.insert(TABLES.tables["candidates"]).values(CANDIDATE))
    answer = shop.done("erasure")
    assert shop.rows("candidates") == [(5, 70, ADA, "Ada")]
    assert answer.record["forwarded"] == [
        {"store": "crm", "table": "candidates", "controller": "customer", "tenants": ["70"], "rows": 1}
    ]
    assert answer.request.state == "done"


def test_what_is_passed_on_says_who_asks_and_is_its_owners_alone(shop: Shop) -> None:
    shop.execute(sa.insert(TABLES.tables["candidates"]).values(CANDIDATE))
    answer = shop.done("erasure")
    assert answer.forward is not None
    assert answer.forward.stat().st_mode & 0o777 == 0o600
    passed = json.loads(answer.forward.read_text())
    assert (passed["right"], passed["person"]) == ("erasure", {"email": ADA})
    assert passed["parts"] == answer.record["forwarded"]
    assert shop.done("access", "nobody@example.com").forward is None


def test_where_all_is_a_customers_the_request_is_forwarded(shop: Shop) -> None:
    shop.execute(sa.insert(TABLES.tables["candidates"]).values({**CANDIDATE, "email": "eve@acme.example"}))
    before = left(shop)
    answer = shop.done("erasure", "eve@acme.example")
    assert answer.request.state == "forwarded"
    assert left(shop) == before
    assert verify_receipt(from_json(answer.receipt.read_text()), None).entry.kind == "request.forwarded"


class Broken(Exception):
    """The process dies here."""


class Breaking:
    """A clock that fails the n-th time it is asked from now on: between and inside any two steps."""

    def __init__(self, shop: Shop, at: int, fail: Callable[[], None]) -> None:
        self.shop, self.left, self.fail = shop, at, fail

    def __call__(self) -> Any:
        self.left -= 1
        if self.left == 0:
            self.fail()
        return self.shop.clock.now


def _die() -> None:
    raise Broken


@pytest.mark.parametrize("right", ["access", "erasure"])
def test_a_crash_at_any_step_and_a_second_run_end_the_same(shop: Shop, tmp_path: Path, right: str) -> None:
    asked = 0
    while True:
        asked += 1
        with filled(shop.address, TABLES, ROWS):
            again = write(tmp_path / f"{right}{asked}", shop.address)
            id = again.approved(right)
            breaking = Breaking(again, asked, _die)
            try:
                Kept(again.folder, again.kept.settings, breaking, again.chance).run_request(id)
            except Broken:
                answer = again.kept.run_request(id)
            else:
                break
            assert [row[0] for row in again.rows("users")] == ([1, 2] if right == "access" else [2])
            assert answer.request.state == "done"
            assert sum(part["rows"] for part in answer.record.get("acts", ())) == (
                7 if right == "erasure" else 0
            )
            assert (
                again.kinds().count({"access": "request.answered", "erasure": "request.erased"}[right]) == 1
            )
            assert verify_receipt(from_json(answer.receipt.read_text()), None).opened
    assert asked > 5


def test_the_desk_works_the_same_with_its_records_on_postgres(shop: Shop, postgres: str) -> None:
    server = sa.make_url(postgres).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS kept_desk WITH (FORCE)")
        connection.exec_driver_sql("CREATE DATABASE kept_desk")
    state = server.set(drivername="postgresql", database="kept_desk").render_as_string(hide_password=False)
    with (shop.folder / "kept.yaml").open("a") as settings:
        settings.write(f'state: "{state}"\n')
    id = shop.opened("erasure")
    with pytest.raises(Refused, match="4 tries are left"):
        shop.kept.verify_request(id, "AAAA-AAAA")
    shop.kept.verify_request(id, shop.code())
    shop.kept.approve_request(id, "Dana")
    answer = shop.kept.run_request(id)
    assert answer.request.state == "done"
    assert verify_receipt(from_json(answer.receipt.read_text()), None).opened
    with engine.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE kept_desk WITH (FORCE)")
    engine.dispose()


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.rooms.rights.shop import Shop
from tests.rooms.rights.test_fulfil import Breaking

shop = Shop(Path(sys.argv[1]), sys.argv[2])
kept = shop.kept
breaking = Breaking(shop, int(sys.argv[4]), lambda: os.kill(os.getpid(), signal.SIGKILL))
object.__setattr__(kept, "clock", breaking)
object.__setattr__(kept, "chance", os.urandom)
kept.run_request(sys.argv[3])
"""


@pytest.mark.parametrize("asked", [2, 5, 7])
def test_a_killed_run_is_taken_up_after_its_lease(shop: Shop, asked: int) -> None:
    id = shop.approved("erasure")
    command = [sys.executable, "-c", KILLED, str(shop.folder), shop.address, id, str(asked)]
    done = subprocess.run(command, check=False, capture_output=True, cwd=Path(__file__).parents[3])
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    with pytest.raises(Refused, match="is in other hands"):
        shop.kept.run_request(id)
    shop.clock.pass_by(minutes=2)
    answer = shop.kept.run_request(id)
    assert answer.request.state == "done"
    assert {act["table"]: act["rows"] for act in answer.record["acts"] if act["act"] == "erase"} == {
        "users": 1, "notes": 2,
    }  # fmt: skip
