"""A written policy is read as it stands, and every slip is named with file, line and key."""

from datetime import date

import pytest

from kept.policy.citation import Citation
from kept.policy.commitment import Child, Condition, Disclosure, Party, Retention, Right, Sale, Use
from kept.policy.vocabulary import Vocabulary
from kept.policy.written import dump, parse
from kept.words.error import BadFile, Misuse
from kept.words.period import Period

WORDS = Vocabulary(
    categories=frozenset({"user.contact", "user.contact.email", "user.device"}),
    purposes=frozenset({"marketing", "marketing.advertising"}),
    subjects=frozenset({"visitor", "customer"}),
    bases=frozenset({"consent", "legitimate_interests"}),
    rights=frozenset({"access", "erasure"}),
)

TEXT = """\
# What we promise
policy: acme-privacy
document: privacy.md
effective: 2021-12-28
parties:
  us: {legal_name: Acme AB, country: SE}
data:
  # people who may buy
  prospect_data: {about: [visitor, event_guest], categories: [user.contact, user.device], cites: [s8]}
commitments:
# advertising
- id: promote
  kind: use   # a permission
  cites: [s47]
  data: prospect_data
  purpose: marketing.advertising
  basis: [legitimate_interests, consent]
  unless: {objected: marketing}
- id: no-sale
  kind: sale
  effect: forbid
  cites: [s9]

- id: prospects-2y
  kind: retention
  cites: s62
  data: prospect_data
  keep: {for: 24 months, from: last_contact}
  then: erase
sentences:
  s8: aaaaaaaaaaaa
  s9: "123456789012"   # checked
  s47: 3f9a1c2e77aa
  s62: bbbbbbbbbbbb
# the end
"""


def one(commitment: str, more: str = "") -> str:
    """A policy of one commitment, which begins on line 7."""
    body = "\n".join("  " + line for line in commitment.strip().splitlines())
    return (
        "policy: p\ndocument: p.md\neffective: 2021-12-28\nparties: {us: {country: SE}}\n"
        f"sentences: {{s1: aaaaaaaaaaaa}}\ncommitments:\n- id: a\n{body}\n  cites: [s1]\n{more}"
    )


def only(commitment: str) -> object:
    return parse(one(commitment), "policy.yaml", WORDS).commitments[0]


def refused(text: str) -> BadFile:
    with pytest.raises(BadFile) as caught:
        parse(text, "policy.yaml", WORDS)
    assert caught.value.file == "policy.yaml"
    return caught.value


def condition(written: str) -> Condition:
    found = only(f"kind: use\nif: {written}")
    assert isinstance(found, Use)
    assert found.condition is not None
    return found.condition


def test_a_policy_is_read_with_its_terms_parties_and_commitments() -> None:
    policy = parse(TEXT, "policy.yaml", WORDS)
    assert (policy.id, policy.document, policy.effective) == (
        "acme-privacy",
        "privacy.md",
        date(2021, 12, 28),
    )
    assert policy.parties["us"].legal_name == "Acme AB"
    assert policy.terms["prospect_data"].about == ("visitor", "event_guest")
    assert policy.terms["prospect_data"].cites == (Citation("s8", "aaaaaaaaaaaa"),)
    promote, no_sale, retention = policy.commitments
    assert promote == Use(
        id="promote",
        cites=(Citation("s47", "3f9a1c2e77aa"),),
        data=("prospect_data",),
        purpose=("marketing.advertising",),
        basis=("legitimate_interests", "consent"),
        unless=Condition("objected", ("marketing",)),
    )
    assert no_sale == Sale(id="no-sale", cites=(Citation("s9", "123456789012"),))
    assert isinstance(retention, Retention)
    assert (retention.keep, retention.since, retention.then) == (
        Period(24, "months"),
        "last_contact",
        "erase",
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{objected: marketing}", Condition("objected", ("marketing",))),
        ("objected", Condition("objected")),
        ("consent", Condition("consent")),
        ("{consent: marketing.advertising}", Condition("consent", ("marketing.advertising",))),
        (
            "{consent: {purposes: [marketing], strength: opt-in}}",
            Condition("consent", ("marketing",), strength="opt-in"),
        ),
        ("{consent: {strength: express}}", Condition("consent", strength="express")),
        ("{residence: [EU, UK]}", Condition("residence", ("EU", "UK"))),
        ("{residence: NO}", Condition("residence", ("NO",))),
        ("restricted", Condition("restricted")),
        ("minor", Condition("minor")),
        ("opted_out_of_sale", Condition("opted_out_of_sale")),
        ("legal_process", Condition("ground", ("legal_process",))),
        ("{ground: legal_process}", Condition("ground", ("legal_process",))),
        ("{good_faith: safety}", Condition("ground", ("good_faith.safety",))),
        (
            "{any: [legal_process, good_faith: [a, b]]}",
            Condition(
                "any",
                parts=(
                    Condition("ground", ("legal_process",)),
                    Condition(
                        "any",
                        parts=(
                            Condition("ground", ("good_faith.a",)),
                            Condition("ground", ("good_faith.b",)),
                        ),
                    ),
                ),
            ),
        ),
        ("{all: [minor]}", Condition("all", parts=(Condition("minor"),))),
    ],
)
def test_a_condition_is_read_in_each_of_its_forms(written: str, expected: Condition) -> None:
    assert condition(written) == expected


