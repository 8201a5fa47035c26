"""One Markdown file → one article, or problems with path, line and column."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from kb.ingest.editorial import LANGUAGES, Editorial
from kb.ingest.frontmatter import (
    EMPTY,
    FrontMatter,
    FrontMatterError,
    read_front_matter,
    split_front_matter,
)
from kb.ingest.history import authors_of
from kb.ingest.markdown import Document, parse_markdown
from kb.ingest.printable import printable
from kb.ingest.repository import MAX_BYTES
from kb.ingest.validity import WallTime, end_moment, first_moment, is_unclear, read_wall_time
from kb.model import Article, Audience, Level, Problem, SourceFile
from kb.polish.text import fold

_CONTROL = dict.fromkeys([*range(1, 9), 11, 12, *range(14, 32), 127], " ")
_HEADING = re.compile(r"^# +(.+?)#*\s*$", re.MULTILINE)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_Report = Callable[[Level, str, str, tuple[int, int]], None]


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """An article whose `html` is still empty, because its links need all the other articles.

    slug_stated: the front matter gives the address; otherwise it is the file's name.
    """

    article: Article
    document: Document
    slug_stated: bool = False


class _UnreadableError(Exception):
    def __init__(self, rule: str, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.rule, self.line, self.column = rule, line, column


def _day(value: Any) -> Any:
    if value is None:
        return None
    if not isinstance(value, str) or not _DATE.fullmatch(value.strip()):
        raise ValueError("is not a date. Write it as 2026-12-31")
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise ValueError("is not a day of the calendar. Write it as 2026-12-31") from None


def _line(value: Any) -> Any:
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError("must be a text")
    # YAML can write control characters as escapes.
    return " ".join(printable(value).split()) or None


def _address(value: Any) -> Any:
    """A former address, with or without the path in front, as its slug."""
    written = value.strip().rstrip("/").rpartition("/artykul/")[2] if isinstance(value, str) else ""
    if not _SLUG.fullmatch(written):
        raise ValueError("is not a former address. Write /artykul/its-name, or the name alone")
    return written


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _joined(value: Any) -> Any:
    return ", ".join(item for item in map(_line, _listed(value)) if item) or None


_Day = Annotated[date | None, BeforeValidator(_day)]
_WallTime = Annotated[WallTime | None, BeforeValidator(read_wall_time)]
_Address = Annotated[str, BeforeValidator(_address)]
_Line = Annotated[str | None, Field(max_length=300), BeforeValidator(_line)]


class _Schema(BaseModel):
    """The keys that the product knows. `audience` and `language` are read apart, because a
    foreign value of theirs is a warning and not an error."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    title: _Line = None
    questions: Annotated[list[_Line], Field(max_length=50), BeforeValidator(_listed)] = []
    owner: Annotated[str | None, Field(max_length=300), BeforeValidator(_joined)] = None
    review_by: _Day = None
    legal_as_of: _Day = None
    valid_from: _WallTime = None
    valid_until: _WallTime = None
    slug: _Line = None
    redirect_from: Annotated[list[_Address], Field(max_length=50), BeforeValidator(_listed)] = []
    id: _Line = None


_KNOWN = frozenset(_Schema.model_fields) | {"audience", "language"}


