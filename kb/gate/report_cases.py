"""The part of a report that tells of drafts: lines, rows of Markdown, problems, JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kb.gate.cases import CaseComparison, CaseKind, CaseRow, Words
from kb.gate.texts import escaped, short
from kb.model import Level, Problem

#: Rows of a table; a change that touches more is told by its numbers.
_MOST_ROWS = 30
_NAMES = {
    CaseKind.SENTENCE: Words("Zdania wzorcowe", "Grounding cases"),
    CaseKind.MESSAGE: Words("Wiadomości wzorcowe", "Message cases"),
}


def case_problems(comparisons: Iterable[CaseComparison], level: Level) -> list[Problem]:
    """The cases that got worse, at the article that did it."""
    return [
        Problem(
            row.path, row.line, 1, level, row.kind.value,
            f"“{short(row.name, 120)}”: {row.what.en}; now: {short(row.after.en, 200)}.",
            f"„{short(row.name, 120)}”: {row.what.pl}; teraz: {short(row.after.pl, 200)}.",
        )
        for comparison in comparisons
        for row in comparison.regressions
    ]  # fmt: skip


def case_documents(comparisons: Iterable[CaseComparison]) -> list[dict[str, Any]]:
    """The same for programs, what got better as well."""
    return [
        {
            "kind": comparison.kind.name.lower(),
            "asked": comparison.asked,
            "changes": [
                {
                    "case": row.name,
                    "article": row.path,
                    "line": row.line,
                    "regression": row.worse,
                    "change": row.what.en,
                    "before": row.before.en,
                    "after": row.after.en,
                }
                for row in comparison.rows
            ],
        }
        for comparison in comparisons
    ]


def case_headlines(comparisons: Iterable[CaseComparison], at: int) -> list[str]:
    """A line for each kind of which the change can touch any."""
    return [_headline(one, at) for one in comparisons if one.asked]


def case_lines(comparisons: Sequence[CaseComparison], at: int) -> list[str]:
    """Lines for a terminal."""
    lines = []
    for comparison in comparisons:
        if not comparison.asked:
            continue
        lines += ["", _headline(comparison, at)]
        for row in comparison.rows[:_MOST_ROWS]:
            lines.append(f"{'-' if row.worse else '+'} {row.what[at]}: {short(row.name, 160)}")
            lines.append(
                f"    {row.path}:{row.line}  {row.before[at]} -> {short(row.after[at], 200)}"
            )
        lines += _more(comparison, at)
    return lines


def case_rows(comparisons: Iterable[CaseComparison], at: int) -> list[str]:
    """Rows of the table of a comment."""
    return [_row(row, at) for comparison in comparisons for row in comparison.rows[:_MOST_ROWS]]


def _row(row: CaseRow, at: int) -> str:
    cells = (
        short(row.name, 160),
        f"{row.what[at]} ({row.path})",
        short(row.before[at], 160),
        short(row.after[at], 200),
    )
    return f"| {'🔴' if row.worse else '🟢'} | {' | '.join(map(escaped, cells))} |"


def _headline(one: CaseComparison, at: int) -> str:
    worse = len(one.regressions)
    better = len(one.rows) - worse
    name = _NAMES[one.kind][at]
    return (
        f"{name} o zmienionych artykułach: {one.asked}; gorzej {worse}, lepiej {better}.",
        f"{name} about the changed articles: {one.asked}; worse {worse}, better {better}.",
    )[at]


def _more(comparison: CaseComparison, at: int) -> list[str]:
    more = len(comparison.rows) - _MOST_ROWS
    return [(f"… i {more} dalszych.", f"… and {more} more.")[at]] if more > 0 else []
