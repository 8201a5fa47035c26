"""An editors' YAML file beside kb.toml → a checked schema, with the line of everything wrong."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from kb.ingest.frontmatter import FrontMatter, FrontMatterError, read_front_matter
from kb.ingest.toml_places import dotted
from kb.model import Level, Problem

_MAX_CHARS = 600_000

_Schema = TypeVar("_Schema", bound=BaseModel)


def read_settings_yaml(
    data: bytes, name: str, schema: type[_Schema]
) -> tuple[_Schema | None, FrontMatter | None, list[Problem]]:
    """Read a file by a schema; the second value knows the place of every key.

    What is wrong is an error of the rule `settings`, with its line; the schema is None then.
    """
    try:
        text = data.decode("utf-8-sig")
        found = read_front_matter(text.replace("\r\n", "\n"), 1, name, _MAX_CHARS)
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        return None, None, [_error(name, line, 1, f"Byte {exc.start} is not UTF-8. Save as UTF-8.")]
    except FrontMatterError as exc:
        return None, None, [_error(name, exc.line, exc.column, str(exc))]
    try:
        return schema.model_validate(dict(found.values)), found, []
    except ValidationError as exc:
        return None, found, [
            _error(name, *found.place(*path), f"`{dotted(path)}`: {reason}.")
            for error in exc.errors()
            for path in (tuple(error["loc"]),)
            for reason in (error["msg"].removeprefix("Value error, ").rstrip("."),)
        ]  # fmt: skip


def _error(name: str, line: int, column: int, message: str) -> Problem:
    return Problem(name, line, column, Level.ERROR, "settings", message)
