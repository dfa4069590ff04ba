"""Disclosure: a register that keeps it, one that breaks it, one that cannot prove it; its limit."""

from __future__ import annotations

from pathlib import Path

from tests.controls.firm import PARTIES, Firm, firm

COMMITMENTS = """\
- {id: providers, kind: disclosure, to: [provider], duties: [contract], cites: [s2]}
- {id: no-cards, kind: disclosure, effect: forbid, data: [user.financial], to: [partner], cites: [s2]}
"""
TABLES = "  users: {about: user, fields: {id: user.unique_id}}\n"
SCRIPT = "CREATE TABLE users (id INTEGER PRIMARY KEY);"
LINE = "{data: [user.contact], about: [user]}"


def recipient(kind: str = "provider", line: str = LINE, more: str = "contract: dpa-1") -> str:
    return f"- name: {kind.title()} One\n  kind: {kind}\n  country: SE\n  {more}\n  receives: [{line}]\n"


def shop(folder: Path, *recipients: str, commitments: str = COMMITMENTS, parties: str = PARTIES) -> Firm:
    register = {"recipients": "recipients:\n" + "".join(recipients)} if recipients else {}
    return firm(folder, commitments, TABLES, SCRIPT, parties=parties, register=register)


def test_a_register_of_recipients_with_contracts_keeps_it(tmp_path: Path) -> None:
    kept = shop(tmp_path, recipient())
    assert kept.finding("providers").verdict == "kept"
    assert [e.found for e in kept.found("providers")] == [
        "1 flow rests on it in 1 line of the register",
        "every recipient it speaks of has a contract (1)",
    ]
    assert kept.finding("disclosure-limit").verdict == "kept"


def test_a_recipient_without_a_contract_breaks_it(tmp_path: Path) -> None:
    kept = shop(tmp_path, recipient(), recipient("hosting", more="consideration: none"))
    assert kept.finding("providers").verdict == "broken"
    assert "`Hosting One` has no contract" in [e.found for e in kept.found("providers")]


def test_a_recipient_is_spoken_of_by_the_kind_of_its_party_as_well(tmp_path: Path) -> None:
    commitments = COMMITMENTS.replace("[provider]", "[processor]")
    kept = shop(tmp_path, recipient(more="consideration: none"), commitments=commitments)
    assert kept.finding("providers").verdict == "broken"


def test_a_contract_is_asked_of_nobody_it_does_not_speak_of(tmp_path: Path) -> None:
    kept = shop(tmp_path, recipient(), recipient("partner", more="consideration: none"))
    assert kept.finding("providers").verdict == "kept"


def test_a_forbidden_disclosure_breaks_the_prohibition(tmp_path: Path) -> None:
    kept = shop(tmp_path, recipient("partner", "{data: [user.financial.bank_account], about: [user]}"))
    (evidence,) = kept.found("no-cards")
    assert evidence.verdict == "broken"
    assert evidence.found == (
        "register: Partner One (partner) receives `user.financial.bank_account` about user"
    )


def test_a_disclosure_that_the_policy_does_not_speak_of_breaks_the_limit(tmp_path: Path) -> None:
    assert shop(tmp_path, recipient("partner")).finding("disclosure-limit").verdict == "broken"


def test_no_register_cannot_prove_it(tmp_path: Path) -> None:
    kept = shop(tmp_path)
    assert {kept.finding(n).verdict for n in ("providers", "no-cards")} == {"unproven"}


def test_a_disclosure_that_hangs_on_consent_is_unproven_until_decisions_are_on_record(tmp_path: Path) -> None:
    commitments = COMMITMENTS.replace("duties: [contract]", "if: consent")
    (evidence,) = shop(tmp_path, recipient(), commitments=commitments).found("providers")
    assert evidence.verdict == "unproven"
