"""Two versions of a policy differ in what they promise."""

from dataclasses import replace
from datetime import date

from kept.policy.change import Difference, difference
from kept.policy.citation import Citation
from kept.policy.commitment import Child, Sale, Term
from kept.policy.policy import Policy

ONE, TWO = (Citation("s1", "a" * 12),), (Citation("s2", "b" * 12),)
OLD = Policy(
    "p", "p.md", date(2021, 1, 1), {}, {"t": Term(("visitor",), ("user",))},
    (Sale(id="sale", cites=ONE), Child(id="child", cites=ONE, age=16), Child(id="old", cites=ONE, age=13)),
)  # fmt: skip


def test_a_version_does_not_differ_from_itself() -> None:
    assert difference(OLD, OLD).empty


def test_added_removed_changed_and_recited_commitments_are_told_apart() -> None:
    new = replace(
        OLD,
        terms={"t": Term(("visitor",), ("user.contact",))},
        commitments=(
            Sale(id="sale", cites=TWO),
            Child(id="child", cites=TWO, age=18),
            Child(id="new", cites=ONE, age=13),
        ),
    )
    assert difference(OLD, new) == Difference(
        added=("new",), removed=("old",), changed=("child",), recited=("sale",), terms=("t",)
    )
