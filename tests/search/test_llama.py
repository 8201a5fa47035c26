"""The retriever that LlamaIndex pipelines use."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import MetadataMode

from kb.errors import QueryError
from kb.model import Hit, Passage, SearchResult
from kb.search.llama import KnowledgeBaseRetriever


def hit(slug: str, score: float, anchor: str = "") -> Hit:
    passage = Passage(f"Treść {slug}.", f"<mark>Treść</mark> {slug}.", anchor, (7, 9))
    return Hit(
        slug, "zwroty", f"Tytuł {slug}", "pl", datetime(2026, 10, 3, tzinfo=UTC), passage, score,
        1, 1, ("Treść",),
    )  # fmt: skip


class Searcher:
    """Gives the same hits to every question and remembers what it was asked."""

    def __init__(self, answered: bool = True) -> None:
        self.answered = answered
        self.asked: list[dict[str, Any]] = []

    def search(
        self,
        query: str,
        *,
        limit: int = 5,
        category: str | None = None,
        language: str | None = None,
        exact: bool = False,
    ) -> SearchResult:
        if not query.strip():
            raise QueryError("empty", "The question is empty.")
        self.asked.append({"query": query, "limit": limit, "category": category})
        hits = (hit("termin", 1.5, "jak-liczyc"), hit("koszt", 0.5))[:limit]
        return SearchResult(query, None, self.answered, 0.9, hits, 1.0, "c" * 40)


def test_passages_come_back_as_nodes_best_first() -> None:
    retriever = KnowledgeBaseRetriever(Searcher())

    nodes = retriever.retrieve("ile mam czasu")

    assert isinstance(retriever, BaseRetriever)
    assert [(node.text, node.score) for node in nodes] == [
        ("Treść termin.", 1.5),
        ("Treść koszt.", 0.5),
    ]


def test_a_node_says_where_its_text_stands() -> None:
    first = KnowledgeBaseRetriever(Searcher()).retrieve("ile mam czasu")[0]

    assert first.metadata == {
        "slug": "termin",
        "title": "Tytuł termin",
        "category": "zwroty",
        "language": "pl",
        "anchor": "jak-liczyc",
        "lines": [7, 9],
        "commit": "c" * 40,
        "url": "/artykul/termin#jak-liczyc",
        "answered": True,
        "confidence": 0.9,
    }
    assert first.node_id == f"{'c' * 40}:termin:7-9"


def test_a_language_model_reads_title_and_text_only() -> None:
    first = KnowledgeBaseRetriever(Searcher()).retrieve("ile mam czasu")[0]

    read = first.node.get_content(MetadataMode.LLM)
    assert "Tytuł termin" in read
    assert "Treść termin." in read
    assert "c" * 40 not in read


def test_a_question_without_an_answer_gives_nothing() -> None:
    assert KnowledgeBaseRetriever(Searcher(answered=False)).retrieve("pogoda") == []


def test_the_nearest_passages_come_back_where_they_are_wanted() -> None:
    retriever = KnowledgeBaseRetriever(Searcher(answered=False), only_answered=False)

    nodes = retriever.retrieve("pogoda")

    assert [node.metadata["answered"] for node in nodes] == [False, False]


def test_limit_and_category_reach_the_search() -> None:
    searcher = Searcher()

    nodes = KnowledgeBaseRetriever(searcher, limit=1, category="zwroty").retrieve("ile")

    assert len(nodes) == 1
    assert searcher.asked == [{"query": "ile", "limit": 1, "category": "zwroty"}]


def test_a_question_that_cannot_be_searched_raises_the_error_of_the_library() -> None:
    with pytest.raises(QueryError):
        KnowledgeBaseRetriever(Searcher()).retrieve(" ")
