"""The one place that joins the parts: settings in, `Kept` out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kept.decision.ask import Decision
from kept.decision.decide import Index, decide, index
from kept.decision.standing import NOBODY, Standing
from kept.policy.citation import fingerprint
from kept.policy.document import Document
from kept.policy.node import load
from kept.policy.policy import Policy
from kept.policy.written import citations, parse
from kept.reading.sentence import read
from kept.settings import Settings, bytes_of, read_settings, text_of
from kept.words.error import BadFile, Misuse
from kept.words.flow import Flow

POLICY = Path("policy") / "privacy.yaml"


@dataclass(frozen=True)
class Kept:
    """One deployment, ready to be asked."""

    project: Path
    settings: Settings

    @cached_property
    def policy(self) -> Policy:
        """What was promised. Raises BadFile when a cited sentence changed since it was reviewed."""
        policy = self._written
        _refuse_stale(policy, self.document, self._policy_file)
        return policy

    @cached_property
    def document(self) -> Document:
        """The published text the policy cites."""
        path = self._policy_file.parent / self._written.document
        return read(path.name, bytes_of(path))

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


def open_kept(project: Path | str = ".", environment: Mapping[str, str] | None = None) -> Kept:
    """The deployment in a folder. Raises Misuse when there is none, BadFile when its settings are wrong.

    `environment` fills `${NAME}` in addresses; the process's own when none is given.
    """
    folder = Path(project)
    return Kept(folder, read_settings(folder, os.environ if environment is None else environment))


def _refuse_stale(policy: Policy, document: Document, file: Path) -> None:
    stale = {
        cite.sentence: cite.sentence not in document.by_id
        for cite in citations(policy)
        if cite.sentence not in document.by_id
        or fingerprint(document.by_id[cite.sentence].text) != cite.fingerprint
    }
    if not stale:
        return
    first, gone = next(iter(stale.items()))
    more = f" (and {len(stale) - 1} more)" if len(stale) > 1 else ""
    what = "is no longer there" if gone else "changed since it was cited"
    place = document.name if gone else f"{document.name}:{document.by_id[first].line}"
    raise BadFile(
        f"sentence `{first}` of `{document.name}` {what}{more}",
        file=file,
        line=_line_of(first, file),
        key=first,
        do=f"read {place}, mend what cites it, then take its new fingerprint from `kept read --pin`",
    )


def _line_of(sentence: str, file: Path) -> int | None:
    pins = load(text_of(file), str(file)).entries().get("sentences")
    pin = pins.entries().get(sentence) if pins else None
    return pin.line if pin else None
