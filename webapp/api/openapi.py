"""The API described in OpenAPI 3.1, written by hand; tests hold it to the routes and answers."""

from __future__ import annotations

from typing import Any

from webapp.inputs import MAX_LIMIT

LANGUAGES = frozenset({"pl", "en", "uk"})

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_LANGUAGE: Schema = {"type": "string", "description": "Language of the article, as in its file."}
_PATH: Schema = {
    "type": "string",
    "pattern": "^/artykul/",
    "description": "Absolute path of the page on this site, with the heading's anchor if any.",
}


def _object(properties: dict[str, Schema], **more: object) -> Schema:
    """An object whose every property is required and which has no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
        **more,
    }


def _array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _parameter(name: str, description: str, schema: Schema, *, required: bool = False) -> Schema:
    return {
        "name": name,
        "in": "query",
        "required": required,
        "description": description,
        "schema": schema,
    }


def _limit(default: int) -> Schema:
    return _parameter(
        "limit",
        "The most entries to return.",
        {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": default},
    )


def _json(description: str, schema: Schema, media_type: str = "application/json") -> Schema:
    return {"description": description, "content": {media_type: {"schema": schema}}}


def _operation(
    operation_id: str, summary: str, parameters: list[Schema], responses: Schema
) -> Schema:
    return {
        "get": {
            "operationId": operation_id,
            "summary": summary,
            "parameters": parameters,
            "responses": responses,
        }
    }


_BAD_REQUEST = {"$ref": "#/components/responses/BadRequest"}
_NOT_FOUND = {"$ref": "#/components/responses/NotFound"}
_UNAVAILABLE = {"$ref": "#/components/responses/Unavailable"}

_SCHEMAS: Schema = {
    "Passage": _object(
        {
            "text": {"type": "string", "description": "The quoted text, plain."},
            "html": {
                "type": "string",
                "description": "The same, escaped, with matched words in <mark>. Safe to embed.",
            },
            "anchor": {"type": "string", "description": "Heading's anchor; empty for the lead."},
        }
    ),
    "Result": _object(
        {
            "slug": _TEXT,
            "category": _TEXT,
            "title": _TEXT,
            "url": _PATH,
            "language": _LANGUAGE,
            "score": {"type": "number", "description": "Comparable within one answer only."},
            "passage": _ref("Passage"),
        }
    ),
    "SearchAnswer": _object(
        {
            "query": _TEXT,
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
            "results": _array(_ref("Result")),
        }
    ),
    "Completions": _object({"query": _TEXT, "completions": _array(_TEXT)}),
    "Summary": _object(
        {
            "slug": _TEXT,
            "category": _TEXT,
            "title": _TEXT,
            "url": _PATH,
            "language": _LANGUAGE,
            "summary": _TEXT,
            "updated_at": _MOMENT,
        }
    ),
    "Article": _object(
        {
            "slug": _TEXT,
            "category": _TEXT,
            "title": _TEXT,
            "url": _PATH,
            "language": _LANGUAGE,
            "summary": _TEXT,
            "updated_at": _MOMENT,
            "html": {"type": "string", "description": "Sanitised HTML of the article's body."},
            "markdown": {"type": "string", "description": "The source as the editor wrote it."},
            "contents": _array(_object({"anchor": _TEXT, "title": _TEXT})),
            "legal_as_of": {
                "type": ["string", "null"],
                "format": "date",
                "description": "Day on which the law behind the text was checked.",
            },
            "commit": _TEXT,
            "related": _array(_ref("Summary")),
            "history": {
                "type": "array",
                "description": "Commits that changed the article, newest first, at most 20.",
                "items": _object({"commit": _TEXT, "changed_at": _MOMENT, "message": _TEXT}),
            },
        }
    ),
    "Problem": {
        "type": "object",
        "description": "RFC 9457. Further members may appear.",
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": _TEXT,
            "reason": {"type": "string", "description": "Machine-readable cause."},
            "parameter": {"type": "string", "description": "The parameter at fault."},
        },
        "required": ["type", "title", "status"],
    },
}


def _problem(description: str) -> Schema:
    return _json(description, _ref("Problem"), "application/problem+json")


DOCUMENT: Schema = {
    "openapi": "3.1.0",
    "info": {
        "title": "Podpowiedź",
        "version": "1",
        "summary": "Search in a customer-service knowledge base, and its articles.",
        "license": {"name": "MIT", "identifier": "MIT"},
    },
    "servers": [{"url": "/"}],
    "paths": {
        "/api/v1/search": _operation(
            "search",
            "Ask a question",
            [
                _parameter("q", "The question, at most 2,000 characters.", _TEXT, required=True),
                _limit(5),
                _parameter("category", "Only articles of this category.", _TEXT),
                _parameter(
                    "language",
                    "Only articles in this language.",
                    {"type": "string", "enum": sorted(LANGUAGES)},
                ),
            ],
            {
                "200": _json("The answer, or an honest refusal.", _ref("SearchAnswer")),
                "400": _BAD_REQUEST,
                "503": _UNAVAILABLE,
            },
        ),
        "/api/v1/complete": _operation(
            "complete",
            "Complete a question while it is being typed",
            [_parameter("q", "What was typed so far.", _TEXT, required=True), _limit(8)],
            {
                "200": _json("Completions, best first.", _ref("Completions")),
                "400": _BAD_REQUEST,
                "503": _UNAVAILABLE,
            },
        ),
        "/api/v1/articles/{slug}": _operation(
            "article",
            "Read an article",
            [{"name": "slug", "in": "path", "required": True, "schema": _TEXT}],
            {
                "200": _json("The article.", _ref("Article")),
                "404": _NOT_FOUND,
                "503": _UNAVAILABLE,
            },
        ),
        "/api/v1/openapi.json": _operation(
            "openapi",
            "This description",
            [],
            {"200": _json("An OpenAPI 3.1 document.", {"type": "object"})},
        ),
    },
    "components": {
        "schemas": _SCHEMAS,
        "responses": {
            "BadRequest": _problem("A parameter is missing or wrong; `parameter` names it."),
            "NotFound": _problem("No such public article."),
            "Unavailable": _problem("Nothing is published at the moment; try again later."),
        },
    },
}
