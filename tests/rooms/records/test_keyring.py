from __future__ import annotations

import stat
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rooms.records.made import ORIGIN, chance

from kept.ledger.checkpoint import signer, verifier_key
from kept.records.keyring import Keyring, open_keyring, person_digest
from kept.words.error import BadFile, Misuse, Refused, Unreachable

KEYRING = Keyring(signer(ORIGIN, bytes(range(32))), bytes(32), bytes(32))


def secrets(keyring: Keyring) -> tuple[bytes, bytes, bytes]:
    return keyring.signer.private.private_bytes_raw(), keyring.sealing, keyring.index


def test_keys_are_made_at_first_use_and_found_again(tmp_path: Path) -> None:
    first = open_keyring(tmp_path / "keys", ORIGIN, chance)
    again = open_keyring(tmp_path / "keys", ORIGIN, chance)
    assert secrets(again) == secrets(first)
    assert len(set(secrets(first))) == 3


def test_only_the_owner_may_read_the_keys(tmp_path: Path) -> None:
    open_keyring(tmp_path / "keys", ORIGIN, chance)
    (file,) = (tmp_path / "keys").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_keys_that_others_can_read_are_refused(tmp_path: Path, mode: int) -> None:
    open_keyring(tmp_path, ORIGIN, chance)
    (tmp_path / "keyring").chmod(mode)
    with pytest.raises(Refused, match="read by others"):
        open_keyring(tmp_path, ORIGIN, chance)


@pytest.mark.parametrize("spoilt", [b"", b"signing 00\n", b"\xff\xfe"])
def test_broken_keys_are_a_bad_file_and_are_not_made_anew(tmp_path: Path, spoilt: bytes) -> None:
    open_keyring(tmp_path, ORIGIN, chance)
    (tmp_path / "keyring").write_bytes(spoilt)
    with pytest.raises(BadFile, match="cannot be read"):
        open_keyring(tmp_path, ORIGIN, chance)
    assert (tmp_path / "keyring").read_bytes() == spoilt


def test_an_error_about_keys_shows_none_of_them(tmp_path: Path) -> None:
    keyring = open_keyring(tmp_path, ORIGIN, chance)
    path = tmp_path / "keyring"
    path.write_text(path.read_text() + "one line too many\n")
    with pytest.raises(BadFile) as caught:
        open_keyring(tmp_path, ORIGIN, chance)
    assert keyring.sealing.hex() not in " ".join(caught.value.lines())


def test_a_keyring_shows_none_of_its_keys(tmp_path: Path) -> None:
    assert repr(open_keyring(tmp_path, ORIGIN, chance)) == "Keyring()"


def test_a_folder_that_cannot_hold_keys_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unreachable, match="not a directory"):
        open_keyring(tmp_path / "file" / "keys", ORIGIN, chance)


def test_a_name_no_log_can_have_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(Misuse):
        open_keyring(tmp_path, "Acme Inc", chance)


def test_the_verifier_key_names_the_log(tmp_path: Path) -> None:
    assert verifier_key(open_keyring(tmp_path, ORIGIN, chance).signer).startswith(f"{ORIGIN}+")


def test_many_who_make_keys_at_once_all_use_the_same(tmp_path: Path) -> None:
    program = (
        "import sys, secrets, pathlib; from kept.records.keyring import open_keyring;"
        "print(open_keyring(pathlib.Path(sys.argv[1]), 'a.example', secrets.token_bytes).index.hex())"
    )
    opened = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "keys")], stdout=subprocess.PIPE)
        for _ in range(6)
    ]
    assert len({process.communicate()[0] for process in opened}) == 1
    assert [file.name for file in (tmp_path / "keys").iterdir()] == ["keyring"]


@given(st.text())
def test_case_outer_space_and_unicode_form_do_not_change_a_digest(value: str) -> None:
    digest = person_digest(KEYRING, "email", value)
    assert person_digest(KEYRING, "email", f" {value}\n") == digest
    assert person_digest(KEYRING, "email", value.casefold()) == digest
    assert person_digest(KEYRING, "email", unicodedata.normalize("NFD", value)) == digest


def test_a_value_with_half_a_character_is_misuse_and_is_not_shown() -> None:
    with pytest.raises(Misuse) as caught:
        person_digest(KEYRING, "email", "ada\ud800")
    assert "ada" not in " ".join(caught.value.lines())


def test_digests_differ_by_name_by_value_and_by_key() -> None:
    other = Keyring(KEYRING.signer, KEYRING.sealing, bytes(31) + b"\x01")
    digests = {
        person_digest(KEYRING, "email", "ada@acme.example"),
        person_digest(KEYRING, "email", "bob@acme.example"),
        person_digest(KEYRING, "users.email", "ada@acme.example"),
        person_digest(other, "email", "ada@acme.example"),
    }
    assert len(digests) == 4
