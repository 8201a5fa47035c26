"""A template for a gap: filled with what was asked, and taken by git and by the check as it is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.authoring.templates import Kind
from kb.editing.gap_article import gap_article, git_commands, other_questions, title_of
from kb.editing.questions import Question, key_of
from kb.ingest.editorial import default_editorial
from kb.ingest.load import load_articles
from kb.ingest.repository import read_worktree
from kb.model import Audience
from tests.editing.conftest import Repository

TODAY = date(2026, 11, 30)


def questions(*texts: str) -> list[Question]:
    moment = datetime(2026, 11, 30, tzinfo=UTC)
    return [
        Question(key=key_of(text), text=text, folded=text, times=1, recent=1, last_at=moment)
        for text in texts
    ]


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("czy macie rolety", "Czy macie rolety?"),
        ("  ile   kosztuje dostawa?", "Ile kosztuje dostawa?"),
        ("ceny hurtowe dla hoteli", "Ceny hurtowe dla hoteli"),
        ("Łazienka. ", "Łazienka"),
        ("…\n", "…"),
    ],
)
def test_a_question_becomes_a_title(asked: str, title: str) -> None:
    assert title_of(asked) == title


def test_what_masking_left_of_personal_data_goes_into_no_article() -> None:
    asked = questions("kto dzwoni z [telefon]", "kto dzwoni", "Kto dzwoni?", "czyj to numer")

    made = gap_article(
        asked, kind=Kind.FAQ, title="", folder="pomoc", category="kontakt", taken=(), today=TODAY
    )

    assert made.title == "Kto dzwoni?"
    assert other_questions(asked, made.title) == ("czyj to numer",)
    assert "[telefon]" not in made.text
    assert made.path == "pomoc/kontakt/kto-dzwoni.md"


def test_a_taken_address_is_not_taken_again() -> None:
    made = gap_article(
        questions("rolety"), kind=Kind.FAQ, title="", folder=".", category="",
        taken={"rolety", "rolety-2"}, today=TODAY,
    )  # fmt: skip

    assert made.path == "rolety-3.md"


@pytest.mark.parametrize("kind", list(Kind))
def test_the_commands_make_exactly_the_file_and_it_reads_as_an_article(
    repository: Repository, kind: Kind
) -> None:
    repository.commit("Początek", start="Treść.\n")
    asked = questions("czy 'rolety' $(touch zle) `id`?", 'a "żaluzje"?', "KONIEC")
    made = gap_article(
        asked, kind=kind, title="KONIEC\n---", folder="po moc", category="zwroty", taken=(),
        today=TODAY,
    )  # fmt: skip

    repository.shell(git_commands(made))

    written = repository.root / made.path
    assert written.read_text(encoding="utf-8") == made.text
    assert repository.git("branch", "--show-current") == "artykul/koniec"
    assert not (repository.root / "zle").exists()
    assert read_titles(repository.root / "po moc") == [made.title]


@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=5), st.text(max_size=40))
def test_whatever_was_asked_the_path_stays_inside(asked: list[str], title: str) -> None:
    made = gap_article(
        questions(*asked), kind=Kind.FAQ, title=title, folder="pomoc", category="", taken=(),
        today=TODAY,
    )  # fmt: skip

    folder, _, name = made.path.partition("/")
    assert folder == "pomoc"
    assert name.removesuffix(".md").replace("-", "").isalnum()
    assert made.title.strip()


def read_titles(folder: Path) -> list[str]:
    base = load_articles(read_worktree(folder), default_editorial(), Audience.INTERNAL)
    return [one.title for one in base.articles]
