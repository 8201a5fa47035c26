"""Zendesk Guide: what `GET /api/v2/help_center/…/articles` and its side-loads answer.

Documented at https://developer.zendesk.com/api-reference/help_center/help-center-api/articles/
(sections, categories, translations and users beside it). Several pages may be given as files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from kb.authoring.importing.model import Foreign, Form, Source
from kb.authoring.importing.notes import Notes
from kb.authoring.importing.payload import (
    Record,
    day,
    every,
    language_of,
    path_of,
    record,
    records,
    text,
    texts,
)
from kb.model import Audience

_ARTICLE = re.compile(r"/hc/(?:[a-z]{2,3}(?:-[a-z0-9]+)*/)?articles/(\d+)", re.IGNORECASE)


def read_zendesk(documents: list[Any]) -> Source:
    """Read the documents of an export; articles in the order of the files."""
    names = _Names(documents)
    found = every(documents, "articles")
    single = [record(record(document).get("article")) for document in documents]
    articles = [
        foreign
        for payload in [*found, *filter(None, single)]
        for foreign in _languages(payload, names)
    ]
    return Source(tuple(articles), lambda address, _source: _key(address))


def _key(address: str) -> str:
    match = _ARTICLE.search(path_of(address))
    return match[1] if match else ""


class _Names:
    """Sections, categories, people and translations of an export, by id."""

    def __init__(self, documents: list[Any]) -> None:
        self._sections = _by_id(every(documents, "sections"))
        self._categories = _by_id(every(documents, "categories"))
        self._people = _by_id(every(documents, "users"))
        self._translations: dict[str, list[Record]] = {}
        for one in every(documents, "translations"):
            if text(one.get("source_type")).lower() in ("article", ""):
                self._translations.setdefault(text(one.get("source_id")), []).append(one)

    def category(self, article: Record) -> str:
        """The name of the article's category, or of its topmost known section."""
        section = self._sections.get(text(article.get("section_id")), {})
        for _ in range(6):
            parent = self._sections.get(text(section.get("parent_section_id")))
            if parent is None:
                break
            section = parent
        category = self._categories.get(text(section.get("category_id")), {})
        return text(category.get("name")) or text(section.get("name"))

    def author(self, article: Record) -> str:
        return text(self._people.get(text(article.get("author_id")), {}).get("name"))

    def translations(self, article: Record) -> list[Record]:
        return records(article.get("translations")) or self._translations.get(
            text(article.get("id")), []
        )


def _by_id(items: Iterable[Record]) -> dict[str, Record]:
    return {text(item.get("id")): item for item in items}


def _languages(article: Record, names: _Names) -> Iterator[Foreign]:
    first = _foreign(article, names)
    yield first
    for translation in names.translations(article):
        locale = text(translation.get("locale"))
        if not locale or locale.lower() == text(article.get("locale")).lower():
            continue
        notes = Notes()
        hidden = bool(translation.get("hidden"))
        facts = {
            **first.facts,
            "url": text(translation.get("html_url")),
            "created": day(translation.get("created_at")),
            "updated": day(translation.get("updated_at")),
        }
        yield replace(
            first,
            title=text(translation.get("title")),
            body=text(translation.get("body")),
            identity=f"{first.identity}-{locale.lower()}",
            language=language_of(locale),
            labels=(),  # they are of the article, in the language of whoever gave them
            audience=_audience({**article, "draft": translation.get("draft") or hidden}, notes),
            facts=facts,
            base=text(translation.get("html_url")) or first.base,
            notes=notes,
        )


def _foreign(article: Record, names: _Names) -> Foreign:
    notes = Notes()
    key = text(article.get("id"))
    if article.get("outdated") is True:
        notes.add("outdated", "The other system marks this translation as outdated.")
    if records(article.get("attachments")):
        notes.add("attachment", "Attachments were not copied.")
    url = text(article.get("html_url"))
    return Foreign(
        key=key,
        identity=f"zendesk-{key}" if key else "",
        title=text(article.get("title")) or text(article.get("name")),
        body=text(article.get("body")),
        form=Form.HTML,
        category=names.category(article),
        audience=_audience(article, notes),
        language=language_of(article.get("locale")),
        labels=texts(article.get("label_names")),
        author=names.author(article),
        facts={
            "from": "zendesk",
            "url": url,
            "created": day(article.get("created_at")),
            "updated": day(article.get("edited_at") or article.get("updated_at")),
        },
        base=url,
        notes=notes,
    )


def _audience(article: Record, notes: Notes) -> Audience:
    """Public is what everybody may read: no draft, and no segment of users."""
    if article.get("draft"):
        notes.add("draft", "A draft there: internal here.")
        return Audience.INTERNAL
    if article.get("user_segment_id") is not None or article.get("user_segment_ids"):
        notes.add("private", "Only some users could read it there: internal here.")
        return Audience.INTERNAL
    return Audience.PUBLIC
