"""Answers and articles as JSON documents: one shape for the API and for `kb … --json`."""

from __future__ import annotations

from typing import Any

from kb.model import ArticlePage, ArticleSummary, Hit, SearchResult


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


def article_document(page: ArticlePage) -> dict[str, Any]:
    """The document of one article, dates in ISO 8601."""
    return {
        **_summary(page.summary),
        "html": page.html,
        "markdown": page.markdown,
        "contents": [{"anchor": anchor, "title": title} for anchor, title in page.contents],
        "legal_as_of": page.legal_as_of.isoformat() if page.legal_as_of else None,
        "commit": page.commit,
        "related": [_summary(related) for related in page.related],
        "history": [
            {
                "commit": one.commit,
                "changed_at": one.changed_at.isoformat(),
                "message": one.message,
            }
            for one in page.history
        ],
    }


def _summary(summary: ArticleSummary) -> dict[str, Any]:
    return {
        "slug": summary.slug,
        "category": summary.category,
        "title": summary.title,
        "url": article_address(summary.slug),
        "language": summary.language,
        "summary": summary.summary,
        "updated_at": summary.updated_at.isoformat(),
    }
