"""The one place that joins the parts: settings in, `Kept` out."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from kept.datamap.graph import Graph
from kept.datamap.holding import Holding
from kept.datamap.written import parse as parse_map
from kept.decision.ask import Decision
from kept.decision.decide import Index, decide, index
from kept.decision.standing import NOBODY, Standing
from kept.policy.citation import fingerprint
from kept.policy.document import Document
from kept.policy.policy import Policy
from kept.policy.stale import refuse_stale
from kept.policy.written import citations, parse
from kept.reading.sentence import read
from kept.settings import Settings, bytes_of, read_settings, text_of
from kept.words.error import BadFile, Misuse, suggestion
from kept.words.flow import Flow

if TYPE_CHECKING:
    from kept.controls.control import Control
    from kept.disclosure.recipient import Recipient
    from kept.ledger.audit import Audit
    from kept.proof.report import Report
    from kept.records.keyring import Keyring
    from kept.records.request import Tally
    from kept.records.state import State
    from kept.retention.due import Counted
    from kept.retention.run import Made
    from kept.rights.desk import Delivery, Desk, Post
    from kept.rights.fulfil import Answer
    from kept.rights.identity import Verified
    from kept.rights.intake import Asked, Opened
    from kept.rights.plan import Plan
    from kept.stores.store import Store

POLICY = Path("policy") / "privacy.yaml"
MAPS = Path("datamap")
REGISTER = Path("register")
OWN = Path(".kept")
"""What is kept's own: records, keys, the ledger's files, outbox, answers. Never committed."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Kept:
    """One deployment, ready to be asked."""

    project: Path
    settings: Settings
    clock: Callable[[], datetime] = field(default=_now, repr=False)
    """The moment it is, in UTC."""
    chance: Callable[[int], bytes] = field(default=secrets.token_bytes, repr=False)
    """So many bytes that nobody can guess."""

    @cached_property
    def policy(self) -> Policy:
        """What was promised. Raises BadFile when a cited sentence changed since it was reviewed."""
        policy = self._written
        refuse_stale(policy, self.document, text_of(self._policy_file), str(self._policy_file))
        return policy

    @cached_property
    def document(self) -> Document:
        """The published text the policy cites."""
        path = self._policy_file.parent / self._written.document
        return read(path.name, bytes_of(path))

    @cached_property
    def stores(self) -> Mapping[str, Store]:
        """Every store of `kept.yaml` by its name; none is connected to before it is asked something."""
        from kept.stores.store import Store  # a decision needs no database toolkit

        return {name: Store(name, _placed(url, self.project)) for name, url in self.settings.stores.items()}

    @cached_property
    def holdings(self) -> Mapping[str, Holding]:
        """The data map of each store. Raises Misuse when a store has no map, or a map no store."""
        return _maps(self.project / MAPS, self.settings.stores)

    @cached_property
    def graphs(self) -> Mapping[str, Graph]:
        """Each store's map, resolved. Raises Unreachable, or Mismatch where a store and its map differ."""
        return {name: self.stores[name].graph(holding) for name, holding in self.holdings.items()}

    @cached_property
    def state(self) -> State:
        """kept's own records, made when there are none."""
        from kept.records.state import open_state

        return open_state(self.settings.state)

    @cached_property
    def keyring(self) -> Keyring:
        """The keys that sign and seal, made when there are none; never in the database."""
        from kept.records.keyring import open_keyring

        return open_keyring(self.project / OWN / "keys", self.settings.ledger, self.chance)

    @cached_property
    def controls(self) -> tuple[Control, ...]:
        """What is done for each commitment and what proves it, as of now."""
        from kept.controls.plan import plan

        return plan(self.policy, self.graphs, self.clock())

    @cached_property
    def recipients(self) -> tuple[Recipient, ...]:
        """Who receives personal data, by the register; nobody where there is none."""
        from kept.disclosure.register import parse

        file = self.project / REGISTER / "recipients.yaml"
        return parse(text_of(file), str(file), self.policy) if file.exists() else ()

    def check(self) -> Report:
        """Is each commitment kept? Looks, and changes nothing in any store."""
        from kept.proof.attest import parse_accepted, parse_attestations
        from kept.proof.check import Check
        from kept.proof.judge import LIMITS

        known = frozenset({c.id for c in self.policy.commitments} | set(LIMITS.values()))
        vouched, accepted = (self.project / REGISTER / f"{n}.yaml" for n in ("attestations", "accepted"))
        return Check(
            policy=self.policy,
            document=self.document,
            organisation=self.settings.organisation,
            controls=self.controls,
            graphs=self.graphs,
            stores=self.stores,
            recipients=self.recipients,
            tallies=self._tallies(),
            attestations=parse_attestations(text_of(vouched), str(vouched), known)
            if vouched.exists()
            else {},
            accepted=parse_accepted(text_of(accepted), str(accepted), known) if accepted.exists() else {},
            now=self.clock(),
        ).report()

    def enter(self, report: Report) -> Audit:
        """Enter what a check found in the ledger, publish it and hold it to what it published.

        Raises Tampered, naming the entry, when the records do not fit together.
        """
        from kept.proof.entered import Ledger

        ledger = Ledger(self.state, self.keyring, self.project / OWN / "ledger", self.chance)
        ledger.enter(report)
        return ledger.audit()

    def _tallies(self) -> Mapping[str, Tally]:
        from kept.records.request import tallies

        with self.state.reading() as connection:
            return tallies(connection, self.clock().date())

    def due(self, commitments: Collection[str] = ()) -> tuple[Counted, ...]:
        """What commitments ask to be changed now, of those named or of all; changes nothing."""
        from kept.retention.due import chosen, counted

        return tuple(counted(chosen(self.controls, commitments), self.stores))

    def preview(self, due: Counted) -> Made:
        """What a change would do: the same work, taken back."""
        from kept.retention.run import preview

        return preview(due, self.graphs, self.stores)

    def apply(self, commitments: Collection[str] = ()) -> Iterator[Made]:
        """Make the changes that are due, commitment by commitment, and enter them in the ledger.

        Raises what a store raises; then the commitments that come after it are left for the next run.
        """
        from kept.retention.due import chosen
        from kept.retention.run import Work, carry_out

        work = Work(
            self.policy.id, self.graphs, self.stores, self.state, self.keyring, self.clock, self.chance
        )
        several = chosen(self.controls, commitments)
        try:
            for control in several:
                yield from carry_out(control, work)
        finally:
            # What was made before another failed is published all the same.
            self.publish()

    def publish(self) -> int:
        """Write the ledger's files, so that others can hold it to what it says; returns its size."""
        from kept.records.publish import publish

        return publish(self.state, self.keyring, self.project / OWN / "ledger")

    def open_request(self, asked: Asked) -> Opened:
        """Open a person's request and send a code to each address it names."""
        from kept.rights.intake import open_request

        return open_request(self.desk, asked)

    def verify_request(self, id: str, code: str) -> Verified:
        """Check the code a person got. Raises Refused for a wrong one."""
        from kept.rights.identity import verify

        return verify(self.desk, id, code)

    def attest_request(self, id: str, by: str) -> Verified:
        """Take somebody's word that they checked who asks."""
        from kept.rights.identity import attest

        return attest(self.desk, id, by)

    def send_code(self, id: str) -> tuple[tuple[str, Delivery], ...]:
        """Send a new code to the addresses of a request that are not verified yet."""
        from kept.rights.identity import send_again

        return send_again(self.desk, id)

    def plan_request(self, id: str) -> Plan:
        """What a request would do now. Nothing is changed."""
        from kept.rights.approve import plan_request

        return plan_request(self.desk, id)

    def approve_request(self, id: str, by: str) -> Plan:
        """Let a verified request run, in somebody's name."""
        from kept.rights.approve import approve_request

        return approve_request(self.desk, id, by)

    def rehearse_request(self, id: str) -> Plan | None:
        """What running an approved erasure would change; None for a request that changes no store."""
        from kept.rights.fulfil import rehearse

        return rehearse(self.desk, id)

    def run_request(self, id: str, out: Path | None = None) -> Answer:
        """Carry out an approved request; its answer goes to `out`, or to kept's own folder."""
        from kept.rights.fulfil import run_request

        answer = run_request(self.desk, id, out or self.project / OWN / "answers")
        self.publish()
        return answer

    @cached_property
    def desk(self) -> Desk:
        """What the desk for people's requests works with."""
        from kept.rights.desk import Desk

        return Desk(
            self.settings.organisation, self.policy, self.document, self.graphs,
            self.stores, self.state, self.keyring, self._post, self.clock, self.chance,
        )  # fmt: skip

    @property
    def _post(self) -> Post:
        from kept.mail.send import Mail, Outbox, parse_server

        mail, us = self.settings.mail, self.policy.parties.get("us")
        sender = mail.sender if mail else us.contact if us else None
        if sender is None:
            raise Misuse("there is no address to write to people from", do="set `mail.from` in kept.yaml")
        if mail and mail.smtp:
            return Mail(sender, parse_server(mail.smtp), self.clock, self.chance)
        return Outbox(sender, self.project / OWN / "outbox", self.clock, self.chance)

    def pins(self) -> Mapping[str, str]:
        """The cited sentences with the fingerprints they have now. Raises Misuse when one is gone."""
        cited = sorted({cite.sentence for cite in citations(self._written)}, key=lambda s: (len(s), s))
        if gone := [sentence for sentence in cited if sentence not in self.document.by_id]:
            raise Misuse(
                f"`{gone[0]}` is cited, but `{self.document.name}` has no such sentence",
                do="cite another sentence: list them with `kept read`",
            )
        return {sentence: fingerprint(self.document.by_id[sentence].text) for sentence in cited}

    def decide(self, flow: Flow, standing: Standing = NOBODY) -> Decision:
        """May this happen, to a person of this standing?"""
        return decide(self._index, flow, standing)

    @cached_property
    def _index(self) -> Index:
        return index(self.policy)

    @cached_property
    def _written(self) -> Policy:
        return parse(text_of(self._policy_file), str(self._policy_file))

    @property
    def _policy_file(self) -> Path:
        return self.project / POLICY


