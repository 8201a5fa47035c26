"""Routes of the JSON API. Unknown parameters are ignored, wrong values are a 400."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify

from kb.model import ArticleSummary
from kb.search.document import article_address, to_document
from webapp import inputs
from webapp.api.openapi import DOCUMENT, LANGUAGES
from webapp.metrics import count_search
from webapp.serving import public_reader

bp = Blueprint("api", __name__, url_prefix="/api/v1")


@bp.get("/search")
def search() -> Response:
    reader = public_reader()
    result = reader.search(
        inputs.question(),
        limit=inputs.limit(default=5),
        category=inputs.choice("category", frozenset(slug for slug, _, _ in reader.categories())),
        language=inputs.choice("language", LANGUAGES),
    )
    count_search(result)
    return jsonify(to_document(result))


@bp.get("/complete")
def complete() -> Response:
    typed = inputs.question()
    found = public_reader().complete(typed, limit=inputs.limit(default=8)) if typed else ()
    return jsonify(query=typed, completions=list(found))


@bp.get("/articles/<slug>")
def article(slug: str) -> Response:
    page = public_reader().article(slug)
    return jsonify(
        {
            **_summary(page.summary),
            "html": page.html,
            "markdown": page.markdown,
            "contents": [{"anchor": anchor, "title": title} for anchor, title in page.contents],
            "legal_as_of": page.legal_as_of.isoformat() if page.legal_as_of else None,
            "commit": page.commit,
            "related": [_summary(related) for related in page.related],
        }
    )


@bp.get("/openapi.json")
def openapi() -> Response:
    return jsonify(DOCUMENT)


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
