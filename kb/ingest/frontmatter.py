"""Front matter: YAML between `---` lines → plain values with the place of every key.

Read from the parser's events, so that aliases, tags and duplicate keys are refused with their
line and column, nothing is constructed, and nothing recurses. The one module that imports yaml
for articles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from kb.ingest.syntax_help import yaml_help

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_DEPTH = 20
_MAX_CHARS = 65_536
_INT = re.compile(r"[+-]?(0|[1-9]\d{0,17})")
_FLOAT = re.compile(r"[+-]?\d{1,17}\.\d{1,17}")
_KEY = re.compile(r"[\w.-]+\s*:")

Place = tuple[int, int]


class FrontMatterError(Exception):
    """The front matter cannot be read. `line` and `column` count from 1 in the file."""

    def __init__(self, message: str, line: int, column: int = 1) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The keys of an article's head.

    texts: every scalar as it is written (None where empty), so that `id: 007` stays "007".
    values: the same with integers, decimals and true/false typed; dates stay texts. JSON-safe.
    places: (line, column) of `("questions",)`, `("questions", 2)` and the like.
    """

    texts: Mapping[str, Any]
    values: Mapping[str, Any]
    places: Mapping[tuple[str | int, ...], Place]

    def place(self, *path: str | int) -> Place:
        """Return where a key or item stands, or the nearest thing around it."""
        while path:
            if path in self.places:
                return self.places[path]
            path = path[:-1]
        return (1, 1)


@dataclass(frozen=True, slots=True)
class _Scalar:
    text: str
    plain: bool


EMPTY = FrontMatter({}, {}, {})


def split_front_matter(text: str) -> tuple[str | None, str, int]:
    """Cut a file into front matter (None if it has none), body and the body's first line number.

    Raises FrontMatterError where it is opened and never closed. A file that merely begins with a
    thematic break is all body.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return None, text, 1
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() in ("---", "..."):
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    if len(lines) > 1 and _KEY.match(lines[1]):
        raise FrontMatterError(
            "The front matter is not closed. Put a line `---` after its last key.", 1
        )
    return None, text, 1


def read_front_matter(
    text: str, first_line: int = 2, what: str = "The front matter", limit: int = _MAX_CHARS
) -> FrontMatter:
    """Read the YAML of a front matter whose first line is line `first_line` of the file.

    what: how messages call the text; other files of editors are read by the same rules. limit: in
    characters.

    Raises FrontMatterError: not YAML, no mapping, alias, anchor, tag, duplicate key, too deep or
    too long.
    """
    if len(text) > limit:
        raise FrontMatterError(
            f"{what} has {len(text)} characters; the limit is {limit}.", first_line
        )
    try:
        root, places = _read_events(text, first_line)
    except yaml.MarkedYAMLError as exc:
        # At the end of the text only the place where it began helps: an unclosed quote or bracket.
        ended = exc.problem is not None and "end of stream" in exc.problem
        mark = (exc.context_mark if ended else None) or exc.problem_mark or exc.context_mark
        line = first_line + (mark.line if mark else 0)
        before = f"{text}\n\n".split("\n")[mark.line][: mark.column + 1] if mark else ""
        tab = before.lstrip(" ").startswith("\t")
        problem = "tab character" if tab else exc.problem or exc.context or ""
        message = f"{what} is not valid YAML: {yaml_help(problem)}."
        raise FrontMatterError(message, line, mark.column + 1 if mark else 1) from exc
    except yaml.YAMLError as exc:
        raise FrontMatterError(
            f"{what} is not valid YAML: {yaml_help(str(exc))}.", first_line
        ) from exc
    if root is None or (isinstance(root, _Scalar) and not root.text):
        return EMPTY
    if not isinstance(root, dict):
        raise FrontMatterError(
            f"{what} is not a mapping. Write `key: value` lines, such as `title: …`.",
            first_line,
        )
    return FrontMatter(
        texts={key: _as_text(value) for key, value in root.items()},
        values={key: _as_json(value) for key, value in root.items()},
        places=places,
    )


class _Reader:
    """Builds nested values from events. One frame per open mapping or sequence."""

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.places: dict[tuple[str | int, ...], Place] = {}
        self.root: Any = None
        self.frames: list[dict[str, Any] | list[Any]] = []
        self.keys: list[str | None] = []
        self.path: list[str | int] = []

    def place(self, event: Any) -> Place:
        return self.first_line + event.start_mark.line, event.start_mark.column + 1

    def refuse(self, event: Any, message: str) -> FrontMatterError:
        return FrontMatterError(message, *self.place(event))

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self.refuse(
                event, "Anchors (&) and aliases (*) are not allowed. Write the value out."
            )
        if getattr(event, "tag", None) is not None:
            raise self.refuse(event, f"The YAML tag {event.tag} is not allowed. Remove it.")
        if isinstance(event, yaml.ScalarEvent):
            self.scalar(event)
        elif isinstance(event, yaml.MappingStartEvent):
            self.open({}, event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self.open([], event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.frames.pop()
            self.keys.pop()
            self.path = self.path[: max(len(self.frames) - 1, 0)]

    def scalar(self, event: Any) -> None:
        frame = self.frames[-1] if self.frames else None
        if isinstance(frame, dict) and self.keys[-1] is None:
            key = str(event.value)
            if key in frame:
                raise self.refuse(event, f"The key `{key}` stands twice. Keep one.")
            self.keys[-1] = key
            self.places[(*self.path, key)] = self.place(event)
            return
        self.put(_Scalar(event.value, event.style in (None, "")), event)

    def put(self, value: Any, event: Any) -> str | int | None:
        """Store a value in the open frame; return its key or index there."""
        if not self.frames:
            self.root = value
            return None
        frame = self.frames[-1]
        if isinstance(frame, list):
            frame.append(value)
            self.places[(*self.path, len(frame) - 1)] = self.place(event)
            return len(frame) - 1
        key = self.keys[-1]
        if key is None:
            raise self.refuse(event, "A key must be a text, not a list or a mapping.")
        frame[key] = value
        self.keys[-1] = None
        return key

    def open(self, value: dict[str, Any] | list[Any], event: Any) -> None:
        if len(self.frames) >= _MAX_DEPTH:
            raise self.refuse(event, f"Values are nested more than {_MAX_DEPTH} deep.")
        step = self.put(value, event)
        if step is not None:
            self.path.append(step)
        self.frames.append(value)
        self.keys.append(None)


def _read_events(text: str, first_line: int) -> tuple[Any, dict[tuple[str | int, ...], Place]]:
    reader = _Reader(first_line)
    for event in yaml.parse(text, Loader=_Loader):
        reader.take(event)
    return reader.root, reader.places


def _as_text(value: Any) -> Any:
    if isinstance(value, _Scalar):
        return None if value.plain and value.text in ("", "~", "null") else value.text
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    return {key: _as_text(item) for key, item in value.items()}


def _as_json(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    if isinstance(value, dict):
        return {key: _as_json(item) for key, item in value.items()}
    text = value.text
    if not value.plain:
        return text
    if text in ("true", "false"):
        return text == "true"
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return _as_text(value)
