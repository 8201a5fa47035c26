"""Markdown files of other systems (Jekyll, Hugo, GitBook, a wiki, a help centre kept in git)."""

from __future__ import annotations

import json
import posixpath
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from kb.authoring.article_text import Json
from kb.authoring.importing.files import files_of, read_text
from kb.authoring.importing.model import Foreign, Form, Source
from kb.authoring.importing.notes import Notes
from kb.authoring.importing.payload import host_of, language_of, texts
from kb.errors import AuthoringError
from kb.ingest.frontmatter import (
    FrontMatter,
    FrontMatterError,
    read_front_matter,
    split_front_matter,
)
from kb.ingest.markdown import parse_markdown
from kb.model import Audience
from kb.polish.text import fold

#: Keys that mean the same here as there, or that other generators have for ours.
_LANGUAGE = ("language", "lang", "locale")
_LABELS = ("tags", "keywords")
_OWN = ("owner", "review_by", "legal_as_of", "valid_from", "valid_until", "slug", "id")
_TAKEN = frozenset({"title", "audience", "questions", "draft", "published", "category", *_OWN})
_AUDIENCES = {"public": Audience.PUBLIC, "internal": Audience.INTERNAL}


def read_markdown_files(source: Path) -> Source:
    """Read one file or the .md files of a folder; the first folder of a path is the category."""
    root = source if source.is_dir() else source.parent
    articles = [
        _foreign(path, path.relative_to(root).as_posix())
        for path in files_of(source, (".md", ".markdown"))
    ]
    return Source(tuple(articles), _key_of)


def _key_of(address: str, source: Foreign) -> str:
    path = unquote(address.partition("#")[0].partition("?")[0]).strip()
    if not path or host_of(address) or path.startswith("//"):
        return ""
    folder = "" if path.startswith("/") else posixpath.dirname(source.key)
    return _key(posixpath.normpath(posixpath.join(folder, path.lstrip("/"))))


def _key(path: str) -> str:
    stem = path.rstrip("/")
    for suffix in (".markdown", ".md", ".html"):
        stem = stem.removesuffix(suffix)
    return stem.removesuffix("/index").casefold()


def _foreign(path: Path, name: str) -> Foreign:
    notes = Notes()
    stem, folder = posixpath.splitext(posixpath.basename(name))[0], posixpath.dirname(name)
    if stem.casefold() in ("index", "_index", "readme") and folder:
        stem = posixpath.basename(folder)
    skipped = Foreign(key=_key(name), title=name, body="", form=Form.MARKDOWN, notes=notes)
    try:
        content, encoding = read_text(path)
        head, body, _ = split_front_matter(content.replace("\r\n", "\n").replace("\r", "\n"))
        front = read_front_matter(head) if head is not None else FrontMatter({}, {}, {})
    except (AuthoringError, FrontMatterError) as error:
        reason = (
            f"Line {error.line}: {error}" if isinstance(error, FrontMatterError) else str(error)
        )
        return replace(skipped, skip=reason)
    if encoding:
        notes.add("encoding", f"The file was not UTF-8; it was read as {encoding}.")
    audience = _audience(front, notes)
    title = _text(front, "title")
    if not title and len(body) <= 1_000_000:
        title = parse_markdown(body).title or stem.replace("-", " ").replace("_", " ").capitalize()
    return replace(
        skipped,
        title=title,
        body=body,
        category=_text(front, "category") or name.partition("/")[0] * ("/" in name),
        audience=audience,
        language=next(filter(None, (language_of(_text(front, key)) for key in _LANGUAGE)), ""),
        labels=_labels(front),
        stem=_text(front, "slug") or stem,
        identity=_text(front, "id"),
        author=_text(front, "owner") or _text(front, "author"),
        fields=_fields(front),
    )


def _text(front: FrontMatter, key: str) -> str:
    value = front.texts.get(key)
    return value.strip() if isinstance(value, str) else ""


def _labels(front: FrontMatter) -> tuple[str, ...]:
    questions = front.texts.get("questions")
    own = texts(questions) if isinstance(questions, list) else (_text(front, "questions"),)
    tags = [tag for key in _LABELS for tag in texts(front.texts.get(key) or [])]
    return tuple(dict.fromkeys(filter(None, (*own, *tags))))


def _audience(front: FrontMatter, notes: Notes) -> Audience | None:
    if fold(_text(front, "draft")) in ("true", "yes") or fold(_text(front, "published")) == "false":
        notes.add("draft", "A draft there: internal here.")
        return Audience.INTERNAL
    stated = _text(front, "audience")
    if stated and stated.casefold() not in _AUDIENCES:
        notes.add("audience", f"`audience: {stated[:60]}` is not ours; taken as internal.")
        return Audience.INTERNAL
    return _AUDIENCES.get(stated.casefold())


def _fields(front: FrontMatter) -> dict[str, str]:
    """Other keys as texts: our own as they are, foreign ones so that none is lost."""
    fields = {key: _text(front, key) for key in ("review_by", "legal_as_of", *_OWN[3:5])}
    for key, value in front.values.items():
        if key not in _TAKEN and key not in (*_LANGUAGE, *_LABELS):
            written = json.dumps(value, ensure_ascii=False)
            fields[key] = (
                value if isinstance(value, str) else Json("" if value is None else written)
            )
    return fields