def parse_article(
    file: SourceFile,
    commit: str,
    editorial: Editorial,
    default_audience: Audience,
    now: datetime | None = None,
) -> tuple[ParsedArticle | None, list[Problem]]:
    """Parse a file. The article is None exactly where one of the problems is an error.

    default_audience: for an article that states none, in a folder for which kb.toml states none.
    now: for the hint that an article has expired; the present moment unless given.
    """
    problems: list[Problem] = []

    def report(level: Level, rule: str, message: str, place: tuple[int, int]) -> None:
        problems.append(Problem(file.path, *place, level, rule, message))

    try:
        text = _decode(file.data)
        head, body, first_line = split_front_matter(text)
        front = EMPTY if head is None else read_front_matter(head)
    except _UnreadableError as exc:
        report(Level.ERROR, exc.rule, str(exc), (exc.line, exc.column))
        return None, problems
    except FrontMatterError as exc:
        report(Level.ERROR, "front-matter", str(exc), (exc.line, exc.column))
        return None, problems
    known = _validate(front, report)
    if known is None:
        return None, problems
    shown = _shown(known, front, editorial.zone, now or datetime.now(UTC), report)
    _hint_unknown_keys(front, report)
    folder = file.path.split("/", 1)[0] if "/" in file.path else ""
    fallback = editorial.audience_of_folder(folder, default_audience)
    document = parse_markdown(body, first_line, known.title)
    _report_document(document, report)
    if document.title is None:
        report(
            Level.HINT, "no-title", "No `title` and no `# heading`: the file name is shown.", (1, 1)
        )
    article = Article(
        id=known.id or file.path[: -len(".md")],
        slug=make_slug(known.slug or PurePosixPath(file.path).stem, file.path),
        category=folder,
        title=document.title or _readable_name(file.path),
        audience=_audience(front, fallback, report),
        language=_language(front, editorial.default_language, report),
        sections=document.sections,
        html="",
        markdown=body,
        source_path=file.path,
        commit=commit,
        updated_at=file.updated_at,
        authors=authors_of(file.history),
        history=file.history,
        redirect_from=tuple(dict.fromkeys(known.redirect_from)),
        questions=tuple(dict.fromkeys(filter(None, known.questions))),
        links=document.links,
        owner=known.owner,
        review_by=known.review_by,
        legal_as_of=known.legal_as_of,
        valid_from=known.valid_from.day if known.valid_from else None,
        valid_until=known.valid_until.day if known.valid_until else None,
        shown_from=shown[0],
        shown_until=shown[1],
        extra={key: value for key, value in front.values.items() if key not in _KNOWN},
    )
    if any(problem.level is Level.ERROR for problem in problems):
        return None, problems
    return ParsedArticle(article, document, slug_stated=known.slug is not None), problems


@dataclass(frozen=True, slots=True)
class Head:
    """What the front matter of a file says of where an article stands and for whom."""

    slug: str
    title: str
    audience: Audience


def read_heads(
    path: str, data: bytes, editorials: Iterable[Editorial], default_audience: Audience
) -> tuple[Head, ...]:
    """The same file as each of several kb.toml would have it; none where it cannot be read.

    The body is not parsed, so this is quick enough for all files that ever were.
    """
    try:
        head, body, _ = split_front_matter(_decode(data))
        front = EMPTY if head is None else read_front_matter(head)
    except (_UnreadableError, FrontMatterError):
        return ()
    known = _validate(front, _unheard)
    if known is None:
        return ()
    heading = _HEADING.search(body)
    title = known.title or (heading[1] if heading else _readable_name(path))
    slug = make_slug(known.slug or PurePosixPath(path).stem, path)
    folder = path.split("/", 1)[0] if "/" in path else ""
    return tuple(
        Head(
            slug,
            title,
            _audience(front, one.audience_of_folder(folder, default_audience), _unheard),
        )
        for one in editorials
    )


def _unheard(_level: Level, _rule: str, _message: str, _place: tuple[int, int]) -> None:
    """For problems of a file that nobody can change any more."""


