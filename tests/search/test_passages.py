"""A question as drafts ask it: the articles that answer, and all their passages."""

from __future__ import annotations

import pytest

from kb.errors import QueryError
from kb.search.index import Index
from kb.search.passages import RankedArticles, make_query, passages_of, rank_articles
from tests.search.conftest import ENCODER, NOW

TERM = "do kiedy mogę zwrócić zamówienie"


def ranked(index: Index, question: str, limit: int = 3) -> RankedArticles:
    return rank_articles(index, make_query(index, ENCODER, question), limit, NOW)


def slugs(index: Index, found: RankedArticles) -> list[str]:
    return [index.tables.articles[row].summary.slug for row in found.articles]


def test_the_article_that_answers_comes_first(public: Index) -> None:
    found = ranked(public, TERM)

    assert slugs(public, found)[0] == "termin-zwrotu"
    assert found.answered
    assert found.confidence > 0.5


def test_no_more_articles_than_asked_for_and_each_once(public: Index) -> None:
    for limit in (1, 2, 5):
        found = slugs(public, ranked(public, "zwrot towaru", limit))
        assert len(found) <= limit
        assert len(set(found)) == len(found)


@pytest.mark.parametrize("question", ["Jaka będzie jutro pogoda?", "?!", "..."])
def test_what_the_base_does_not_know_is_not_answered(public: Index, question: str) -> None:
    assert not ranked(public, question).answered


def test_articles_of_another_day_are_not_found(public: Index) -> None:
    found = slugs(public, ranked(public, "wyprzedaż parasoli pakowanie prezentów", 9))

    assert not {"do-wczoraj", "od-jutra"} & set(found)
    assert "do-dzisiaj" in slugs(public, ranked(public, "kupon jesienny", 9))


def test_internal_articles_are_not_in_the_public_index(public: Index) -> None:
    found = slugs(public, ranked(public, "eskalacja skargi klienta strategicznego", 20))

    assert "reklamacja-vip" not in found


def test_without_a_model_words_are_enough(public: Index) -> None:
    query = make_query(public, None, TERM)
    found = rank_articles(public, query, 3, NOW)

    assert query.encoded is None
    assert slugs(public, found)[0] == "termin-zwrotu"


def test_a_misspelt_question_is_corrected_once_for_all(public: Index) -> None:
    query = make_query(public, ENCODER, "do kiedy moge zwrocic zamowienie")

    assert slugs(public, rank_articles(public, query, 1, NOW)) == ["termin-zwrotu"]


@pytest.mark.parametrize("question", ["", " \n", "\u200b"])
def test_nothing_is_no_question(public: Index, question: str) -> None:
    with pytest.raises(QueryError):
        make_query(public, ENCODER, question)


def test_the_passages_of_an_article_come_in_its_order_the_opening_first(public: Index) -> None:
    query = make_query(public, ENCODER, TERM)
    [article] = rank_articles(public, query, 1, NOW).articles

    passages = passages_of(public, query, article)

    assert [one.chunk.text for one in passages] == [
        "Na zwrot towaru masz 30 dni od otrzymania przesyłki.",
        "Termin zaczyna się następnego dnia po odbiorze paczki od kuriera.",
    ]
    assert [one.opening for one in passages] == [True, False]
    assert {one.article.slug for one in passages} == {"termin-zwrotu"}


def test_the_passage_that_speaks_of_it_fits_best(public: Index) -> None:
    query = make_query(public, ENCODER, "kiedy zaczyna się termin po odbiorze paczki od kuriera")
    article = public.tables.slug_row["termin-zwrotu"]

    opening, counting = passages_of(public, query, article)

    assert counting.score > opening.score
