"""What holds of every form of a report."""

from __future__ import annotations

import json
from pathlib import Path

from tests.rooms.proof.whole import whole

from kept.proof.render.facts import facts
from kept.proof.render.junit import junit
from kept.proof.render.text import text


def test_nobody_who_is_in_the_store_is_named(tmp_path: Path) -> None:
    report = whole(tmp_path).check()
    said = "\n".join([*text(report, whole=True), json.dumps(facts(report)), junit(report)])
    assert "@acme.example" not in said
