"""What became of the cases that say how drafts must be: one shape for all kinds of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Words(NamedTuple):
    """The same in both languages of a report."""

    pl: str
    en: str


class CaseKind(StrEnum):
    """Kinds of cases, by the rule that tells of those that got worse."""

    SENTENCE = "grounding-worse"
    MESSAGE = "draft-worse"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case that got worse or better.

    name: the sentence, or the name of a message. path, line: of the article that did it.
    what: what changed. before, after: what was said of the case on each side.
    """

    kind: CaseKind
    name: str
    path: str
    line: int
    worse: bool
    what: Words
    before: Words
    after: Words


@dataclass(frozen=True, slots=True)
class CaseComparison:
    """rows: the worse ones first. asked: cases that the change can touch, and were tried."""

    kind: CaseKind
    rows: tuple[CaseRow, ...]
    asked: int

    @property
    def regressions(self) -> tuple[CaseRow, ...]:
        """The cases that got worse."""
        return tuple(row for row in self.rows if row.worse)


def compared(kind: CaseKind, rows: list[CaseRow], asked: int) -> CaseComparison:
    """A comparison with its rows in order."""
    return CaseComparison(kind, tuple(sorted(rows, key=lambda row: not row.worse)), asked)
