"""Routes of the JSON API. Unknown parameters are ignored, wrong values are a 400."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from kb.search.document import article_document, to_document
from webapp import inputs
from webapp.api.authorisation import public
from webapp.api.openapi import DOCUMENT
from webapp.metrics import count_search
from webapp.records import record_search
from webapp.serving import public_reader

bp = Blueprint("api", __name__, url_prefix="/api/v1")


@bp.get("/search")
@public
def search() -> Response:
    reader = public_reader()
    result = reader.search(
        inputs.question(),
        limit=inputs.limit(default=5),
        category=inputs.choice("category", frozenset(slug for slug, _, _ in reader.categories())),
        language=inputs.choice("language", inputs.LANGUAGES),
    )
    count_search(result)
    record_search(result, "api")
    return jsonify(to_document(result))


@bp.get("/complete")
@public
def complete() -> Response:
    typed = inputs.question()
    found = public_reader().complete(typed, limit=inputs.limit(default=8)) if typed else ()
    return jsonify(query=typed, completions=list(found))


@bp.get("/articles/<slug>")
@public
def article(slug: str) -> Response:
    return jsonify(article_document(public_reader().article(slug)))


@bp.get("/openapi.json")
@public
def openapi() -> Response:
    return jsonify(DOCUMENT)
