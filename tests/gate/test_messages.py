"""Message cases over real repositories: which drafts a change makes worse."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from kb.evaluate.messages import MESSAGES, Half, read_messages
from kb.gate.answers import Answer, Answers
from kb.gate.cases import CaseComparison, CaseKind
from kb.gate.messages import cases_for, touched_cases
from kb.gate.report import Report, problems, table
from kb.gate_wiring import gate
from kb.wiring import read_snapshot
from tests.bases import Base, article, new_base

ARTICLE = "zwroty/termin-zwrotu.md"
TITLE = "Ile mam dni na zwrot towaru?"
OLD, NEW = "Na zwrot towaru masz 30 dni.", "Na zwrot towaru masz 14 dni."
CASES = """\
cases:
  - id: zwrot
    set: dev
    message: "Dzień dobry, ile mam dni na zwrot towaru?"
    questions:
      - {asked: "ile mam dni na zwrot towaru", articles: [termin-zwrotu], facts: ["30 dni"]}
  - id: kurier
    set: dev
    message: "Dzień dobry, ile kosztuje kurier?"
    questions:
      - {asked: "ile kosztuje kurier", articles: [koszt-dostawy], facts: ["14,99"]}
"""
FILES: Mapping[str, str] = {
    ARTICLE: article(TITLE, OLD),
    "dostawa/koszt-dostawy.md": article("Ile kosztuje kurier?", "Kurier kosztuje 14,99 zł."),
    "messages.yaml": CASES,
}


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return new_base(tmp_path, FILES)


def changed(base: Base, files: Mapping[str, str | None], drafts: bool = True) -> Report:
    base.commit(files)
    settings = base.settings()
    return gate(settings, "main~1", read_snapshot(settings), drafts=drafts)


def messages(report: Report) -> CaseComparison:
    (found,) = [one for one in report.cases if one.kind is CaseKind.MESSAGE]
    return found


def test_a_draft_that_loses_a_fact_is_told_of_with_the_fact(base: Base) -> None:
    report = changed(base, {ARTICLE: article(TITLE, NEW)})
    (row,) = messages(report).rows

    assert not report.passed
    assert (row.name, row.path, row.worse) == ("zwrot", ARTICLE, True)
    assert (row.before.en, row.after.en) == ("right", "lacks: 30 dni")
    assert "draft-worse" in {one.rule for one in problems(report)}
    assert "Wiadomości wzorcowe" in table(report, "pl")


def test_the_other_way_round_it_got_better(base: Base) -> None:
    base.commit({ARTICLE: article(TITLE, NEW)})
    report = changed(base, {ARTICLE: article(TITLE, OLD)})

    assert [row.worse for row in messages(report).rows] == [False]


def test_a_draft_that_loses_its_article_is_told_of(base: Base) -> None:
    (row,) = messages(changed(base, {ARTICLE: None})).rows

    assert row.worse
    assert "ile mam dni na zwrot towaru" in row.after.pl


def test_without_the_option_nothing_is_drafted(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.gate_wiring._messages", None)
    report = changed(base, {ARTICLE: article(TITLE, NEW)}, drafts=False)

    assert [one.kind for one in report.cases] == [CaseKind.SENTENCE]


def test_cases_that_the_change_cannot_touch_are_not_drafted() -> None:
    cases = read_messages(CASES.encode())

    def side(**top: tuple[str, ...]) -> Answers:
        answers = {
            name.replace("_", " "): Answer(answered=True, confidence=1.0, top=slugs)
            for name, slugs in top.items()
        }
        return Answers(since=None, until=None, paths={}, by_question=answers)  # type: ignore[arg-type]

    def touched(slug: str, *sides: Answers) -> list[str]:
        return [one.id for one in touched_cases(cases, frozenset({slug}), sides).cases]

    nothing = side()
    assert touched("koszt-dostawy", nothing, nothing) == ["kurier"]
    assert touched("nowy", nothing, nothing) == []
    assert touched("nowy", nothing, side(ile_kosztuje_kurier=("inny", "nowy"))) == ["kurier"]


def test_cases_that_only_figures_are_told_of_take_no_part() -> None:
    shipped = read_messages(MESSAGES.read_bytes()).cases
    slugs = {slug for case in shipped for one in case.questions for slug in one.articles}
    halves = {case.half for case in cases_for(None, slugs).cases}

    assert Half.DEV in halves
    assert not halves & {Half.HELD_OUT, Half.FRESH}
    assert cases_for(None, []).cases == ()