@pytest.mark.parametrize(
    ("written", "message", "do"),
    [
        ("restriced", "unknown condition `restriced`", "did you mean `restricted`?"),
        ("{objcted: marketing}", "unknown condition `objcted`", "did you mean `objected`?"),
        ("{any: []}", "`any` is empty", "name at least one"),
        ("{ground: []}", "`ground` is empty", "name at least one"),
        ("{consent: []}", "`consent` is empty", "name at least one"),
        ("{minor: 3}", "`minor` takes nothing", "write `minor` alone"),
        ("{objected: x, minor: y}", "`if` is not one condition", "`any: [..]`"),
        ("[minor, restricted]", "`if` is not a map", "key: value"),
        ("{residence: Sweden}", "unknown place `Sweden`", ""),
        ("{consent: markting}", "unknown purpose `markting`", "did you mean `marketing`?"),
        ("{consent: {strength: optin}}", "unknown strength of agreement `optin`", "did you mean `opt-in`?"),
        ("residence", "`residence` says nothing alone", "{residence: [..]}"),
    ],
)
def test_what_is_no_condition_is_refused(written: str, message: str, do: str) -> None:
    error = refused(one(f"kind: use\nif: {written}"))
    assert message in error.message
    assert do in error.do
    assert error.line == 9


def test_rights_children_parties_and_disclosures_are_read() -> None:
    assert only("kind: right\nright: erasure\nwho: {residence: [EU, US-CA]}\nwithin: 30 days") == Right(
        id="a",
        cites=(Citation("s1", "aaaaaaaaaaaa"),),
        right="erasure",
        residence=("EU", "US-CA"),
        within=Period(30, "days"),
    )
    assert only("kind: child\nage: 16") == Child(id="a", cites=(Citation("s1", "aaaaaaaaaaaa"),), age=16)
    assert only("kind: party\nparty: us") == Party(
        id="a", cites=(Citation("s1", "aaaaaaaaaaaa"),), party="us"
    )
    told = only(
        "kind: disclosure\nto: authority\nduties: [record_ground]\nhedge: as far as we can\nby: provider"
    )
    assert isinstance(told, Disclosure)
    assert (told.to, told.duties, told.hedge, told.by) == (
        ("authority",), ("record_ground",), "as far as we can", "provider",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("commitment", "key", "line", "message", "do"),
    [
        ("kind: use\npurpse: marketing", "purpse", 9, "unknown key `purpse`", "did you mean `purpose`?"),
        ("kind: usage", "kind", 8, "unknown kind `usage`", "did you mean `use`?"),
        ("hedge: x", "kind", 7, "`kind` is missing", "add `kind:`"),
        ("kind: retention\ndata: user.contact", "keep", 7, "`keep` is missing", "add `keep:`"),
        ("kind: use\ndata: prospect_dta", "data", 9, "unknown term or category `prospect_dta`", "use one of"),
        (
            "kind: use\ndata:\n- user.device\n- user.contact.emial",
            "data",
            11,
            "`user.contact.emial`",
            "contact.email",
        ),
        ("kind: use\npurpose: marketting", "purpose", 9, "unknown purpose `marketting`", "`marketing`"),
        ("kind: use\nbasis: consnt", "basis", 9, "unknown legal basis `consnt`", "`consent`"),
        ("kind: use\nabout: visitr", "about", 9, "unknown kind of people `visitr`", "`visitor`"),
        ("kind: use\neffect: deny", "effect", 9, "unknown effect `deny`", "use one of `forbid`, `permit`"),
        ("kind: right\nright: erazure", "right", 9, "unknown right `erazure`", "`erasure`"),
        (
            "kind: right\nright: access\nwho: {residence: XX}",
            "residence",
            10,
            "unknown place `XX`",
            "use one of",
        ),
        ("kind: right\nright: access\nwithin: soon", "within", 10, "`soon` is not a period", "30 days"),
        ("kind: child\nage: sixteen", "age", 9, "`age` is not a whole number above 0", "16"),
        ("kind: child\nage: true", "age", 9, "`age` is not a whole number above 0", "16"),
        ("kind: use\nhedge: 7", "hedge", 9, "`hedge` is not text", "quotes"),
        ("kind: use\nhedge: ''", "hedge", 9, "`hedge` is empty", "leave the key out"),
        ("kind: use\npurpose: {a: b}", "purpose", 9, "`purpose` is not text", "write a word"),
        ("kind: party\nparty: them", "party", 9, "unknown party `them`", "use one of `us`"),
        (
            "kind: retention\ndata: user.device\nkeep: 30 days",
            "keep",
            10,
            "`keep` is not a map",
            "key: value",
        ),
    ],
)
def test_a_slip_in_a_commitment_is_named(commitment: str, key: str, line: int, message: str, do: str) -> None:
    error = refused(one(commitment))
    assert message in error.message
    assert (error.key, error.line) == (key, line)
    assert do in error.do
    assert error.message.endswith(f"in policy.yaml:{line}")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (TEXT.replace("effective: 2021-12-28\n", ""), 1, "`effective` is missing from the file"),
        (TEXT.replace("2021-12-28", "soon"), 4, "`effective` is not a day"),
        (TEXT.replace("commitments:", "commitmnts:"), 10, "unknown key `commitmnts`"),
        (TEXT.replace("id: no-sale", "id: promote"), 19, "`promote` is the id of two commitments"),
        (TEXT.replace("cites: [s9]", "cites: [s9, s10]"), 22, "`s10` is cited without a fingerprint"),
        (TEXT.replace("3f9a1c2e77aa", "3f9a"), 33, "`3f9a` is not a fingerprint"),
        (TEXT.replace("user.device]", "user.devices]"), 9, "unknown category `user.devices`"),
        (TEXT.replace("country: SE", "contry: SE"), 6, "unknown key `contry`"),
        (TEXT.replace("policy: acme", "policy: [acme"), 3, "not readable as YAML"),
        ("a: 1\na: 2\n", 2, "not readable as YAML: found duplicate key"),
        ("- a\n", 1, "the file is not a map"),
        ("", 1, "the file is not a map"),
        ("a: \x00", None, "not readable as YAML"),
        ("effective: 2021-13-45", None, "not readable as YAML"),
        ("policy: !!int ''", None, "not readable as YAML"),
        ("policy: !!set |\n", None, "not readable as YAML"),
    ],
)
def test_a_slip_in_the_file_is_named(text: str, line: int | None, message: str) -> None:
    error = refused(text)
    assert message in error.message
    assert error.line == line


