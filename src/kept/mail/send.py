"""Sending one message to one address: by SMTP, or into an outbox folder where there is no mail server.

No address stands in a file's name, an error or a log.
"""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as LINES
from email.policy import SMTPUTF8 as WIDE_LINES
from email.utils import format_datetime
from pathlib import Path
from typing import Literal, TypeAlias
from urllib.parse import unquote, urlsplit

from kept.words.error import Misuse, Unreachable

Clock: TypeAlias = Callable[[], datetime]
Chance: TypeAlias = Callable[[int], bytes]
SCHEMES = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
"""How a mail server is reached, with the port it usually has: plainly or with STARTTLS where it offers it;
only with STARTTLS; over TLS from the start."""
TIMEOUT = 20.0
_HOW = "write it as `smtp://host:port`, `smtp+starttls://host` or `smtps://user:password@host`"
_NEAR = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server. Its password is not shown."""

    scheme: str
    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def parse_server(url: str) -> Server:
    """The server an address names. Raises Misuse, without repeating it, when it names none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Misuse("the address of the mail server is no URL", do=_HOW) from None
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise Misuse("the address of the mail server is no URL kept can use", do=_HOW)
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    return Server(parts.scheme, parts.hostname, port or SCHEMES[parts.scheme], user, password)


@dataclass(frozen=True, slots=True)
class Mail:
    """Messages from one address through one server."""

    sender: str
    server: Server
    clock: Clock
    chance: Chance

    def send(self, to: str, subject: str, text: str) -> Literal["sent"]:
        """Hand the message to the server. Raises Unreachable when it does not take it."""
        message = _message(self.sender, to, subject, text, self.clock(), self.chance)
        try:
            with self._connected() as server:
                server.send_message(message, self.sender, [to])
        except (OSError, smtplib.SMTPException) as error:
            # The server's words may repeat the address: they are not passed on.
            raise Unreachable(
                f"the mail server did not take a message ({type(error).__name__})",
                do="see that it is there and takes mail, or change `mail.smtp` in kept.yaml",
            ) from None
        return "sent"

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        at = self.server
        trusted = ssl.create_default_context()
        server: smtplib.SMTP = (
            smtplib.SMTP_SSL(at.host, at.port, timeout=TIMEOUT, context=trusted)
            if at.scheme == "smtps"
            else smtplib.SMTP(at.host, at.port, timeout=TIMEOUT)
        )
        with server:
            server.ehlo()
            safe = at.scheme == "smtps"
            if at.scheme == "smtp+starttls" or (at.scheme == "smtp" and server.has_extn("starttls")):
                server.starttls(context=trusted)
                server.ehlo()
                safe = True
            if at.user is not None:
                if not safe and at.host not in _NEAR:
                    raise smtplib.SMTPNotSupportedError("a password is not sent in the clear")
                server.login(at.user, at.password or "")
            yield server


@dataclass(frozen=True, slots=True)
class Outbox:
    """Messages as files in a folder, for somebody to send: each can be read by its owner alone."""

    sender: str
    folder: Path
    clock: Clock
    chance: Chance

    def send(self, to: str, subject: str, text: str) -> Literal["outbox"]:
        """Write the message as an `.eml` file. Raises Unreachable when the folder takes none."""
        now = self.clock()
        message = _message(self.sender, to, subject, text, now, self.chance)
        path = self.folder / f"{now:%Y%m%dT%H%M%S}-{self.chance(8).hex()}.eml"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(message.as_bytes())
        except OSError as error:
            said = (error.strerror or "no file can be made there").lower()
            raise Unreachable(
                f"cannot write to the outbox `{self.folder}`: {said}", do="check the folder and its rights"
            ) from None
        return "outbox"


def _message(sender: str, to: str, subject: str, text: str, now: datetime, chance: Chance) -> EmailMessage:
    message = EmailMessage(policy=LINES if to.isascii() else WIDE_LINES)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(now)
    # Made here: the library's own would tell the name of this machine.
    message["Message-ID"] = f"<{chance(16).hex()}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    message.set_content(text)
    return message
