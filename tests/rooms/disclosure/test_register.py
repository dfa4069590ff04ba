"""The register of recipients: what it says, the mistakes it can have, the flows it records."""

from __future__ import annotations

from datetime import date

import pytest

from kept.disclosure.recipient import Receives, Recipient
from kept.disclosure.register import disclosures, parse, sales
from kept.policy.commitment import Organisation, Term
from kept.policy.policy import Policy
from kept.words.error import BadFile
from kept.words.flow import Flow

POLICY = Policy(
    "acme-privacy", "privacy.md", date(2026, 1, 15),
    {"us": Organisation("Acme AB"), "provider": Organisation(kind="processor", includes=("hosting",))},
    {"buyers": Term(about=("buyer",), categories=("user",))}, (),
)  # fmt: skip
WHOLE = """\
recipients:
- name: Norrhost
  kind: hosting
  country: SE
  contract: dpa-1
  receives:
  - {data: [user.contact, user.name], about: [user, buyer], purposes: [essential.service]}
  - {data: [user.device], about: [user]}
  consideration: none
"""


def refused(text: str) -> BadFile:
    with pytest.raises(BadFile) as caught:
        parse(text, "recipients.yaml", POLICY)
    return caught.value


def test_a_recipient_is_read_whole() -> None:
    assert parse(WHOLE, "recipients.yaml", POLICY) == (
        Recipient(
            "Norrhost", "hosting", "SE",
            (
                Receives(("user.contact", "user.name"), ("user", "buyer"), ("essential.service",)),
                Receives(("user.device",), ("user",)),
            ),
            "dpa-1", None,
        ),
    )  # fmt: skip


def test_a_register_may_name_nobody() -> None:
    assert parse("recipients: []\n", "recipients.yaml", POLICY) == ()


@pytest.mark.parametrize(
    ("wrong", "right", "line", "key", "do"),
    [
        ("hostng", "hosting", 3, "kind", "did you mean `hosting`?"),
        ("SW", "SE", 4, "country", ""),
        ("user.contct", "user.contact", 7, "data", "did you mean `user.contact`?"),
        ("essential.servce", "essential.service", 7, "purposes", "did you mean `essential.service`?"),
        ("[user, byer]", "[user, buyer]", 7, "about", "did you mean `buyer`?"),
        ("contrct", "contract", 5, "contrct", "did you mean `contract`?"),
        ("recipents", "recipients", 1, "recipents", "did you mean `recipients`?"),
        ("consideration: 5", "consideration: none", 9, "consideration", ""),
    ],
)
def test_a_mistake_is_named_with_file_line_key_and_the_nearest_word(
    wrong: str, right: str, line: int, key: str, do: str
) -> None:
    error = refused(WHOLE.replace(right, wrong))
    assert (error.file, error.line, error.key) == ("recipients.yaml", line, key)
    assert do in error.do


@pytest.mark.parametrize("key", ["name", "kind", "country", "receives"])
def test_what_every_recipient_must_say_is_named_where_it_lacks(key: str) -> None:
    kept = [line for line in WHOLE.splitlines() if f"{key}:" not in line]
    text = "\n".join(kept).replace("recipients:\n  kind", "recipients:\n- kind")
    if key == "receives":
        text = text.replace("  - {data", "  # {data")
    error = refused(text)
    assert error.key == key
    assert f"`{key}` is missing" in error.message


def test_a_file_without_recipients_says_what_to_add() -> None:
    error = refused("{}\n")
    assert error.key == "recipients"
    assert error.do == "add `recipients:`"


def test_a_recipient_that_stands_twice_is_refused_at_the_second() -> None:
    error = refused(WHOLE + WHOLE.removeprefix("recipients:\n"))
    assert error.line == 10
    assert "`Norrhost` stands twice" in error.message


def test_we_are_no_recipient_of_ours() -> None:
    assert refused(WHOLE.replace("kind: hosting", "kind: us")).key == "kind"


def test_each_category_each_kind_of_people_and_each_purpose_is_a_flow() -> None:
    found = list(disclosures(parse(WHOLE, "recipients.yaml", POLICY)))
    assert len(found) == 5
    assert {sighting.where for sighting in found} == {"register: Norrhost"}
    assert found[0].flow == Flow("disclose", "user.contact", "user", "essential.service", "hosting", "SE")
    assert found[-1].flow == Flow("disclose", "user.device", "user", None, "hosting", "SE")


def test_only_what_something_of_value_is_given_for_is_a_sale() -> None:
    assert list(sales(parse(WHOLE, "recipients.yaml", POLICY))) == []
    sold = list(sales(parse(WHOLE.replace("none", "a discount"), "recipients.yaml", POLICY)))
    assert [s.flow.act for s in sold] == ["sell"] * 5
