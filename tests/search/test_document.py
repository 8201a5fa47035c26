from __future__ import annotations

from datetime import UTC, datetime

from kb.model import Hit, Passage, SearchResult
from kb.search.document import article_address, to_document


def result(**changes: object) -> SearchResult:
    passage = Passage("tekst", "<mark>tekst</mark>", "kotwica", (1, 2))
    changed = datetime(2026, 10, 3, tzinfo=UTC)
    hit = Hit("slug", "zwroty", "Tytuł", "pl", changed, passage, 0.123456, 1, None, ("tekst",))
    values: dict[str, object] = {
        "query": "q", "corrected_query": None, "answered": False, "confidence": 1 / 3,
        "hits": (hit,), "took_ms": 1.23456, "commit": "abc",
    }  # fmt: skip
    return SearchResult(**(values | changes))  # type: ignore[arg-type]


def test_an_address_has_an_anchor_only_when_there_is_a_heading() -> None:
    assert article_address("zwrot") == "/artykul/zwrot"
    assert article_address("zwrot", "koszt") == "/artykul/zwrot#koszt"


def test_the_document_has_the_promised_members_in_order() -> None:
    document = to_document(result())

    assert list(document) == [
        "query", "corrected_query", "answered", "confidence", "took_ms", "commit", "results",
    ]  # fmt: skip
    assert list(document["results"][0]) == [
        "slug", "category", "title", "url", "language", "score", "passage",
    ]  # fmt: skip
    assert document["results"][0]["url"] == "/artykul/slug#kotwica"


def test_a_refusal_keeps_its_nearest_articles() -> None:
    document = to_document(result())

    assert document["answered"] is False
    assert len(document["results"]) == 1


def test_numbers_are_rounded_to_what_they_mean() -> None:
    document = to_document(result())

    assert document["confidence"] == 0.3333
    assert document["took_ms"] == 1.23
    assert document["results"][0]["score"] == 0.1235