def test_a_sentence_without_fingerprint_is_remedied_by_pinning() -> None:
    assert "kept read --pin" in refused(TEXT.replace("cites: [s9]", "cites: [s10]")).do


def test_the_words_default_to_the_dictionaries() -> None:
    with pytest.raises(BadFile, match=r"unknown category `user\.contact\.emial`") as caught:
        parse(TEXT.replace("[user.contact,", "[user.contact.emial,"), "policy.yaml")
    assert caught.value.do == "did you mean `user.contact.email`?"


def test_what_did_not_change_keeps_every_character() -> None:
    assert dump(parse(TEXT, "policy.yaml"), onto=TEXT) == TEXT


def test_a_changed_key_leaves_the_other_lines_as_they_were() -> None:
    changed = TEXT.replace("24 months", "12 months")
    assert dump(parse(changed, "policy.yaml"), onto=TEXT) == changed


def test_a_removed_commitment_takes_its_lines_and_no_others() -> None:
    gone = TEXT[TEXT.index("- id: no-sale") : TEXT.index("\n- id: prospects-2y")]
    without = TEXT.replace(gone, "").replace('  s9: "123456789012"   # checked\n', "")
    assert dump(parse(without, "policy.yaml"), onto=TEXT) == without


def test_an_added_commitment_stands_in_its_place_beside_kept_comments() -> None:
    added = TEXT.replace("- id: no-sale", "- id: safe\n  kind: use\n  cites: [s8]\n- id: no-sale")
    assert dump(parse(added, "policy.yaml"), onto=TEXT) == added


def test_one_sentence_with_two_fingerprints_cannot_be_written() -> None:
    policy = parse(TEXT, "policy.yaml")
    twice = Party(id="us", cites=(Citation("s8", "cccccccccccc"),), party="us")
    other = type(policy)(**{**vars(policy), "commitments": (*policy.commitments, twice)})
    with pytest.raises(Misuse, match="`s8` is cited with two fingerprints"):
        dump(other)