def make_slug(name: str, path: str) -> str:
    """Return an address of [a-z0-9-]: "Zwrot w salonie" → "zwrot-w-salonie".

    A name without any such character (Cyrillic, emoji) gets a short hash of its path.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:120].strip("-")
    return slug or f"artykul-{hashlib.sha256(path.encode()).hexdigest()[:8]}"


def _decode(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        message = f"The file has {len(data)} bytes; the limit is {MAX_BYTES}. Split it."
        raise _UnreadableError("file-too-large", message, 1, 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        # "utf-8-sig" counts from after the byte order mark.
        at = exc.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        message = f"Byte {at} (0x{data[at]:02x}) is not UTF-8. Save the file as UTF-8."
        raise _UnreadableError("encoding", message, *_place_of_byte(data, at)) from None
    if "\0" in text:
        at = data.index(b"\0")
        message = f"Byte {at} is NUL: this is not a text file. Remove it."
        raise _UnreadableError("nul-byte", message, *_place_of_byte(data, at))
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROL)
    # Decomposed letters (macOS) look the same and would never match a query.
    return unicodedata.normalize("NFC", text)


def _place_of_byte(data: bytes, at: int) -> tuple[int, int]:
    before = data[:at].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    line = before.rpartition(b"\n")[2].decode("utf-8-sig", "replace")
    return before.count(b"\n") + 1, len(line) + 1


def _validate(front: FrontMatter, report: _Report) -> _Schema | None:
    try:
        return _Schema.model_validate(dict(front.texts))
    except ValidationError as exc:
        for error in exc.errors():
            reason = error["msg"].removeprefix("Value error, ")
            key = error["loc"][0]
            report(Level.ERROR, "front-matter", f"`{key}`: {reason}.", front.place(*error["loc"]))
        return None


def _shown(
    known: _Schema, front: FrontMatter, zone: ZoneInfo, now: datetime, report: _Report
) -> tuple[datetime | None, datetime | None]:
    """The moments between which the article is shown."""
    start, end = known.valid_from, known.valid_until
    for key, written in (("valid_from", start), ("valid_until", end)):
        if written and is_unclear(written, zone):
            message = f"`{key}`: clocks change at {written}. Write another time of that day."
            report(Level.WARNING, "front-matter", message, front.place(key))
    first = first_moment(start, zone) if start else None
    last = end_moment(end, zone) if end else None
    if first and last and first >= last:
        message = f"`valid_from` {start} is after `valid_until` {end}. Swap or correct them."
        report(Level.ERROR, "front-matter", message, front.place("valid_from"))
    elif last and last <= now:
        message = f"The article was valid until {end} and is no longer shown."
        report(Level.HINT, "expired", message, front.place("valid_until"))
    return first, last


def _hint_unknown_keys(front: FrontMatter, report: _Report) -> None:
    unknown = [key for key in front.values if key not in _KNOWN]
    if unknown:
        shown = ", ".join(unknown[:30])
        message = f"Kept, but not known here: {shown}."
        report(Level.HINT, "unknown-key", message, front.place(unknown[0]))


def _audience(front: FrontMatter, fallback: Audience, report: _Report) -> Audience:
    """Read `audience`. A value that is not ours makes nothing public by itself.

    It leaves the decision to the defaults only in a file of another publishing system, known by
    its namespaced keys (`ms.author`); elsewhere it may be a slip of the pen in an internal
    article, so the article becomes internal.
    """
    stated = front.texts.get("audience")
    if stated is None:
        return fallback
    word = str(stated).strip().casefold()
    if word in ("public", "internal"):
        return Audience(word)
    foreign = any("." in key for key in front.texts)
    chosen = fallback if foreign else Audience.INTERNAL
    message = f"`audience: {str(stated)[:60]}` is not public or internal; taken as {chosen}."
    report(Level.WARNING, "audience", message, front.place("audience"))
    return chosen


def _language(front: FrontMatter, fallback: str, report: _Report) -> str:
    stated = front.texts.get("language")
    if stated is None:
        return fallback
    word = re.split(r"[-_]", str(stated).strip().casefold())[0]
    if word in LANGUAGES:
        return word
    message = f"`language: {str(stated)[:60]}` is not pl, en or uk; taken as {fallback}."
    report(Level.WARNING, "language", message, front.place("language"))
    return fallback


def _report_document(document: Document, report: _Report) -> None:
    if document.cut_line is not None:
        message = "Lists or quotes are nested too deep; what is inside is left out. Flatten them."
        report(Level.WARNING, "nesting", message, (document.cut_line, 1))
    if document.html_line is not None:
        message = "Raw HTML is not shown, only its words. Use Markdown."
        report(Level.HINT, "raw-html", message, (document.html_line, 1))
    for line, title in document.repeated:
        message = f"Two headings have the address of “{title}”; this one is numbered."
        report(Level.WARNING, "duplicate-anchor", message, (line, 1))


def _readable_name(path: str) -> str:
    words = re.sub(r"[-_\s]+", " ", PurePosixPath(path).stem).strip()
    return words[:1].upper() + words[1:] or path
