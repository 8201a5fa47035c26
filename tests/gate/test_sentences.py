"""Grounding cases over real repositories: what drafts may say of an article before and after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.errors import ConfigError
from kb.gate.cases import CaseComparison
from kb.gate.report import Report, markdown, problems, table
from kb.gate.report_document import document
from kb.gate.sentences import passages_of, read_cases, shipped_cases
from kb.gate_wiring import gate
from kb.ingest.editorial import read_editorial
from kb.ingest.load import load_articles
from kb.ingest.repository import read_worktree
from kb.model import Audience, Level
from kb.wiring import read_snapshot
from tests.bases import Base, article, new_base

ARTICLE = "zwroty/termin-zwrotu.md"
TITLE = "Ile mam dni na zwrot towaru?"
OLD, NEW = "Na zwrot towaru masz 30 dni.", "Na zwrot towaru masz 14 dni."
GROUNDING = """\
sentences:
  - {text: "Na zwrot towaru ma Pani 30 dni.", article: termin-zwrotu}
  - {text: "Na zwrot towaru ma Pani 14 dni.", article: termin-zwrotu, supported: false}
  - {text: "Kurier kosztuje 14,99 zł.", article: koszt-dostawy}
"""
FILES: Mapping[str, str] = {
    ARTICLE: article(TITLE, OLD),
    "dostawa/koszt-dostawy.md": article("Ile kosztuje kurier?", "Kurier kosztuje 14,99 zł."),
    "grounding.yaml": GROUNDING,
}


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return new_base(tmp_path, FILES)


def changed(base: Base, files: Mapping[str, str | None], message: str = "Zmiana") -> Report:
    base.commit(files)
    base.git("commit", "-q", "--amend", "-m", message)
    settings = base.settings()
    return gate(settings, "main~1", read_snapshot(settings))


def sentences(report: Report) -> CaseComparison:
    (found,) = report.cases
    return found


def test_another_number_takes_a_sentence_from_drafts_and_lets_a_mistake_in(base: Base) -> None:
    report = changed(base, {ARTICLE: article(TITLE, NEW)})
    found = sentences(report)

    assert not report.passed
    assert found.asked == 2
    assert {(row.name, row.what.en) for row in found.regressions} == {
        ("Na zwrot towaru ma Pani 30 dni.", "a draft may no longer say it"),
        ("Na zwrot towaru ma Pani 14 dni.", "a draft may say it, wrongly"),
    }
    told = [one for one in problems(report) if one.rule == "grounding-worse"]
    assert {(one.path, one.level) for one in told} == {(ARTICLE, Level.ERROR)}
    assert told[0].line == 6
    assert all(one.message_in("pl") != one.message_in("en") for one in told)


def test_a_case_that_is_changed_with_its_article_got_better(base: Base) -> None:
    swapped = GROUNDING.replace("30 dni", "X dni").replace("14 dni", "30 dni")
    report = changed(
        base, {ARTICLE: article(TITLE, NEW), "grounding.yaml": swapped.replace("X dni", "14 dni")}
    )

    assert report.passed
    assert [row.worse for row in sentences(report).rows] == [False, False]


def test_a_reason_in_a_trailer_lets_it_pass(base: Base) -> None:
    report = changed(
        base, {ARTICLE: article(TITLE, NEW)}, "Termin\n\nGolden-Accept: nowy regulamin"
    )

    assert report.passed
    assert {one.level for one in problems(report)} == {Level.WARNING}


def test_an_article_that_is_gone_bears_nothing(base: Base) -> None:
    found = sentences(changed(base, {ARTICLE: None}))

    assert [(row.name, row.after.en) for row in found.rows] == [
        ("Na zwrot towaru ma Pani 30 dni.", "the article is gone")
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"Wstęp o zwrotach.\n\n## Termin\n\n{OLD}",
        f"{OLD}\n\n## Adres\n\nTowar odeślij do magazynu.",
        f"{OLD} Towar odeślij do magazynu.",
    ],
)
def test_words_that_move_or_get_company_change_nothing(base: Base, text: str) -> None:
    found = sentences(changed(base, {ARTICLE: article(TITLE, text)}))

    assert found.asked == 2
    assert found.rows == ()


def test_articles_that_did_not_change_are_not_asked_about(base: Base) -> None:
    report = changed(base, {"inne/inny.md": article("Inny")})

    assert sentences(report).asked == 0
    assert "Zdania" not in table(report, "pl")


def test_the_comment_and_the_document_tell_of_them(base: Base) -> None:
    report = changed(base, {ARTICLE: article("Ile mam | dni na zwrot towaru?", NEW)})
    comment = markdown(report, [], "pl")
    (said,) = document(report)["cases"]

    assert "Zdania wzorcowe o zmienionych artykułach: 2; gorzej 2, lepiej 0." in comment
    assert {line.count("|") for line in comment.splitlines() if line.startswith("|")} == {6}
    assert said["kind"] == "sentence"
    assert [one["regression"] for one in said["changes"]] == [True, True]
    assert "Zdania wzorcowe" in table(report, "pl")
    assert "Grounding cases" in table(report, "en")


@pytest.mark.parametrize(
    "text",
    ["sentences: [", "sentences: [{text: a}]", "[]", "sentences: [{text: '', article: x}]"],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_name(base: Base, text: str) -> None:
    with pytest.raises(ConfigError, match=r"grounding\.yaml"):
        changed(base, {ARTICLE: article(TITLE, NEW), "grounding.yaml": text})


def test_those_of_the_sample_base_are_asked_of_it_and_of_no_other() -> None:
    now = datetime(2026, 11, 29, tzinfo=UTC)
    sample = read_worktree(Path(__file__).parents[2] / "kb" / "articles")
    articles = load_articles(sample, read_editorial(sample.config)[0], Audience.PUBLIC).articles
    passages = passages_of(articles, now)
    cases = list(shipped_cases(passages))
    stranger = {"paczkomat": passages_of(articles, now)["blik"]}

    assert len(cases) > 500
    assert sum(one.supported for one in cases) > 200
    assert list(shipped_cases(stranger)) == []


def test_a_case_needs_no_word_of_whether_it_is_true() -> None:
    cases = read_cases(GROUNDING.encode())

    assert [one.supported for one in cases] == [True, False, True]
