"""The search answer as a JSON document: one shape for the API and `kb search --json`."""

from __future__ import annotations

from typing import Any

from kb.model import Hit, SearchResult


def article_address(slug: str, anchor: str = "") -> str:
    """Path of an article's page on the site, with the heading's anchor when there is one."""
    return f"/artykul/{slug}#{anchor}" if anchor else f"/artykul/{slug}"


def to_document(result: SearchResult) -> dict[str, Any]:
    """The fixed search document; its schema is in the OpenAPI description of the web application.

    `confidence` and `score` are rounded to four places and `took_ms` to two: more would be noise.
    """
    return {
        "query": result.query,
        "corrected_query": result.corrected_query,
        "answered": result.answered,
        "confidence": round(result.confidence, 4),
        "took_ms": round(result.took_ms, 2),
        "commit": result.commit,
        "results": [_hit(hit) for hit in result.hits],
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "slug": hit.slug,
        "category": hit.category,
        "title": hit.title,
        "url": article_address(hit.slug, hit.passage.anchor),
        "language": hit.language,
        "score": round(hit.score, 4),
        "passage": {
            "text": hit.passage.text,
            "html": hit.passage.html,
            "anchor": hit.passage.anchor,
        },
    }
