"""The search as LlamaIndex sees it: a retriever for its query engines, chats and agents.

The only module of this part that imports llama_index; the search of customers never loads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from llama_index.core.callbacks import CallbackManager
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from kb.model import Hit, SearchResult
from kb.search.document import article_address


class Searcher(Protocol):
    """What is searched: a `kb.reader.Reader`."""

    def search(
        self,
        query: str,
        *,
        limit: int = 5,
        category: str | None = None,
        language: str | None = None,
        exact: bool = False,
    ) -> SearchResult:
        """Answer a question. Raises QueryError, IndexUnavailable."""
        ...


class KnowledgeBaseRetriever(BaseRetriever):  # type: ignore[misc]
    """Passages of the base as nodes, best first.

    only_answered: return nothing where the base does not answer the question. Switched off, the
    nearest passages come back all the same, and `answered` in their metadata is False.
    Raises what the reader's search raises.
    """

    def __init__(
        self,
        searcher: Searcher,
        *,
        limit: int = 5,
        category: str | None = None,
        language: str | None = None,
        only_answered: bool = True,
        callback_manager: CallbackManager | None = None,
    ) -> None:
        self._searcher = searcher
        self._limit = limit
        self._category = category
        self._language = language
        self._only_answered = only_answered
        super().__init__(callback_manager=callback_manager)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        result = self._searcher.search(
            query_bundle.query_str,
            limit=self._limit,
            category=self._category,
            language=self._language,
        )
        if self._only_answered and not result.answered:
            return []
        return [_node(hit, result) for hit in result.hits]


def _node(hit: Hit, result: SearchResult) -> NodeWithScore:
    metadata = _metadata(hit, result)
    first, last = hit.passage.lines
    node = TextNode(
        # Stable as long as the passage stands where it stands, like a citation.
        id_=f"{result.commit}:{hit.slug}:{first}-{last}",
        text=hit.passage.text,
        metadata=dict(metadata),
        # A language model needs the context of the text; the rest is for whoever shows a citation.
        excluded_llm_metadata_keys=[key for key in metadata if key not in {"title", "category"}],
        excluded_embed_metadata_keys=[key for key in metadata if key != "title"],
    )
    return NodeWithScore(node=node, score=hit.score)


def _metadata(hit: Hit, result: SearchResult) -> Mapping[str, Any]:
    return {
        "slug": hit.slug,
        "title": hit.title,
        "category": hit.category,
        "language": hit.language,
        "anchor": hit.passage.anchor,
        "lines": list(hit.passage.lines),
        "commit": result.commit,
        "url": article_address(hit.slug, hit.passage.anchor),
        "answered": result.answered,
        "confidence": result.confidence,
    }
