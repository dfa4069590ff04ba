"""Is this the person? Codes, and what they do and do not show."""

from __future__ import annotations

from itertools import combinations

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from tests.rooms.rights.shop import ADA, BOB, TABLES, Shop

from kept.law.law import laws_for
from kept.rights.identity import ALPHABET, digest, made, strictest
from kept.rights.intake import Asked
from kept.words.error import KeptError, Misuse, Refused

KEY = b"k" * 32


@given(st.binary(min_size=5, max_size=5))
def test_a_code_is_eight_signs_that_are_not_taken_for_each_other(random: bytes) -> None:
    code = made(random)
    assert len(code) == 9
    assert set(code.replace("-", "")) <= set(ALPHABET)
    assert not set(code) & set("ILOU")


@given(st.binary(min_size=5, max_size=5), st.binary(min_size=5, max_size=5))
def test_different_chance_gives_a_different_code(one: bytes, two: bytes) -> None:
    assert (made(one) == made(two)) == (one == two)


@pytest.mark.parametrize("typed", ["01AB-CDEF", "01abcdef", " OiAB CDEF", "0LAB-CDEF"])
def test_a_code_may_be_typed_as_people_type(typed: str) -> None:
    assert digest(KEY, "c", typed) == digest(KEY, "c", "01AB-CDEF")


def test_one_code_has_another_digest_in_each_challenge_and_under_each_key() -> None:
    found = [digest(KEY, "c", "01ABCDEF"), digest(KEY, "d", "01ABCDEF"), digest(b"j" * 32, "c", "01ABCDEF")]
    assert all(one != two for one, two in combinations(found, 2))


def test_the_code_that_was_sent_verifies_and_is_not_kept(shop: Shop) -> None:
    id = shop.opened()
    found = shop.kept.verify_request(id[:8], shop.code())
    assert (found.request.state, found.verified, found.unverified) == ("verified", ("email",), ())
    raw = b"".join(p.read_bytes() for p in (shop.folder / ".kept").glob("state.sqlite*"))
    assert shop.code().replace("-", "").encode() not in raw
    assert shop.code().encode() not in raw


def test_a_wrong_code_is_refused_with_how_many_tries_are_left(shop: Shop) -> None:
    id = shop.opened()
    with pytest.raises(Refused, match="that is not the code; 4 tries are left") as caught:
        shop.kept.verify_request(id, "AAAA-AAAA")
    assert f"kept request verify {id[:8]} --new-code" in caught.value.do


def test_after_five_wrong_codes_the_right_one_no_longer_counts(shop: Shop) -> None:
    id = shop.opened()
    for _ in range(5):
        with pytest.raises(Refused):
            shop.kept.verify_request(id, "AAAA-AAAA")
    with pytest.raises(Refused, match="5 wrong codes were entered: the code no longer counts"):
        shop.kept.verify_request(id, shop.code())
    assert shop.kept.send_code(id) == (("email", "outbox"),)
    assert shop.kept.verify_request(id, shop.code()).verified == ("email",)


def test_a_code_counts_for_thirty_minutes(shop: Shop) -> None:
    id = shop.opened()
    shop.clock.pass_by(minutes=30)
    with pytest.raises(Refused, match="the code has expired"):
        shop.kept.verify_request(id, shop.code())
    shop.clock.pass_by(minutes=-1)
    assert shop.kept.verify_request(id, shop.code()).verified == ("email",)


def test_a_new_code_ends_the_old_one(shop: Shop) -> None:
    id = shop.opened()
    old = shop.code()
    shop.kept.send_code(id)
    with pytest.raises(Refused, match="that is not the code"):
        shop.kept.verify_request(id, old)
    assert shop.kept.verify_request(id, shop.code()).request.state == "verified"


def test_a_code_of_one_request_verifies_no_other(shop: Shop) -> None:
    mine = shop.opened("access")
    theirs = shop.opened("erasure", BOB)
    with pytest.raises(Refused, match="that is not the code"):
        shop.kept.verify_request(theirs, shop.codes()[0])
    assert shop.kept.verify_request(mine, shop.codes()[0]).request.state == "verified"


