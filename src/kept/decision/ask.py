"""The answer to "may we?": one word, what settled it, what was lacking and what must also be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Answer = Literal["allowed", "forbidden", "silent", "needs", "restricted", "objected"]
ANSWERS: tuple[Answer, ...] = ("allowed", "forbidden", "silent", "needs", "restricted", "objected")


@dataclass(frozen=True, slots=True)
class Because:
    """A commitment that settled the answer, and the sentences it cites."""

    commitment: str
    sentences: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.commitment} ({', '.join(self.sentences)})" if self.sentences else self.commitment


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer: `forbidden` is a prohibition that stands, `silent` is a policy that permits nothing here.

    `missing` says in words what a `needs` lacks; `duties` are what an `allowed` asks to be done as well.
    """

    answer: Answer
    because: tuple[Because, ...] = ()
    missing: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether the flow may go ahead; every answer but `allowed` is a no."""
        return self.answer == "allowed"

    @property
    def reason(self) -> str:
        """The answer as one plain sentence for people."""
        by = ", ".join(str(b) for b in self.because)
        match self.answer:
            case "allowed":
                duties = f", on condition of {', '.join(self.duties)}" if self.duties else ""
                return f"Allowed by {by}{duties}."
            case "forbidden":
                return f"Forbidden by {by}."
            case "silent":
                return "Not allowed: nothing in the policy permits it."
            case "needs":
                return f"Not allowed yet: {by} asks for {'; '.join(self.missing)}."
            case "restricted":
                return f"Not allowed: this person's data is restricted; otherwise {by} would permit it."
            case "objected":
                return f"Not allowed: this person objected, which ends {by}."