def open_kept(
    project: Path | str = ".",
    environment: Mapping[str, str] | None = None,
    *,
    clock: Callable[[], datetime] = _now,
    chance: Callable[[int], bytes] = secrets.token_bytes,
) -> Kept:
    """The deployment in a folder. Raises Misuse when there is none, BadFile when its settings are wrong.

    `environment` fills `${NAME}` in addresses; the process's own when none is given.
    """
    folder = Path(project)
    settings = read_settings(folder, os.environ if environment is None else environment)
    return Kept(folder, settings, clock, chance)


def _placed(url: str, folder: Path) -> str:
    """The address of a store; a SQLite file's is relative to the deployment, and the file must be there."""
    scheme, cut, path = url.partition(":///")
    if scheme.partition("+")[0] != "sqlite" or not cut or path in ("", ":memory:") or path[:5] == "file:":
        return url
    path, _, more = path.partition("?")
    # Without `mode=rw` a misspelt name makes an empty database.
    place = quote(str((folder / path).absolute()))
    return f"{scheme}:///file:{place}?mode=rw&uri=true{'&' + more if more else ''}"


def _maps(folder: Path, stores: Mapping[str, str]) -> Mapping[str, Holding]:
    found: dict[str, Holding] = {}
    for path in sorted(folder.glob("*.yaml")):
        holding = parse_map(text_of(path), str(path))
        if holding.store not in stores:
            raise BadFile(
                f"the map is of a store `{holding.store}` that `kept.yaml` does not name",
                file=path, line=None, key="store", do=suggestion(holding.store, stores),
            )  # fmt: skip
        if holding.store in found:
            raise BadFile(
                f"a second map of store `{holding.store}`",
                file=path, line=None, key="store", do="keep one file a store",
            )  # fmt: skip
        found[holding.store] = holding
    if without := [name for name in stores if name not in found]:
        raise Misuse(f"store `{without[0]}` has no data map", do=f"write `{folder / without[0]}.yaml`")
    return {name: found[name] for name in stores}
