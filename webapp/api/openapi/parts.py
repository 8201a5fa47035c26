"""Pieces of which the OpenAPI document is made."""

from __future__ import annotations

from typing import Any

from webapp.inputs import MAX_LIMIT

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}
PATH: Schema = {
    "type": "string",
    "pattern": "^/artykul/",
    "description": "Absolute path of the page on this site, with the heading's anchor if any.",
}


def described(description: str, schema: Schema = TEXT) -> Schema:
    """A schema with what it means."""
    return {**schema, "description": description}


def one_of(values: Any, description: str, **more: object) -> Schema:
    """A text from a closed list."""
    return {"type": "string", "enum": list(values), "description": description, **more}


def object_of(properties: dict[str, Schema], **more: object) -> Schema:
    """An object whose every property is required and which has no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
        **more,
    }


def array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def response(name: str) -> Schema:
    return {"$ref": f"#/components/responses/{name}"}


def parameter(name: str, description: str, schema: Schema, *, required: bool = False) -> Schema:
    return {
        "name": name,
        "in": "query",
        "required": required,
        "description": description,
        "schema": schema,
    }


def limit(default: int) -> Schema:
    return parameter(
        "limit",
        "The most entries to return.",
        {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": default},
    )


def content(description: str, schema: Schema, media_type: str = "application/json") -> Schema:
    """A response of a schema."""
    return {"description": description, "content": {media_type: {"schema": schema}}}


def problem(description: str) -> Schema:
    return content(description, ref("Problem"), "application/problem+json")


def reading(operation_id: str, summary: str, parameters: list[Schema], responses: Schema) -> Schema:
    """A path that anybody may GET."""
    return {
        "get": {
            "operationId": operation_id,
            "summary": summary,
            "parameters": parameters,
            "responses": responses,
        }
    }


def sending(
    operation_id: str, summary: str, description: str, body: Schema, responses: Schema
) -> Schema:
    """A path to which the holder of a token may POST JSON."""
    return {
        "post": {
            "operationId": operation_id,
            "summary": summary,
            "description": description,
            "security": [{"token": []}],
            "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
            "responses": responses,
        }
    }
