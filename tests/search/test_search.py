"""A question and its answer, from what was typed to what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.embedding.fake import FakeEncoder
from kb.errors import NotFound, QueryError
from kb.model import Audience, SearchResult
from kb.reader import Library
from kb.search.edge import EdgeBuilder
from kb.search.index import Index
from kb.search.question import MAX_QUERY
from tests.search.conftest import ARTICLES, Ask

INTERNAL = {"reklamacja-vip"}
NOT_VALID = {"do-wczoraj", "od-jutra"}


def slugs(result: SearchResult) -> list[str]:
    return [hit.slug for hit in result.hits]


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("Ile mam czasu na zwrot towaru?", "termin-zwrotu"),
        ("do kiedy można zwrócić zamówienie", "termin-zwrotu"),
        ("kto placi za odeslanie", "koszt-zwrotu"),  # without diacritics
        ("odbior paczki z paczkomatu", "paczkomat"),
        ("uszkodzona przesylka protokol szkody", "uszkodzona-przesylka"),
        ("uszkodoznej przseyłki", "uszkodzona-przesylka"),  # with typos
        ("paczkmoat", "paczkomat"),
        ("BLIK", "blik"),
        ("which payment methods do you accept", "payments"),
        ("48 godzin", "paczkomat"),
    ],
)
def test_the_article_is_found(ask: Ask, query: str, slug: str) -> None:
    assert slugs(ask(query))[0] == slug


def test_a_hit_carries_all_that_a_page_shows(ask: Ask) -> None:
    hit = ask("jak liczyć termin zwrotu po odbiorze paczki").hits[0]

    assert (hit.slug, hit.category, hit.language) == ("termin-zwrotu", "zwroty", "pl")
    assert hit.passage.anchor == "jak-liczyc-termin"
    assert "odbiorze" in hit.matched_words
    assert "<mark>odbiorze</mark>" in hit.passage.html
    assert hit.passage.lines[0] > 1
    assert hit.dense_rank is not None
    assert hit.lexical_rank is not None


def test_articles_come_once_best_first_up_to_the_limit(ask: Ask) -> None:
    found = ask("zwrot paczki", limit=3)

    assert len(found.hits) == len(set(slugs(found))) == 3
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)


def test_a_correction_is_reported_and_what_was_typed_is_kept(ask: Ask) -> None:
    found = ask("Odeslanie towaru")

    assert found.query == "Odeslanie towaru"
    assert found.corrected_query == "Odesłanie towaru"


def test_nothing_to_correct_is_reported_as_nothing(ask: Ask) -> None:
    assert ask("uszkodzona przesyłka").corrected_query is None


def test_exactly_what_was_typed_is_searched_when_asked(ask: Ask) -> None:
    exact, corrected = ask("paczkmoat", exact=True), ask("paczkmoat")

    assert exact.corrected_query is None
    assert corrected.corrected_query == "paczkomat"
    assert exact.hits[0].matched_words == ()
    assert corrected.hits[0].slug == "paczkomat"


def test_other_languages_are_not_bent_towards_polish(ask: Ask) -> None:
    assert ask("can you accept my payment card").corrected_query is None
    assert ask("Чи можу я заплатити карткою").corrected_query is None


def test_filters_restrict_the_articles(ask: Ask) -> None:
    query = "zwrot paczki towar"

    assert {hit.category for hit in ask(query, category="dostawa").hits} == {"dostawa"}
    assert slugs(ask("payment", language="en")) == ["payments"]
    assert {hit.language for hit in ask(query, language="pl").hits} == {"pl"}
    assert ask(query, category="nie-ma").hits == ()
    assert not ask(query, category="nie-ma").answered
    assert slugs(ask(query, category="dostawa", language="en")) == []


@pytest.mark.parametrize("text", [*ARTICLES.values(), "parasole", "prezenty gwiazdkowe"])
def test_articles_are_found_only_while_they_are_valid(ask: Ask, text: str) -> None:
    query = text.rsplit("---", 1)[-1].strip()

    assert not NOT_VALID & set(slugs(ask(query)))


def test_an_article_is_found_on_its_only_day(ask: Ask) -> None:
    assert slugs(ask("kupon jesienny"))[0] == "do-dzisiaj"


any_query = st.text(max_size=80) | st.lists(
    st.sampled_from(" ".join(ARTICLES.values()).split()), min_size=1, max_size=8
).map(" ".join)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=any_query)
def test_no_query_shows_the_public_an_internal_or_outdated_article(ask: Ask, query: str) -> None:
    try:
        found = ask(query)
    except QueryError:
        return  # nothing is left of it
    assert not (INTERNAL | NOT_VALID) & set(slugs(found))
    assert "Trzebiatowsk" not in str(found.hits)
    assert 0.0 <= found.confidence <= 1.0


def test_the_words_of_internal_articles_do_not_correct_public_queries(ask: Ask) -> None:
    assert ask("trzebiatowska strategicznego").corrected_query is None


def test_internal_articles_are_found_by_agents_and_nothing_else_is(
    ask: Ask, internal: Index
) -> None:
    assert set(slugs(ask("skarga klienta strategicznego", index=internal))) == INTERNAL


@pytest.mark.parametrize("query", ["", "   ", "\n\t", "\x00", "\u200b\ufeff", "\u00a0"])
def test_an_empty_question_is_told_apart(ask: Ask, query: str) -> None:
    with pytest.raises(QueryError) as raised:
        ask(query)

    assert raised.value.reason == "empty"


def test_a_question_may_have_two_thousand_characters_and_no_more(ask: Ask) -> None:
    longest = ("zwrot towaru " * 200)[:MAX_QUERY]

    assert "termin-zwrotu" in slugs(ask(longest))
    with pytest.raises(QueryError) as raised:
        ask("a" * (MAX_QUERY + 1))
    assert raised.value.reason == "too-long"
    assert "2001" in str(raised.value)


@pytest.mark.parametrize(
    "query",
    [
        "zwrot\x00 towaru",
        "🎁🎁🎁",
        "zwrot 🎁 towaru",
        "<script>alert('zwrot')</script>",
        "'; drop table articles; --",
        '" or 1=1',
        "(a+)+$ [z-w {2,",
        '{"must": [{"key": "category"}]}',
        "* ? ~ ^ : \\ / && ||",
        "zwrot\ud800towaru",
        "a" * MAX_QUERY,
        "( " * 900,
        "١٢٣ ½ Ⅳ ﷺ",
    ],
)
def test_odd_questions_get_an_answer(ask: Ask, query: str) -> None:
    found = ask(query)

    assert 0.0 <= found.confidence <= 1.0
    for hit in found.hits:
        assert "<script" not in hit.passage.html


def test_signs_alone_find_nothing(ask: Ask) -> None:
    found = ask("?!… ☃")

    assert found.hits == ()
    assert not found.answered
    assert found.confidence == 0.0


def test_without_a_model_words_are_searched_and_the_result_says_so(ask: Ask) -> None:
    found = ask("uszkodzona przesylka", encoder=None)

    assert slugs(found)[0] == "uszkodzona-przesylka"
    assert found.degraded == ("dense",)
    assert found.hits[0].dense_rank is None
    assert not found.answered
    assert ask("uszkodzona przesylka").degraded == ()


@pytest.fixture
def library(data_dir: Path, tmp_path: Path, even_odds: None) -> Iterator[Library]:
    opened = Library(data_dir, EdgeBuilder(tmp_path / "run"), FakeEncoder, "fake-64")
    yield opened
    opened.close()


def test_the_public_reader_has_no_internal_article_anywhere(library: Library) -> None:
    reader = library.reader(Audience.PUBLIC)

    assert not INTERNAL & {article.slug for article in reader.articles()}
    assert "procedury" not in [slug for slug, _, _ in reader.categories()]
    assert reader.complete("trzeb") == reader.complete("strateg") == ()
    with pytest.raises(NotFound):
        reader.article("reklamacja-vip")
    assert slugs(reader.search("reklamacja vip skarga Trzebiatowskiej", limit=50)) != []
    assert not INTERNAL & set(slugs(reader.search("skarga klienta strategicznego", limit=50)))


def test_each_audience_has_a_reader_of_its_own(library: Library) -> None:
    found = library.reader(Audience.INTERNAL).search("skarga klienta strategicznego")

    assert set(slugs(found)) == INTERNAL
