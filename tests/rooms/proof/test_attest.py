"""Rights, and what only a person can vouch for: parties, roles and scope."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.firm import NOW, finding, firm, told

from kept.words.error import BadFile

SERVE = "{id: serve, kind: use, purpose: [essential.service], cites: [s1]}"
US = "{id: us, kind: party, party: us, cites: [s2]}"
ROLE = "{id: role, kind: role, data: [user_records], role: controller, cites: [s2]}"
ERASURE = "{id: erasure, kind: right, right: erasure, within: 1 month, cites: [s2]}"
MOVE = "{id: move, kind: right, right: portability, cites: [s2]}"
VOUCHED = """\
attestations:
- {commitment: role, by: dpo, on: 2026-01-01, until: 2026-12-31, evidence: register 2026}
"""


def test_a_role_is_unproven_until_somebody_vouches_for_it(tmp_path: Path) -> None:
    assert finding(firm(tmp_path / "one", ROLE), "role").verdict == "unproven"
    found = finding(firm(tmp_path / "two", ROLE, attestations=VOUCHED), "role")
    assert found.verdict == "attested"
    assert "dpo vouches until 2026-12-31: register 2026" in told(found)


def test_an_attestation_that_ran_out_vouches_for_nothing(tmp_path: Path) -> None:
    late = datetime(2027, 1, 1, tzinfo=UTC)
    assert finding(firm(tmp_path, ROLE, attestations=VOUCHED, now=late), "role").verdict == "unproven"


def test_an_attestation_never_lifts_what_is_broken(tmp_path: Path) -> None:
    vouched = VOUCHED.replace("commitment: role", "commitment: us")
    assert (
        finding(firm(tmp_path, US, attestations=vouched, organisation="Acme Inc"), "us").verdict == "broken"
    )


def test_what_is_accepted_stays_broken_and_no_longer_fails_the_check(tmp_path: Path) -> None:
    accepted = (
        "accepted:\n- {commitment: us, owner: dpo, until: 2026-12-31, reason: the name changes in May}\n"
    )
    report = firm(tmp_path, US, SERVE, accepted=accepted, organisation="Acme Inc").check()
    assert report.count("broken") == 1
    assert report.exit_code == 0


def test_an_acceptance_that_ran_out_accepts_nothing(tmp_path: Path) -> None:
    accepted = (
        "accepted:\n- {commitment: us, owner: dpo, until: 2026-05-31, reason: the name changes in May}\n"
    )
    report = firm(tmp_path, US, SERVE, accepted=accepted, organisation="Acme Inc", now=NOW).check()
    assert report.exit_code == 1


@pytest.mark.parametrize(
    ("text", "message", "key"),
    [
        (VOUCHED.replace("role", "rolle"), "unknown commitment `rolle` in ", "commitment"),
        (VOUCHED.replace("until: 2026-12-31", "until: 2025-12-31"), "it ends before it begins in ", "until"),
        (
            VOUCHED.replace("evidence: register 2026", "proof: register 2026"),
            "unknown key `proof` in ",
            "proof",
        ),
        (VOUCHED + VOUCHED.partition("\n")[2], "`role` stands twice in ", "commitment"),
    ],
)
def test_a_mistake_in_the_register_names_file_line_and_key(
    tmp_path: Path, text: str, message: str, key: str
) -> None:
    with pytest.raises(BadFile, match=message) as caught:
        firm(tmp_path, ROLE, attestations=text).check()
    assert caught.value.file.endswith("attestations.yaml")
    assert caught.value.line in (2, 3)
    assert caught.value.key == key
