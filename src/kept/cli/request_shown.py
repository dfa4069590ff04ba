"""How requests look on the terminal and as JSON: names of identifiers, never their values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kept.cli.printed import Json, answer, line, wrapped
from kept.records.request import CLOSED, Request
from kept.rights.desk import Delivery
from kept.rights.fulfil import Answer
from kept.rights.identity import Verified
from kept.rights.intake import Opened
from kept.rights.plan import Plan
from kept.rights.receipt import DONE

_DELIVERED: Mapping[Delivery, str] = {"sent": "sent", "outbox": "written to the outbox, not sent"}


def opened(found: Opened) -> None:
    """A request that was opened, or that was open already."""
    asked = found.request
    _head(asked)
    if not found.granted:
        wrapped(
            "note", f"neither a law nor the policy grants `{asked.right}` to people of `{asked.residence}`"
        )
    for ground in found.grounds:
        _told("note", f"a ground to refuse: {ground.ground}, {ground.law}, {', '.join(ground.articles)}")
    sent(found.codes)
    short = asked.id[:8]
    if asked.state == "opened":
        again = (
            f"kept request verify {short} --new-code" if found.again else f"kept request verify {short} CODE"
        )
        _told("do", again)
    else:
        _told("do", f"kept request plan {short}")
    due = f", to be answered by {asked.due_on}" if asked.due_on else ""
    answer("open already" if found.again else "opened", f": {asked.right}{due}.", "good")


def opened_facts(found: Opened) -> Json:
    """The same facts."""
    return {
        **request_facts(found.request),
        "again": found.again,
        "granted": found.granted,
        "codes": codes_facts(found.codes),
        "grounds": [{"ground": g.ground, "law": g.law, "articles": list(g.articles)} for g in found.grounds],
    }


def sent(codes: Iterable[tuple[str, Delivery]]) -> None:
    """Where codes went."""
    for name, delivery in codes:
        _told("code", f"for `{name}` {_DELIVERED[delivery]}")


def codes_facts(codes: Iterable[tuple[str, Delivery]]) -> Json:
    """The same facts."""
    return [{"identifier": name, "delivery": delivery} for name, delivery in codes]


def verified(found: Verified) -> None:
    """What an identity check came to."""
    _identifiers(found)
    short = found.request.id[:8]
    if found.lacks:
        _told("lacks", f"the law asks for more than a code: `{found.lacks.level}` ({found.lacks.article})")
        _told("do", f"check it and say so: kept request verify {short} --checked-by NAME")
        answer("not yet", f": request {short} is still `{found.request.state}`.", "bad")
        return
    _told("do", f"kept request plan {short}")
    answer("verified", f": request {short}.", "good")


def verified_facts(found: Verified) -> Json:
    """The same facts."""
    return {
        **request_facts(found.request),
        "verified": list(found.verified),
        "unverified": list(found.unverified),
        "lacks": {"level": found.lacks.level, "article": found.lacks.article} if found.lacks else None,
    }


def planned(plan: Plan, word: str) -> None:
    """A plan, line by line; the last line says that nothing was changed, and how to go on."""
    short = plan.request.id[:8]
    _told("found by", ", ".join(plan.used))
    if plan.unused:
        _told("unused", f"{', '.join(plan.unused)}: not verified")
    line()
    for act in plan.acts:
        line(f"  {act.act:<10}{act.store + '.' + act.table:<40}{act.rows:>8,}")
    for held in plan.held if plan.request.right == "access" else ():
        line(f"  {held.role:<10}{held.store + '.' + held.table:<40}{held.rows:>8,}")
    for kept in plan.kept_back:
        line(f"  {'keep':<10}{kept.store + '.' + kept.table:<40}{kept.rows:>8,}")
        wrapped("", kept.ground, indent=" " * 12)
    for part in plan.forwarded:
        line(f"  {'forward':<10}{part.store + '.' + part.table:<40}{part.rows:>8,}")
        wrapped("", _controller(part.controller, part.tenants), indent=" " * 12)
    for limit in plan.limits:
        _told("ground", f"{limit.ground}: {', '.join(limit.articles)}")
    _told("do", _next(word, plan, short))
    nothing = not (plan.acts or plan.held or plan.kept_back or plan.forwarded)
    answer(word, f": {'nothing is held' if nothing else _sum(plan)}. Nothing was changed.", "good")


def plan_facts(plan: Plan) -> Json:
    """The same facts."""
    return {
        **request_facts(plan.request),
        "used": list(plan.used),
        "unused": list(plan.unused),
        "held": [{"store": h.store, "table": h.table, "role": h.role, "rows": h.rows} for h in plan.held],
        "acts": [{"store": a.store, "table": a.table, "act": a.act, "rows": a.rows} for a in plan.acts],
        "kept_back": [
            {"store": k.store, "table": k.table, "rows": k.rows, "ground": k.ground} for k in plan.kept_back
        ],
        "forwarded": [
            {"store": f.store, "table": f.table, "controller": f.controller, "tenants": list(f.tenants),
             "rows": f.rows}
            for f in plan.forwarded
        ],
        "limits": [{"ground": g.ground, "law": g.law, "articles": list(g.articles)} for g in plan.limits],
        "changed": False,
    }  # fmt: skip


def answered(found: Answer) -> None:
    """What became of a request."""
    record = found.record
    for act in record.get("acts", ()):
        line(f"  {DONE[act['act']]:<10}{act['store'] + '.' + act['table']:<40}{act['rows']:>8,}")
    for given in record.get("given", ()):
        line(f"  {'given':<10}{given['store'] + '.' + given['table']:<40}{given['rows']:>8,}")
    for kept in record.get("kept_back", ()):
        line(f"  {'kept':<10}{kept['store'] + '.' + kept['table']:<40}{kept['rows']:>8,}")
        wrapped("", kept["ground"], indent=" " * 12)
    for part in record["forwarded"]:
        line(f"  {'forward':<10}{part['store'] + '.' + part['table']:<40}{part['rows']:>8,}")
        wrapped("", _controller(part["controller"], part["tenants"]), indent=" " * 12)
    for look in record.get("looks", ()):
        _look(look)
    for difference in found.differs:
        _told("differs", difference)
    if found.package:
        _told("answer", str(found.package))
    if found.forward:
        _told("pass on", str(found.forward))
    _told("receipt", str(found.receipt))
    answer(found.request.state, f": {_outcome(record)}", "good")


def answer_facts(found: Answer) -> Json:
    """The same facts."""
    return {
        **request_facts(found.request),
        "record": dict(found.record),
        "differs": list(found.differs),
        "package": str(found.package) if found.package else None,
        "forward": str(found.forward) if found.forward else None,
        "receipt": str(found.receipt),
        "changed": True,
    }


def one(found: Verified, today: date, receipt: Path | None) -> None:
    """How far a request has come."""
    asked = found.request
    _head(asked)
    _identifiers(found)
    _told("policy", asked.policy)
    if receipt is not None:
        _told("receipt", str(receipt))
    late = ", overdue" if _late(asked, today) else ""
    answer(asked.state, f": {asked.right}{late}.", "bad" if late else "good")


def listed(found: Sequence[Request], today: date) -> None:
    """One request a line, those due first on top."""
    for asked in sorted(found, key=lambda r: (r.due_on or date.max, r.received_at)):
        due = f"due {asked.due_on}" if asked.due_on else ""
        late = "  overdue" if _late(asked, today) else ""
        line(f"{asked.id[:8]}  {asked.right:<10}  {asked.state:<9}  {due}{late}".rstrip())
    overdue = sum(_late(asked, today) for asked in found)
    line(f"{len(found)} request{'' if len(found) == 1 else 's'}, {overdue} overdue.")


def request_facts(asked: Request, today: date | None = None) -> dict[str, Json]:
    """A request's own facts."""
    facts: dict[str, Json] = {
        "request": asked.id,
        "right": asked.right,
        "state": asked.state,
        "residence": asked.residence,
        "laws": list(asked.laws),
        "channel": asked.channel,
        "received_at": asked.received_at.isoformat(),
        "acknowledge_by": _day(asked.acknowledge_by),
        "due_on": _day(asked.due_on),
        "policy": asked.policy,
        "closed_at": asked.closed_at.isoformat() if asked.closed_at else None,
    }
    return facts if today is None else facts | {"overdue": _late(asked, today)}


