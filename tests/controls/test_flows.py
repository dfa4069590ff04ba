"""What map and register show, judged: collection, use, disclosure and sale."""

from __future__ import annotations

from pathlib import Path

from tests.firm import MAP, SCHEMA, finding, firm, of, told

SERVE = "{id: serve, kind: use, purpose: [essential.service], data: [user_records], cites: [s1]}"
NO_ADS = "{id: no-ads, kind: use, effect: forbid, purpose: [marketing], cites: [s2]}"
TO_HOST = "{id: to-host, kind: disclosure, to: [host], duties: [contract], cites: [s2]}"
TO_PARTNER = """{id: to-partner, kind: disclosure, to: [partner], data: [user.contact],
  if: {consent: marketing}, cites: [s2]}"""
NO_SALE = "{id: no-sale, kind: sale, effect: forbid, cites: [s2]}"


def line(name: str, kind: str, more: str = "contract: dpa-1") -> str:
    receives = "[{data: [user.contact.email], about: [user], purposes: [essential.service]}]"
    return f"- {{name: {name}, kind: {kind}, country: SE, receives: {receives}, {more}}}\n"


def test_fields_that_the_policy_permits_keep_the_collection_limit(tmp_path: Path) -> None:
    found = finding(firm(tmp_path), "collection-limit")
    assert found.verdict == "kept"
    assert "nothing beyond the policy in 10 fields" in told(found)


def test_a_field_the_policy_does_not_speak_of_breaks_the_limit_once(tmp_path: Path) -> None:
    tables = MAP.replace("born: user.demographic.date_of_birth", "born: user.health_and_medical")
    report = firm(tmp_path, SERVE, tables=tables).check()
    assert of(report, "collection-limit").verdict == "broken"
    assert "crm.users.born holds `user.health_and_medical` about user" in told(of(report, "collection-limit"))
    assert "born" not in told(of(report, "use-limit"))


def test_a_column_that_no_map_speaks_of_is_unproven(tmp_path: Path) -> None:
    found = finding(
        firm(tmp_path, schema=SCHEMA.replace("born TEXT,", "born TEXT, shoe TEXT,")), "collection-limit"
    )
    assert found.verdict == "unproven"
    assert "crm.users.shoe is in the store and in no map" in told(found)


def test_a_use_the_policy_does_not_speak_of_breaks_the_use_limit(tmp_path: Path) -> None:
    tables = MAP.replace("uses: [essential.service]", "uses: [essential.service, analytics]")
    found = finding(firm(tmp_path, SERVE, tables=tables), "use-limit")
    assert found.verdict == "broken"
    assert "`analytics`" in told(found)


def test_a_forbidden_use_breaks_the_prohibition_and_an_absent_one_keeps_it(tmp_path: Path) -> None:
    assert finding(firm(tmp_path / "one", SERVE, NO_ADS), "no-ads").verdict == "kept"
    tables = MAP.replace("uses: [essential.service]", "uses: [essential.service, marketing.advertising]")
    found = finding(firm(tmp_path / "two", SERVE, NO_ADS, tables=tables), "no-ads")
    assert found.verdict == "broken"
    assert "for `marketing.advertising`" in told(found)


def test_with_no_use_declared_nothing_is_known_of_uses(tmp_path: Path) -> None:
    found = finding(firm(tmp_path, SERVE, tables=MAP.replace("    uses: [essential.service]\n", "")), "serve")
    assert found.verdict == "unproven"


def test_with_no_register_nothing_is_known_of_disclosures(tmp_path: Path) -> None:
    assert finding(firm(tmp_path, TO_HOST), "to-host").verdict == "unproven"


def test_a_recipient_without_the_contract_that_is_promised_breaks_it(tmp_path: Path) -> None:
    good = "recipients:\n" + line("Norr", "host")
    assert finding(firm(tmp_path / "one", TO_HOST, recipients=good), "to-host").verdict == "kept"
    bad = good + line("Lund", "host", "consideration: none")
    found = finding(firm(tmp_path / "two", TO_HOST, recipients=bad), "to-host")
    assert found.verdict == "broken"
    assert "`Lund` has no contract" in told(found)


def test_a_recipient_the_policy_does_not_speak_of_breaks_the_disclosure_limit(tmp_path: Path) -> None:
    register = "recipients:\n" + line("Norr", "host") + line("Sund", "partner")
    found = finding(firm(tmp_path, TO_HOST, recipients=register), "disclosure-limit")
    assert found.verdict == "broken"
    assert "register: Sund (partner) receives `user.contact.email` about user" in told(found)


def test_what_needs_each_persons_consent_is_unproven_while_none_is_on_record(tmp_path: Path) -> None:
    register = "recipients:\n" + line("Sund", "partner")
    found = finding(firm(tmp_path, TO_PARTNER, recipients=register), "to-partner")
    assert found.verdict == "unproven"
    assert "only with consent for marketing" in told(found)


def test_something_given_for_the_data_is_a_sale(tmp_path: Path) -> None:
    free = "recipients:\n" + line("Norr", "host", "contract: dpa-1, consideration: none")
    assert finding(firm(tmp_path / "one", NO_SALE, recipients=free), "no-sale").verdict == "kept"
    paid = "recipients:\n" + line("Norr", "host", "contract: dpa-1, consideration: 5000 EUR a year")
    assert finding(firm(tmp_path / "two", NO_SALE, recipients=paid), "no-sale").verdict == "broken"
