"""What the desk for people's requests works with, handed in from outside."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from sqlalchemy import Connection

from kept.controls.storage import Storage
from kept.datamap.graph import Graph
from kept.law.law import Law, laws
from kept.ledger.canonical import Json
from kept.policy.document import Document
from kept.policy.policy import Policy
from kept.records import log
from kept.records.keyring import Keyring
from kept.records.request import Request
from kept.records.state import State

Delivery = Literal["sent", "outbox"]
"""What became of a message: given to a mail server, or written to the outbox folder and not sent."""

_NO_WORD = re.compile(r"[^a-z0-9]+")


class Post(Protocol):
    """What takes a message to one address."""

    def send(self, to: str, subject: str, text: str) -> Delivery:
        """Send it, or keep it in the outbox. Raises Unreachable when the mail server does not take it."""


@dataclass(frozen=True)
class Desk:
    """One deployment's desk: what was promised, the stores, our own records, the post, clock and chance."""

    organisation: str
    policy: Policy
    document: Document
    graphs: Mapping[str, Graph]
    stores: Mapping[str, Storage]
    state: State
    keyring: Keyring
    post: Post
    clock: Callable[[], datetime]
    chance: Callable[[int], bytes]

    @property
    def version(self) -> str:
        """The version of the policy that is in force, as the ledger names it."""
        word = _NO_WORD.sub("-", self.policy.id.lower()).strip("-")
        named = word if word[:1].isalpha() else f"policy-{word}".rstrip("-")
        return f"{named[:48].rstrip('-')}:{self.policy.effective.isoformat()}"

    def enter(
        self,
        connection: Connection,
        request: Request,
        kind: str,
        figures: Mapping[str, int | str],
        record: Json,
    ) -> str:
        """Write what happened to a request into the ledger, in the caller's transaction; the entry's id."""
        return log.enter(
            connection,
            self.keyring,
            kind=f"request.{kind}",
            at=self.clock(),
            policy=request.policy,
            figures=tuple(figures.items()),
            about=request.id,
            record=record,
            subject=request.id,
            chance=self.chance,
        )


def laws_of(request: Request) -> tuple[Law, ...]:
    """The laws a request was received under."""
    return tuple(law for law in laws() if law.law in request.laws)
