"""Search and articles: schemas of their answers, and their paths."""

from __future__ import annotations

from webapp.api.openapi.parts import (
    PATH,
    TEXT,
    Schema,
    array,
    content,
    limit,
    object_of,
    parameter,
    reading,
    ref,
    response,
)
from webapp.inputs import LANGUAGES

_MOMENT: Schema = {"type": "string", "format": "date-time"}
_LANGUAGE: Schema = {"type": "string", "description": "Language of the article, as in its file."}
_BAD_REQUEST = response("BadRequest")
_NOT_FOUND = response("NotFound")
_UNAVAILABLE = response("Unavailable")

SCHEMAS: Schema = {
    "Passage": object_of(
        {
            "text": {"type": "string", "description": "The quoted text, plain."},
            "html": {
                "type": "string",
                "description": "The same, escaped, with matched words in <mark>. Safe to embed.",
            },
            "anchor": {"type": "string", "description": "Heading's anchor; empty for the lead."},
        }
    ),
    "Result": object_of(
        {
            "slug": TEXT,
            "category": TEXT,
            "title": TEXT,
            "url": PATH,
            "language": _LANGUAGE,
            "score": {"type": "number", "description": "Comparable within one answer only."},
            "passage": ref("Passage"),
        }
    ),
    "SearchAnswer": object_of(
        {
            "query": TEXT,
            "corrected_query": {
                "type": ["string", "null"],
                "description": "What was searched instead, when spelling was corrected.",
            },
            "answered": {
                "type": "boolean",
                "description": "False: the base has no answer; results are only the nearest.",
            },
            "confidence": {
                "type": "number",
                "minimum": 0,
                "maximum": 1,
                "description": "Calibrated probability that the first result is the answer.",
            },
            "took_ms": {"type": "number", "minimum": 0},
            "commit": {"type": "string", "description": "Commit of the articles being served."},
            "results": array(ref("Result")),
        }
    ),
    "Completions": object_of({"query": TEXT, "completions": array(TEXT)}),
    "Summary": object_of(
        {
            "slug": TEXT,
            "category": TEXT,
            "title": TEXT,
            "url": PATH,
            "language": _LANGUAGE,
            "summary": TEXT,
            "updated_at": _MOMENT,
        }
    ),
    "Article": object_of(
        {
            "slug": TEXT,
            "category": TEXT,
            "title": TEXT,
            "url": PATH,
            "language": _LANGUAGE,
            "summary": TEXT,
            "updated_at": _MOMENT,
            "html": {"type": "string", "description": "Sanitised HTML of the article's body."},
            "markdown": {"type": "string", "description": "The source as the editor wrote it."},
            "contents": array(object_of({"anchor": TEXT, "title": TEXT})),
            "legal_as_of": {
                "type": ["string", "null"],
                "format": "date",
                "description": "Day on which the law behind the text was checked.",
            },
            "commit": TEXT,
            "related": array(ref("Summary")),
            "history": {
                "type": "array",
                "description": "Commits that changed the article, newest first, at most 20.",
                "items": object_of({"commit": TEXT, "changed_at": _MOMENT, "message": TEXT}),
            },
        }
    ),
}

PATHS: Schema = {
    "/api/v1/search": reading(
        "search",
        "Ask a question",
        [
            parameter("q", "The question, at most 2,000 characters.", TEXT, required=True),
            limit(5),
            parameter("category", "Only articles of this category.", TEXT),
            parameter(
                "language",
                "Only articles in this language.",
                {"type": "string", "enum": sorted(LANGUAGES)},
            ),
        ],
        {
            "200": content("The answer, or an honest refusal.", ref("SearchAnswer")),
            "400": _BAD_REQUEST,
            "503": _UNAVAILABLE,
        },
    ),
    "/api/v1/complete": reading(
        "complete",
        "Complete a question while it is being typed",
        [parameter("q", "What was typed so far.", TEXT, required=True), limit(8)],
        {
            "200": content("Completions, best first.", ref("Completions")),
            "400": _BAD_REQUEST,
            "503": _UNAVAILABLE,
        },
    ),
    "/api/v1/articles/{slug}": reading(
        "article",
        "Read an article",
        [{"name": "slug", "in": "path", "required": True, "schema": TEXT}],
        {
            "200": content("The article.", ref("Article")),
            "404": _NOT_FOUND,
            "503": _UNAVAILABLE,
        },
    ),
    "/api/v1/openapi.json": reading(
        "openapi",
        "This description",
        [],
        {"200": content("An OpenAPI 3.1 document.", {"type": "object"})},
    ),
}