def _told(label: str, text: str) -> None:
    """A label with its text, in two columns."""
    wrapped(f"{label:<8}", text)


def _head(asked: Request) -> None:
    _told("request", asked.id)
    under = f" under {', '.join(asked.laws)}" if asked.laws else ""
    _told("right", f"{asked.right}{under}, by {asked.channel}")
    if asked.acknowledge_by:
        _told("confirm", f"by {asked.acknowledge_by}")
    if asked.due_on:
        _told("due", f"{asked.due_on}")


def _identifiers(found: Verified) -> None:
    for name in found.verified:
        _told("verified", name)
    for name in found.unverified:
        _told("waiting", f"{name}: finds nothing until it is verified")


def _look(look: Mapping[str, Any]) -> None:
    store = look["store"]
    _told("looked", f"{store}: {look['still']} rows still the person, {look['orphans']} without their parent")
    for text in look["residue"]:
        rows = "1 row holds" if text["rows"] == 1 else f"{text['rows']:,} rows hold"
        _told("residue", f"{rows} an identifier in {store}.{text['table']}.{text['column']}")
    if look["unsearched"]:
        _told("residue", f"{look['unsearched']} identifiers are too short to be searched for in texts")


def _sum(plan: Plan) -> str:
    parts: Counter[str] = Counter()
    for act in plan.acts:
        parts[DONE[act.act]] += act.rows
    if plan.request.right == "access":
        parts["rows to give"] = sum(held.rows for held in plan.held)
    parts["kept back"] = sum(kept.rows for kept in plan.kept_back)
    parts["forwarded"] = sum(part.rows for part in plan.forwarded)
    return ", ".join(f"{rows:,} {word}" for word, rows in parts.items() if rows) or "nothing to do"


def _next(word: str, plan: Plan, short: str) -> str:
    if word == "planned" and plan.request.state == "verified":
        return f"kept request approve {short} --by NAME"
    return f"kept request run {short}" + (" --yes" if plan.request.right == "erasure" else "")


def _outcome(record: Mapping[str, Any]) -> str:
    if "acts" not in record and "given" not in record:
        return f"{sum(part['rows'] for part in record['forwarded'])} rows are a customer's to answer for."
    acts: Counter[str] = Counter()
    for act in record.get("acts", ()):
        acts[DONE[act["act"]]] += act["rows"]
    acts["given"] = sum(given["rows"] for given in record.get("given", ()))
    acts["kept back"] = sum(kept["rows"] for kept in record.get("kept_back", ()))
    acts["left in texts"] = sum(t["rows"] for look in record.get("looks", ()) for t in look["residue"])
    said = ", ".join(f"{rows:,} {word}" for word, rows in acts.items() if rows)
    return f"{said}." if said else "nothing is held."


def _controller(controller: str, tenants: Sequence[str]) -> str:
    known = f" {', '.join(tenants)}" if tenants else ""
    return f"the {controller.replace('_', ' ')}{known} answers for it"


def _late(asked: Request, today: date) -> bool:
    return asked.due_on is not None and asked.due_on < today and asked.state not in CLOSED


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
