"""Contradictions: the seeded pairs, what articles know of each other, when they are shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kb.consistency.check import check_consistency
from kb.consistency.contradictions import contradictions
from kb.consistency.statements import statements
from kb.evaluate.contradictions import Half, SeededPair, measure, seeded_pairs
from kb.model import Article, Audience, Block, Section


def made(name: str, title: str, *texts: str, **others: object) -> Article:
    """An article with a paragraph for each text, from line 5 on."""
    blocks = tuple(
        Block(text, (line, line), "paragraph") for line, text in enumerate(texts, start=5)
    )
    values = {
        "id": name, "slug": name, "category": "zwroty", "title": title,
        "audience": Audience.PUBLIC, "language": "pl", "html": "", "markdown": "",
        "sections": (Section("", "", 0, (1, 9), blocks),), "source_path": f"zwroty/{name}.md",
        "commit": "c", "updated_at": datetime(2026, 11, 29, tzinfo=UTC),
    }  # fmt: skip
    return Article(**{**values, **others})  # type: ignore[arg-type]


def values(*articles: Article) -> list[tuple[str, str]]:
    return [(one.ours.text, one.theirs.text) for one in contradictions(list(statements(articles)))]


RETURN = made("zwrot", "Ile mam czasu na zwrot?", "Na zwrot towaru masz 30 dni od odbioru.")
OTHER = made("odsylka", "Jak odesłać towar?", "Towar zwrócisz w ciągu 14 dni od odbioru.")


def test_two_terms_for_the_same_are_told_at_both_places() -> None:
    problems = check_consistency([RETURN, OTHER])

    assert [(one.path, one.line, one.rule) for one in problems] == [
        ("zwroty/zwrot.md", 5, "contradiction"),
        ("zwroty/odsylka.md", 5, "contradiction"),
    ]
    assert "zwroty/odsylka.md:5" in problems[0].message_in("pl")
    assert "30 dni" in problems[1].message_in("en")


def test_an_article_that_knows_the_other_value_contradicts_nothing() -> None:
    knowing = made(
        "odsylka", "Jak odesłać towar?",
        "Towar zwrócisz w ciągu 14 dni od odbioru.", "Na zwrot towaru masz 30 dni od odbioru.",
    )  # fmt: skip

    assert values(RETURN, knowing) == []


def test_an_article_that_is_no_longer_shown_when_the_other_comes_contradicts_nothing() -> None:
    turn = datetime(2027, 1, 1, tzinfo=UTC)
    old = made("zwrot", RETURN.title, "Na zwrot towaru masz 30 dni.", shown_until=turn)
    new = made("nowy", OTHER.title, "Na zwrot towaru masz 14 dni.", shown_from=turn)

    assert values(old, new) == []
    assert values(old, made("nowy", OTHER.title, "Na zwrot towaru masz 14 dni."))


@pytest.mark.parametrize(
    "text",
    [
        "Na zwrot towaru masz czternaście dni od odbioru.",
        "Towar możesz zwrócić w ciągu dwóch tygodni od odbioru.",
        "Masz 14-dniowy termin na zwrot towaru.",
    ],
)
def test_numbers_are_read_however_they_are_written(text: str) -> None:
    assert values(RETURN, made("inny", "Zwroty", text))


@pytest.mark.parametrize(
    "text",
    [
        "Zwrot towaru przyjmujemy przez trzydzieści dni od odbioru.",
        "Lider może przyjąć zwrot grzecznościowy do 45 dni od odbioru.",
        "Na przykład zwrot z 14 dni temu przyjmiemy dzisiaj.",
    ],
)
def test_the_same_value_a_favour_and_an_example_contradict_nothing(text: str) -> None:
    assert values(RETURN, made("inny", "Zwroty", text)) == []


def test_articles_in_other_languages_are_left_alone() -> None:
    assert (
        values(RETURN, made("inny", "Zwroty", OTHER.sections[0].blocks[0].text, language="en"))
        == []
    )


def test_there_are_enough_seeded_pairs() -> None:
    pairs = seeded_pairs()

    assert sum(one.contradicts for one in pairs) >= 60
    assert sum(not one.contradicts for one in pairs) >= 60
    assert len({(one.first, one.second) for one in pairs}) == len(pairs)


def test_the_seeded_pairs_are_told_apart() -> None:
    figures = measure(seeded_pairs())

    assert figures.recall >= 0.9
    assert figures.precision >= 0.9


def test_so_are_those_that_were_written_last() -> None:
    figures = measure([one for one in seeded_pairs() if one.half is Half.FRESH])

    assert figures.recall >= 0.9
    assert figures.precision >= 0.9


def test_a_missed_pair_is_named() -> None:
    pair = SeededPair("x", Half.TUNED, True, ("Pies", "Pies ma 3 lata."), ("Kot", "Kot ma 5 lat."))
    figures = measure([pair])

    assert figures.recall == 0
    assert figures.missed == (pair,)
