"""The API described in OpenAPI 3.1, written by hand; tests hold it to the routes and answers."""

from __future__ import annotations

from webapp.api.openapi import drafts, messages, search
from webapp.api.openapi.parts import TEXT, Schema, content, problem, reading

__all__ = ["DOCUMENT"]

_PROBLEM: Schema = {
    "type": "object",
    "description": "RFC 9457. Further members may appear.",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "reason": {"type": "string", "description": "Machine-readable cause."},
        "parameter": {
            "type": "string",
            "description": "The parameter at fault, or the place in the body, as `messages[2]`.",
        },
    },
    "required": ["type", "title", "status"],
}

DOCUMENT: Schema = {
    "openapi": "3.1.0",
    "info": {
        "title": "Podpowiedź",
        "version": "1",
        "summary": "Search in a customer-service knowledge base, its articles, drafts of "
        "replies that cite them, and messages for the inbox.",
        "license": {"name": "MIT", "identifier": "MIT"},
    },
    "servers": [{"url": "/"}],
    "paths": {
        **search.PATHS,
        **drafts.PATHS,
        **messages.PATHS,
        "/api/v1/openapi.json": reading(
            "openapi",
            "This description",
            [],
            {"200": content("An OpenAPI 3.1 document.", {"type": "object"})},
        ),
    },
    "components": {
        "schemas": {**search.SCHEMAS, **drafts.SCHEMAS, **messages.SCHEMAS, "Problem": _PROBLEM},
        "securitySchemes": {
            "token": {
                "type": "http",
                "scheme": "bearer",
                "description": "A token that the operator makes with `kb token add`.",
            }
        },
        "responses": {
            "BadRequest": problem("A parameter is missing or wrong; `parameter` names it."),
            "BadBody": problem("The body is wrong; `parameter` names the place, `detail` why."),
            "Unauthorised": problem("No token, or one that is unknown, revoked or expired."),
            "Forbidden": problem("The token is not for this."),
            "NotFound": problem("No such public article."),
            "TooLarge": problem("The body is too large; `detail` names the limit."),
            "NotJson": problem("The body is not announced as application/json in UTF-8."),
            "TooMany": problem("Too many requests; wait as long as Retry-After says."),
            "Unavailable": problem(
                "Nothing is published, or the database is away; try again later."
            ),
        },
    },
}
