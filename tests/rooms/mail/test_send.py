"""Messages to people, against a real mail server and into a real folder."""

from __future__ import annotations

import email
import re
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from kept.mail.send import Mail, Outbox, parse_server
from kept.words.error import Misuse, Unreachable

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
Started = Callable[..., str]


class Box:
    """What arrived."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, list[str], Message]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content)
        self.arrived.append((envelope.mail_from, envelope.rcpt_tos, message))
        return "250 taken"


class Refusing(Box):
    """A server that takes nothing, and repeats the address in its words."""

    async def handle_RCPT(self, _s: Any, _session: Any, _envelope: Any, address: str, _o: Any) -> str:
        return f"550 no such mailbox {address}"


@pytest.fixture
def started() -> Iterator[Callable[..., str]]:
    running: list[Controller] = []

    def start(box: Box, **more: Any) -> str:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port = found.getsockname()[1]
        server = Controller(box, hostname="127.0.0.1", port=port, **more)
        server.start()
        running.append(server)
        return f"127.0.0.1:{port}"

    yield start
    for server in running:
        server.stop()


def mail(url: str) -> Mail:
    return Mail("privacy@acme.example", parse_server(url), lambda: NOW, lambda n: b"\x07" * n)


def test_a_message_arrives_with_what_it_says_and_nothing_of_this_machine(started: Started) -> None:
    box = Box()
    sent = mail(f"smtp://{started(box)}").send("ada@acme.example", "Acme AB: your code", "K7QM-2RTX\n")
    assert sent == "sent"
    ((sender, to, message),) = box.arrived
    assert (sender, to) == ("privacy@acme.example", ["ada@acme.example"])
    assert message["Subject"] == "Acme AB: your code"
    assert message["Date"] == "Mon, 02 Nov 2026 09:30:00 +0000"
    assert message["Message-ID"] == f"<{'07' * 16}@acme.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_payload().strip() == "K7QM-2RTX"


def test_a_server_that_is_not_there_is_unreachable_and_no_address_is_told() -> None:
    with pytest.raises(Unreachable, match="the mail server did not take a message") as caught:
        mail("smtp://127.0.0.1:9").send("ada@acme.example", "s", "t")
    assert "ada" not in "".join(caught.value.lines())
    assert caught.value.__suppress_context__


def test_a_server_that_refuses_is_not_quoted(started: Started) -> None:
    with pytest.raises(Unreachable) as caught:
        mail(f"smtp://{started(Refusing())}").send("ada@acme.example", "s", "t")
    assert "ada" not in "".join(caught.value.lines())


def test_a_server_that_must_speak_tls_and_does_not_gets_no_message(started: Started) -> None:
    box = Box()
    with pytest.raises(Unreachable, match="SMTPNotSupportedError"):
        mail(f"smtp+starttls://{started(box)}").send("ada@acme.example", "s", "t")
    assert box.arrived == []


def test_a_server_nobody_vouches_for_gets_no_message(started: Started, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    box = Box()
    with pytest.raises(Unreachable, match="SSLCertVerificationError"):
        mail(f"smtp://{started(box, tls_context=context)}").send("ada@acme.example", "s", "t")
    assert box.arrived == []


def test_a_user_and_a_password_are_given_where_the_address_has_them(started: Started) -> None:
    box, seen = Box(), []

    def login(_server: Any, _session: Any, _envelope: Any, _how: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        seen.append((given.login, given.password))
        return AuthResult(success=True)

    host = started(box, authenticator=login, auth_require_tls=False)
    mail(f"smtp://kept:hunter%402@{host}").send("ada@acme.example", "s", "t")
    assert seen == [(b"kept", b"hunter@2")]
    assert len(box.arrived) == 1


@pytest.mark.parametrize(
    "url", ["mail.example", "http://mail.example", "smtp://", "smtp://h:port", "smtp://[::1"]
)
def test_an_address_of_a_server_that_is_none_is_not_repeated(url: str) -> None:
    with pytest.raises(Misuse, match="the address of the mail server is no URL") as caught:
        parse_server(url)
    assert url not in caught.value.message


def test_a_password_is_not_shown() -> None:
    assert "hunter" not in repr(parse_server("smtps://kept:hunter@mail.example"))


def test_without_a_server_the_message_waits_in_the_outbox_for_its_owner_alone(tmp_path: Path) -> None:
    outbox = Outbox("privacy@acme.example", tmp_path / "outbox", lambda: NOW, lambda n: b"\x07" * n)
    assert outbox.send("ada@acme.example", "Acme AB: your code", "K7QM-2RTX\n") == "outbox"
    (path,) = (tmp_path / "outbox").iterdir()
    assert re.fullmatch(r"20261102T093000-(07){8}\.eml", path.name)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    message = email.message_from_bytes(path.read_bytes())
    assert (message["To"], message.get_payload().strip()) == ("ada@acme.example", "K7QM-2RTX")


def test_an_outbox_that_takes_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("in the way")
    outbox = Outbox("privacy@acme.example", tmp_path / "outbox", lambda: NOW, lambda n: b"\x07" * n)
    with pytest.raises(Unreachable, match="cannot write to the outbox"):
        outbox.send("ada@acme.example", "s", "t")
