"""What a change does to golden questions and drafts, for people: a table, Markdown for a merge
request, problems for code hosts; in Polish or English."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.gate.accept import TRAILER, Reasons
from kb.gate.cases import CaseComparison
from kb.gate.compare import Change, Comparison, Edited, Row, Verdict
from kb.gate.report_cases import (
    case_headlines,
    case_lines,
    case_problems,
    case_rows,
)
from kb.gate.texts import code, escaped, safe, short
from kb.model import Level, Problem

#: Rows of a table; a change that touches more is told by its numbers.
_MOST_ROWS = 50
_GOLDEN = "golden.yaml"
_CHANGES = {
    Change.NOW_REFUSED: ("teraz bez odpowiedzi", "now refused"),
    Change.OTHER_ARTICLE: ("odpowiada inny artykuł", "another article answers"),
    Change.NOW_ANSWERED: ("dostaje odpowiedź, a nie powinno", "answered, and must not be"),
    Change.WORSE: ("gorzej", "worse"),
    Change.BETTER: ("lepiej", "better"),
    Change.SAME: ("bez zmian", "the same"),
}
_EDITED = {
    Edited.NO: ("", ""),
    Edited.NEW: ("nowe pytanie", "new question"),
    Edited.EXPECTED: ("zmieniono oczekiwany artykuł", "another article is expected"),
    Edited.REMOVED: ("usunięto pytanie", "question removed"),
}
_VERDICTS = {
    Verdict.RIGHT: ("dobrze", "right"),
    Verdict.REFUSED: ("bez odpowiedzi", "refused"),
    Verdict.WRONG: ("źle", "wrong"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """A comparison and what it is of.

    base, head: commits, or "worktree". paths: slug → file. golden: the file as it is now.
    cases: those of drafts, a comparison for each kind.
    """

    base: str
    head: str
    comparison: Comparison
    reasons: Reasons
    paths: Mapping[str, str]
    golden: bytes
    cases: tuple[CaseComparison, ...] = ()

    @property
    def regressed(self) -> bool:
        """Whether the change needs a reason."""
        return self.comparison.regressed or any(one.regressions for one in self.cases)

    @property
    def passed(self) -> bool:
        """Whether nothing got worse, or a commit says why that is right."""
        return not self.regressed or bool(self.reasons.given)


def problems(report: Report) -> list[Problem]:
    """What got worse as problems at its line of golden.yaml; warnings where a reason is given."""
    level = Level.WARNING if report.reasons.given else Level.ERROR
    found = [
        Problem(
            _GOLDEN, _line(report.golden, row.question), 1, level, "golden-worse",
            f"“{short(row.question)}”: {_sentence(row, 1)}.",
            f"„{short(row.question)}”: {_sentence(row, 0)}.",
        )
        for row in report.comparison.regressions
    ]  # fmt: skip
    found += [
        Problem(
            one.path, 1, 1, level, "golden-hijack",
            f"The article comes into the first five of {len(one.questions)} golden questions "
            f"({one.share:.0%}), such as “{short(one.questions[0])}”. Narrow its title and "
            "questions to what it answers.",
            f"Artykuł wchodzi do pierwszej piątki {len(one.questions)} pytań wzorcowych "
            f"({one.share:.0%}), np. „{short(one.questions[0])}”. Zawęź tytuł i pytania "
            "do tego, na co odpowiada.",
        )
        for one in report.comparison.hijacks
    ]  # fmt: skip
    found += case_problems(report.cases, level)
    found += [
        Problem(
            _GOLDEN, 1, 1, Level.ERROR, "golden-worse",
            f"{TRAILER} of {commit} gives no reason. Write why the change is right.",
            f"{TRAILER} w {commit} nie podaje powodu. Napisz, dlaczego tak ma być.",
        )
        for commit in report.reasons.empty
        if report.regressed and not report.reasons.given
    ]  # fmt: skip
    return found


def table(report: Report, language: str) -> str:
    """Lines for a terminal."""
    at = _at(language)
    lines = [_headline(report, at), *_hijack_lines(report, at)]
    for row in report.comparison.rows[:_MOST_ROWS]:
        mark = "-" if row.regressed else "+" if row.change is Change.BETTER else " "
        edited = f" [{_EDITED[row.edited][at]}]" if row.edited is not Edited.NO else ""
        lines.append(f"{mark} {_CHANGES[row.change][at]}{edited}: {short(row.question, 90)}")
        lines.append(f"    {_told(row, before=True, at=at)} -> {_told(row, before=False, at=at)}")
    lines += [*_left_out(report, at), *case_lines(report.cases, at), *_verdict_lines(report, at)]
    return "".join(f"{safe(line)}\n" for line in lines)


def markdown(report: Report, found: Sequence[Problem], language: str) -> str:
    """A comment of a merge request: the golden questions, then what the check says.

    found: the problems of the check, those of `problems` left out.
    """
    at = _at(language)
    mark = "✅" if report.passed else "❌"
    lines = [f"### {mark} {('Pytania wzorcowe', 'Golden questions')[at]}", ""]
    lines += [f"{_headline(report, at)}", ""]
    lines += [f"- {escaped(line)}" for line in _hijack_lines(report, at)]
    lines += [f"\n{line}" for line in case_headlines(report.cases, at)]
    rows = [_markdown_row(row, at) for row in report.comparison.rows[:_MOST_ROWS]]
    rows += case_rows(report.cases, at)
    if rows:
        head = (
            ("Wzorzec", "Co się zmieniło", "Przedtem", "Teraz"),
            ("Case", "What changed", "Before", "Now"),
        )[at]
        lines += ["", f"| | {' | '.join(head)} |", "|---|---|---|---|---|"]
        lines += rows
    lines += ["", *map(escaped, [*_left_out(report, at), *_verdict_lines(report, at)])]
    if found:
        title = ("Uwagi do artykułów", "Problems of articles")[at]
        lines += ["", f"<details><summary>{title}: {len(found)}</summary>", ""]
        lines += [
            f"- `{code(f'{p.path}:{p.line}')}` **{p.rule}** {escaped(p.message_in(language))}"
            for p in found[:_MOST_ROWS]
        ]
        lines += ["", "</details>"]
    return "\n".join(lines) + "\n"


def _markdown_row(row: Row, at: int) -> str:
    mark = "🔴" if row.regressed else "🟢" if row.change is Change.BETTER else "⚪"
    edited = f" ({_EDITED[row.edited][at]})" if row.edited is not Edited.NO else ""
    cells = (
        short(row.question, 120),
        f"{_CHANGES[row.change][at]}{edited}",
        _told(row, before=True, at=at),
        _told(row, before=False, at=at),
    )
    return f"| {mark} | {' | '.join(map(escaped, cells))} |"


def _headline(report: Report, at: int) -> str:
    one, base = report.comparison, report.base[:12]
    head = report.head[:12] if report.head != "worktree" else ("katalog", "the folder")[at]
    worse = len(one.regressions)
    better = sum(row.change is Change.BETTER for row in one.rows)
    if not one.asked:
        return (
            "Brak pytań wzorcowych: nie ma pliku golden.yaml.",
            "No golden questions: there is no golden.yaml.",
        )[at]
    return (
        (
            f"Pytania wzorcowe, {base} → {head}: dobrze {one.right_before} → {one.right_after} "
            f"z {one.asked}; gorzej {worse}, lepiej {better}."
        ),
        (
            f"Golden questions, {base} → {head}: right {one.right_before} → {one.right_after} "
            f"of {one.asked}; worse {worse}, better {better}."
        ),
    )[at]


def _hijack_lines(report: Report, at: int) -> list[str]:
    return [
        (
            f"{one.path} wchodzi do pierwszej piątki {len(one.questions)} pytań ({one.share:.0%}).",
            (
                f"{one.path} comes into the first five of {len(one.questions)} questions "
                f"({one.share:.0%})."
            ),
        )[at]
        for one in report.comparison.hijacks
    ]


def _left_out(report: Report, at: int) -> list[str]:
    more = len(report.comparison.rows) - _MOST_ROWS
    return [(f"… i {more} dalszych.", f"… and {more} more.")[at]] if more > 0 else []


def _verdict_lines(report: Report, at: int) -> Iterator[str]:
    if not report.regressed:
        return
    for one in report.reasons.given:
        yield (
            f"Zaakceptowano w {one.commit} ({one.author}): {one.reason}",
            f"Accepted in {one.commit} ({one.author}): {one.reason}",
        )[at]
    for commit in report.reasons.empty:
        yield (
            f"{TRAILER} w {commit} nie podaje powodu.",
            f"{TRAILER} of {commit} gives no reason.",
        )[at]
    if not report.reasons.given:
        yield (
            (
                "Popraw artykuł albo podaj powód w opisie commita, w ostatnim akapicie: "
                f"„{TRAILER}: powód”."
            ),
            (
                "Mend the article, or give a reason in the last paragraph of the commit's message: "
                f"“{TRAILER}: reason”."
            ),
        )[at]


def _sentence(row: Row, at: int) -> str:
    before, after = _told(row, before=True, at=at), _told(row, before=False, at=at)
    return (
        f"{_CHANGES[row.change][at]}; przedtem {before}, teraz {after}",
        f"{_CHANGES[row.change][at]}; before {before}, now {after}",
    )[at]


def _told(row: Row, *, before: bool, at: int) -> str:
    verdict = row.verdict_before if before else row.verdict_after
    answer = row.before if before else row.after
    if answer is None:
        return "–"
    said = answer.first if answer.answered else ("bez odpowiedzi", "refused")[at]
    known = f" ({_VERDICTS[verdict][at]})" if verdict and answer.answered else ""
    return f"{said}{known} {answer.confidence:.2f}"


def _line(golden: bytes, question: str) -> int:
    """The line of a question in golden.yaml, 1 where it is written in another way."""
    text = golden.decode("utf-8", "replace")
    for written in (json.dumps(question, ensure_ascii=False), question):
        if (found := text.find(written)) >= 0:
            return text.count("\n", 0, found) + 1
    return 1


def _at(language: str) -> int:
    return 0 if language == "pl" else 1