def test_of_two_addresses_only_the_verified_one_finds_data(shop: Shop) -> None:
    asked = Asked("erasure", {"email": ADA, "users.email": BOB}, "SE")
    id = shop.kept.open_request(asked).request.id
    found = shop.kept.verify_request(id, shop.codes()[0])
    assert (found.verified, found.unverified) == (("email",), ("users.email",))
    plan = shop.kept.approve_request(id, "Dana")
    assert (plan.used, plan.unused) == (("email",), ("users.email",))
    shop.kept.run_request(id)
    assert [row[1] for row in shop.rows("users")] == [BOB]


def test_an_id_is_verified_by_the_address_that_stands_beside_it(shop: Shop) -> None:
    id = shop.kept.open_request(Asked("access", {"email": ADA.lower(), "users.id": "1"}, "SE")).request.id
    assert shop.kept.verify_request(id, shop.code()).unverified == ()


def test_somebody_elses_id_stays_unverified_and_finds_nothing(shop: Shop) -> None:
    id = shop.kept.open_request(Asked("erasure", {"email": ADA, "users.id": "2"}, "SE")).request.id
    assert shop.kept.verify_request(id, shop.code()).unverified == ("users.id",)
    shop.kept.approve_request(id, "Dana")
    shop.kept.run_request(id)
    assert [row[0] for row in shop.rows("users")] == [2]


def test_who_checked_by_other_means_is_taken_at_their_word_and_it_is_entered(shop: Shop) -> None:
    opened = shop.kept.open_request(Asked("access", {"users.id": "1"}, "SE", "letter", "Dana"))
    assert (opened.request.state, opened.codes) == ("verified", ())
    assert shop.kinds() == ["request.opened", "request.verified"]


def test_somebody_must_be_named_who_checked(shop: Shop) -> None:
    with pytest.raises(Misuse, match="nobody is named"):
        shop.kept.attest_request(shop.opened(), " ")


def test_where_the_law_asks_for_more_a_code_alone_does_not_do(shop: Shop) -> None:
    id = shop.opened("erasure", residence="US-CA")
    found = shop.kept.verify_request(id, shop.code())
    assert found.request.state == "opened"
    assert found.lacks is not None
    assert (found.lacks.level, found.lacks.article) == ("three_points_and_declaration", "11 CCR 7062(d)")
    with pytest.raises(Refused, match="is `opened`"):
        shop.kept.approve_request(id, "Dana")
    assert shop.kept.attest_request(id, "Dana").request.state == "verified"


def test_the_strictest_check_of_several_laws_counts() -> None:
    found = strictest([*laws_for("SE"), *laws_for("US-CA")], "access")
    assert found is not None
    assert found.level == "three_points_and_declaration"
    assert strictest(laws_for("JP"), "access") is None


def test_what_is_said_does_not_tell_whether_somebody_is_known(shop: Shop) -> None:
    said = []
    for email in (ADA, "nobody@example.com"):
        id = shop.opened(email=email)
        with pytest.raises(KeptError) as caught:
            shop.kept.verify_request(id, "AAAA-AAAA")
        found = shop.kept.verify_request(id, shop.code())
        said.append((caught.value.message, found.request.state, found.verified, found.unverified))
    assert said[0] == said[1]


def test_after_approval_nothing_more_is_verified(shop: Shop) -> None:
    id = shop.approved()
    with pytest.raises(Refused, match="is `approved`: nothing is left to verify"):
        shop.kept.verify_request(id, shop.code())


def test_an_address_in_another_case_still_stands_beside_its_id(shop: Shop) -> None:
    shop.execute(sa.update(TABLES.tables["users"]).where(sa.text("id = 1")).values(email=ADA.upper()))
    id = shop.kept.open_request(Asked("access", {"email": ADA, "users.id": "1"}, "SE")).request.id
    assert shop.kept.verify_request(id, shop.code()).verified == ("email", "users.id")
