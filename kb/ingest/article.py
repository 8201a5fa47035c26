"""One Markdown file → one article, or problems with path, line and column."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

from kb.ingest.article_keys import (
    KNOWN,
    Report,
    audience_of,
    hint_unknown_keys,
    language_of,
    shown_between,
    validate,
)
from kb.ingest.editorial import Editorial
from kb.ingest.frontmatter import (
    EMPTY,
    FrontMatterError,
    read_front_matter,
    split_front_matter,
)
from kb.ingest.history import authors_of
from kb.ingest.markdown import Document, parse_markdown
from kb.ingest.repository import MAX_BYTES
from kb.model import Article, Audience, Level, Problem, SourceFile
from kb.polish.text import fold

_CONTROL = dict.fromkeys([*range(1, 9), 11, 12, *range(14, 32), 127], " ")
_HEADING = re.compile(r"^# +(.+?)#*\s*$", re.MULTILINE)


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
    known = validate(front, report)
    if known is None:
        return None, problems
    shown = shown_between(known, front, editorial.zone, now or datetime.now(UTC), report)
    hint_unknown_keys(front, report)
    folder = file.path.split("/", 1)[0] if "/" in file.path else ""
    fallback = editorial.audience_of_folder(folder, default_audience)
    document = parse_markdown(body, first_line, known.title)
    _report_document(document, report)
    if document.title is None:
        report(
            Level.HINT, "no-title", "No `title` and no `# heading`: the file name is shown.", (1, 1)
        )
    answers = known.answered()
    article = Article(
        id=known.id or file.path[: -len(".md")],
        slug=make_slug(known.slug or PurePosixPath(file.path).stem, file.path),
        category=folder,
        title=document.title or _readable_name(file.path),
        audience=audience_of(front, fallback, report),
        language=language_of(front, editorial.default_language, report),
        sections=document.sections,
        html="",
        markdown=body,
        source_path=file.path,
        commit=commit,
        updated_at=file.updated_at,
        authors=authors_of(file.history),
        history=file.history,
        redirect_from=tuple(dict.fromkeys(known.redirect_from)),
        questions=tuple(dict.fromkeys(filter(None, (*known.questions, *dict(answers))))),
        answers=answers,
        links=document.links,
        owner=known.owner,
        review_by=known.review_by,
        legal_as_of=known.legal_as_of,
        valid_from=known.valid_from.day if known.valid_from else None,
        valid_until=known.valid_until.day if known.valid_until else None,
        shown_from=shown[0],
        shown_until=shown[1],
        extra={key: value for key, value in front.values.items() if key not in KNOWN},
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
    known = validate(front, _unheard)
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
            audience_of(front, one.audience_of_folder(folder, default_audience), _unheard),
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


def _report_document(document: Document, report: Report) -> None:
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
