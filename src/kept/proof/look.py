"""Evidence from the stores: each proof's look is sent to its store, and a row found is a promise broken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from kept.controls.control import Control, Gap, Proof
from kept.controls.operation import Adrift, Count, Filled, OlderThan, Rows
from kept.controls.seen import Seen
from kept.controls.storage import Storage
from kept.datamap.condition import Condition, written
from kept.words.error import KeptError
from kept.words.number import counted

from .verdict import Evidence


def looked(control: Control, stores: Mapping[str, Storage], now: datetime) -> tuple[Evidence, ...]:
    """Evidence of a control's proofs and gaps; an error while looking is unproven, never passed over."""
    seen = tuple(_evidence(control, proof, stores, now) for proof in control.proofs)
    return seen + tuple(_gap(gap) for gap in control.gaps)


def _evidence(control: Control, proof: Proof, stores: Mapping[str, Storage], now: datetime) -> Evidence:
    place = f"{proof.look.store}.{proof.look.table}"
    try:
        seen = stores[proof.look.store].count(proof.look)
    except KeptError as error:
        return Evidence("unproven", error.message, _described(proof.look), error.do)
    if seen.rows:
        do = proof.do or (f"kept apply {control.commitment.id}" if control.dues else None)
        return Evidence(proof.means, _found(place, proof, seen, now), _described(proof.look), do)
    if seen.unread:
        return Evidence(
            "unproven", _unread(place, seen.unread), _described(proof.look), "write them as ISO 8601 in UTC"
        )
    return Evidence("kept", f"no {proof.which.one} in {place}", _described(proof.look))


def _found(place: str, proof: Proof, seen: Seen, now: datetime) -> str:
    found = f"{proof.which.counted(seen.rows)} in {place}"
    if seen.oldest is None or not isinstance(proof.look.rows, OlderThan):
        return found
    return f"{found}, the oldest {counted((now - seen.oldest).days, 'day')}"


def _unread(place: str, rows: int) -> str:
    say = "says" if rows == 1 else "say"
    return f"{counted(rows, 'row')} of {place} {say} a moment that cannot be read"


def _described(look: Count) -> str:
    """The look in words a reader can repeat in SQL."""
    return f"count of {look.store}.{look.table} where {_test(look.rows)}"


def _test(rows: Rows | Adrift) -> str:
    if isinstance(rows, Adrift):
        return " and ".join(f"({' or '.join(_loose(columns, where))})" for columns, where in rows.links)
    if isinstance(rows, Filled):
        return f"{rows.column} is not null"
    sign = "<" if isinstance(rows, OlderThan) else ">"
    when = f"{rows.column} {sign} {rows.moment:%Y-%m-%d %H:%M} UTC"
    if isinstance(rows, OlderThan) and rows.holding:
        return f"{when} and ({' or '.join(f'{c} is not null' for c in rows.holding)})"
    return when


def _loose(columns: tuple[str, ...], where: Condition | None) -> Iterator[str]:
    yield from (f"{column} is null" for column in columns)
    if where:
        yield f"not ({written(where)})"


def _gap(gap: Gap) -> Evidence:
    return Evidence("unproven", f"{gap.where}: {gap.lacks}", "the policy and the data map", gap.do)
