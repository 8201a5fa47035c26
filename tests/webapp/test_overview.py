from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kb.ingest.editorial import Category, Editorial
from kb.model import ArticleSummary, Hit, SearchResult
from tests.webapp.fakes import CHANGED, hit, summary
from webapp.public.overview import UNLIKELY, by_category, examples, nearest, recent, topics

CATEGORIES = (("zwroty", "Zwroty", 2), ("dostawa", "Dostawa", 2), ("konto", "Konto", 1))
TOPICS = topics((*CATEGORIES, ("", "", 3)), Editorial())


def titled(category: str, title: str, language: str = "pl") -> ArticleSummary:
    return summary(title.casefold(), category, title, language=language)


def test_topics_keep_the_order_and_take_the_icon_that_editors_chose() -> None:
    editorial = Editorial(categories=(Category("dostawa", "Dostawa", icon="truck"),))

    cards = topics(CATEGORIES, editorial)

    assert [card.slug for card in cards] == ["zwroty", "dostawa", "konto"]
    assert [card.icon for card in cards] == ["", "truck", ""]
    assert [card.articles for card in cards] == [2, 2, 1]


def test_a_topic_is_named_in_the_language_of_the_page_where_editors_translated_it() -> None:
    chosen = (Category("zwroty", "Zwroty", "Returns"), Category("dostawa", "Dostawa"))

    cards = topics(CATEGORIES, Editorial(categories=chosen), "en")

    assert [(card.title, card.language) for card in cards] == [
        ("Returns", "en"), ("Dostawa", "pl"), ("Konto", "pl"),
    ]  # fmt: skip


def test_articles_in_no_category_have_no_topic() -> None:
    assert [topic.slug for topic in TOPICS] == ["zwroty", "dostawa", "konto"]


def test_a_guess_is_not_offered_as_what_may_be_meant() -> None:
    hits = tuple(hit(titled("zwroty", title)) for title in ("A?", "B?", "C?", "D?"))
    likely = SearchResult("x", None, False, UNLIKELY, hits, 1.0, "commit")

    assert nearest(likely) == hits[:3]
    assert nearest(likely, limit=1) == hits[:1]
    assert nearest(replace(likely, confidence=UNLIKELY - 0.001)) == ()


def test_examples_are_the_shortest_question_of_each_category() -> None:
    articles = (
        titled("zwroty", "Jak zwrócić towar bez podania przyczyny?"),
        titled("zwroty", "Ile kosztuje zwrot?"),
        titled("dostawa", "Jak śledzić przesyłkę?"),
        titled("konto", "Jak usunąć konto?"),
    )

    found = examples(TOPICS, articles)

    assert found == ("Ile kosztuje zwrot?", "Jak śledzić przesyłkę?", "Jak usunąć konto?")
    assert examples(TOPICS, articles, limit=2) == found[:2]


def test_only_short_questions_in_the_language_of_the_page_are_examples() -> None:
    articles = (
        titled("zwroty", "Zwroty"),
        titled("dostawa", "Do you deliver?", "en"),
        titled("konto", "Jak " + "bardzo " * 10 + "długo?"),
    )

    assert examples(TOPICS, articles) == ()


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

    groups = by_category(found, TOPICS)

    assert [group.topic and group.topic.title for group in groups] == ["Dostawa", "Zwroty", None]
    assert [item.title for item in groups[0].hits] == ["A?", "C?"]
