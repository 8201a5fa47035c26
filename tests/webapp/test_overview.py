from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kb.ingest.editorial import Category, Editorial
from kb.model import ArticleSummary, Hit
from tests.webapp.fakes import CHANGED, hit, summary
from webapp.public.overview import by_category, examples, recent, topics

CATEGORIES = (("zwroty", "Zwroty", 2), ("dostawa", "Dostawa", 2), ("konto", "Konto", 1))


def titled(category: str, title: str, language: str = "pl") -> ArticleSummary:
    return summary(title.casefold(), category, title, language=language)


def test_topics_keep_the_order_and_take_the_icon_that_editors_chose() -> None:
    editorial = Editorial(categories=(Category("dostawa", "Dostawa", icon="truck"),))

    cards = topics(CATEGORIES, editorial)

    assert [card.slug for card in cards] == ["zwroty", "dostawa", "konto"]
    assert [card.icon for card in cards] == ["", "truck", ""]
    assert [card.articles for card in cards] == [2, 2, 1]


def test_examples_are_the_shortest_question_of_each_category() -> None:
    articles = (
        titled("zwroty", "Jak zwrócić towar bez podania przyczyny?"),
        titled("zwroty", "Ile kosztuje zwrot?"),
        titled("dostawa", "Jak śledzić przesyłkę?"),
        titled("konto", "Jak usunąć konto?"),
    )

    found = examples(CATEGORIES, articles)

    assert found == ("Ile kosztuje zwrot?", "Jak śledzić przesyłkę?", "Jak usunąć konto?")
    assert examples(CATEGORIES, articles, limit=2) == found[:2]


def test_only_short_questions_in_the_language_of_the_page_are_examples() -> None:
    articles = (
        titled("zwroty", "Zwroty"),
        titled("dostawa", "Do you deliver?", "en"),
        titled("konto", "Jak " + "bardzo " * 10 + "długo?"),
    )

    assert examples(CATEGORIES, articles) == ()


def test_the_latest_change_comes_first() -> None:
    articles = [
        replace(titled("zwroty", f"{day}?"), updated_at=CHANGED + timedelta(days=day))
        for day in (3, 1, 4, 2, 6, 5)
    ]

    assert [item.title for item in recent(articles)] == ["6?", "5?", "4?", "3?", "2?"]


def test_hits_of_one_category_stand_together_and_the_best_one_decides_which_is_first() -> None:
    found: list[Hit] = [
        hit(titled(category, title))
        for category, title in (
            ("dostawa", "A?"),
            ("zwroty", "B?"),
            ("dostawa", "C?"),
            ("", "D?"),
        )
    ]

    groups = by_category(found, CATEGORIES)

    assert [group.title for group in groups] == ["Dostawa", "Zwroty", ""]
    assert [item.title for item in groups[0].hits] == ["A?", "C?"]
