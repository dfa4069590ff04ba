"""Opening a request: what is recorded, by when it is due, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.rooms.rights.shop import ADA, BOB, Shop

from kept.records import request
from kept.rights.intake import Asked
from kept.words.error import KeptError, Misuse, Refused


def test_it_is_due_by_the_earlier_of_law_and_promise(shop: Shop) -> None:
    opened = shop.kept.open_request(Asked("access", {"email": ADA}, "SE")).request
    assert opened.laws == ("gdpr",)
    assert opened.due_on == date(2026, 11, 23)  # three weeks are promised, the law gives a month
    assert opened.acknowledge_by is None


def test_where_the_law_asks_for_it_the_day_to_confirm_is_set(shop: Shop) -> None:
    opened = shop.kept.open_request(Asked("access", {"email": ADA}, "US-CA")).request
    assert (opened.laws, opened.acknowledge_by) == (("ccpa",), date(2026, 11, 16))


def test_where_nothing_grants_the_right_it_is_opened_and_said(shop: Shop) -> None:
    opened = shop.kept.open_request(Asked("access", {"email": ADA}, "JP"))
    assert (opened.granted, opened.request.due_on) == (False, None)


def test_the_answer_is_the_same_for_somebody_nobody_knows(shop: Shop) -> None:
    known, unknown = (
        shop.kept.open_request(Asked("erasure", {"email": email}, "SE"))
        for email in (ADA, "nobody@example.com")
    )
    assert (known.codes, known.again, known.grounds) == (unknown.codes, unknown.again, unknown.grounds)
    assert known.request.due_on == unknown.request.due_on


def test_a_second_request_of_the_same_person_is_the_first_one(shop: Shop) -> None:
    first = shop.kept.open_request(Asked("erasure", {"email": ADA}, "SE"))
    second = shop.kept.open_request(Asked("erasure", {"email": f" {ADA.upper()} "}, "SE"))
    assert (second.again, second.request.id, second.codes) == (True, first.request.id, ())
    assert len(shop.codes()) == 1


@pytest.mark.parametrize(
    "other",
    [
        Asked("access", {"email": ADA}, "SE"),
        Asked("erasure", {"email": BOB}, "SE"),
        Asked("erasure", {"email": ADA, "users.id": "1"}, "SE"),
    ],
)
def test_another_right_person_or_identifier_is_another_request(shop: Shop, other: Asked) -> None:
    first = shop.kept.open_request(Asked("erasure", {"email": ADA}, "SE"))
    assert shop.kept.open_request(other).request.id != first.request.id


def test_once_answered_a_request_can_be_made_again(shop: Shop) -> None:
    first = shop.done("access").request
    assert shop.kept.open_request(Asked("access", {"email": ADA}, "SE")).request.id != first.id


def test_a_third_time_in_twelve_months_is_named_as_a_ground_and_not_refused(shop: Shop) -> None:
    for _ in range(2):
        shop.done("access")
        shop.clock.pass_by(days=30)
    opened = shop.kept.open_request(Asked("access", {"email": ADA}, "US-CA"))
    assert [(g.ground, g.law, g.articles) for g in opened.grounds] == [
        ("too_often", "ccpa", ("Civ. Code 1798.130(b)",))
    ]
    assert opened.request.state == "opened"


def test_a_year_later_it_is_no_longer_too_often(shop: Shop) -> None:
    for _ in range(2):
        shop.done("access")
    shop.clock.pass_by(days=367)
    assert shop.kept.open_request(Asked("access", {"email": ADA}, "US-CA")).grounds == ()


@pytest.mark.parametrize(
    ("change", "error", "said", "do"),
    [
        ({"right": "rectification"}, Refused, "does not carry out `rectification` yet", "by hand"),
        ({"right": "erasur"}, Misuse, "unknown right `erasur`", "did you mean `erasure`?"),
        ({"channel": "fax"}, Misuse, "unknown channel `fax`", "`web`"),
        ({"residence": "US-CA-X"}, Misuse, "unknown place `US-CA-X`", "`US-CA`"),
        ({"identifiers": {}}, Misuse, "needs an identifier", "NAME=VALUE"),
        ({"identifiers": {"mail": ADA}}, Misuse, "no table of people has an identifier `mail`", "`email`"),
        ({"identifiers": {"email": "ada"}}, Misuse, "the value of `email` is no e-mail address", "NAME@HOST"),
        ({"identifiers": {"email": f"{ADA}\nBcc: x@y"}}, Misuse, "no value that can be looked for", "email"),
        ({"identifiers": {"email": "  "}}, Misuse, "no value that can be looked for", "email"),
        ({"identifiers": {"id": "1"}}, Misuse, "`id` names different people", "`crm.users.id`"),
        ({"identifiers": {"users.id": "1"}}, Refused, "no code can be sent to `users.id`", "--checked-by"),
        ({"identifiers": {"candidates.email": ADA, "users.id": "1"}}, Refused, "`users.id`", "stands beside"),
        ({"checked_by": " "}, Misuse, "nobody is named", "--checked-by NAME"),
    ],
)  # fmt: skip
def test_what_cannot_be_opened_is_refused_and_nothing_is_recorded(
    shop: Shop, change: dict[str, Any], error: type[KeptError], said: str, do: str
) -> None:
    whole = {"right": "erasure", "identifiers": {"email": ADA}, "residence": "SE"} | change
    with pytest.raises(error) as caught:
        shop.kept.open_request(Asked(**whole))
    assert said in caught.value.message
    assert do in caught.value.do
    assert "ada" not in "".join(caught.value.lines()).lower()
    kept = shop.kept
    with kept.state.reading() as connection:
        assert request.listing(connection) == ()


def test_a_code_that_cannot_be_sent_leaves_the_request_open_and_says_how_to_go_on(shop: Shop) -> None:
    (shop.folder / ".kept").mkdir(mode=0o700)
    (shop.folder / ".kept" / "outbox").write_text("in the way")
    with pytest.raises(KeptError, match="is open, but its code was not sent") as caught:
        shop.opened()
    (shop.folder / ".kept" / "outbox").unlink()
    assert "--new-code" in caught.value.do
    id = caught.value.message.split("`")[1]
    shop.kept.send_code(id)
    assert shop.kept.verify_request(id, shop.code()).request.state == "verified"


def test_no_identifier_stands_in_records_or_ledger_files(shop: Shop) -> None:
    shop.kept.open_request(Asked("erasure", {"email": ADA, "users.id": "1"}, "SE"))
    shop.kept.publish()
    raw = b"".join(
        path.read_bytes()
        for path in Path(shop.folder / ".kept").rglob("*")
        if path.is_file() and "outbox" not in path.parts
    )
    assert raw
    assert ADA.lower().encode() not in raw.lower()


def test_what_was_asked_is_not_shown_with_its_values() -> None:
    assert ADA not in repr(Asked("access", {"email": ADA}, "SE"))
