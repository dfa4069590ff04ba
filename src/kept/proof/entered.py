"""A check enters the ledger, and the ledger is held to what it published."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kept.ledger.audit import Audit
from kept.ledger.checkpoint import verifier_key
from kept.ledger.verify import verify_log
from kept.records import log
from kept.records.folder import Folder
from kept.records.keyring import Chance, Keyring
from kept.records.publish import publish
from kept.records.state import State

from .report import Report
from .verdict import VERDICTS

KIND = "check.run"


@dataclass(frozen=True)
class Ledger:
    """The log of a deployment: its records, its keys, and the folder it is published in."""

    state: State
    keyring: Keyring
    folder: Path
    chance: Chance

    def enter(self, report: Report) -> None:
        """Write down what a check found: the count of each verdict and, sealed, each commitment's own."""
        with self.state.writing() as connection:
            log.enter(
                connection,
                self.keyring,
                kind=KIND,
                at=report.at,
                policy=report.policy.id,
                figures=tuple((verdict, report.count(verdict)) for verdict in VERDICTS),
                about=None,
                record={finding.commitment: finding.verdict for finding in report.findings},
                subject=None,
                chance=self.chance,
            )

    def audit(self) -> Audit:
        """Everything wrong with the log as published, after publishing what is new.

        Raises Tampered, naming the entry, when the records do not fit together or what is published.
        """
        log.sequence(self.state)
        publish(self.state, self.keyring, self.folder)
        return verify_log(Folder(self.folder).read, verifier_key(self.keyring.signer))
