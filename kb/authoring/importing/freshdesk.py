"""Freshdesk: what `GET /api/v2/solutions/folders/[id]/articles` and its neighbours answer.

Documented at https://developers.freshdesk.com/api/#solution_article_attributes. Articles come as
a list, one article as an object; folders and categories tell who may read them and their names.
"""

from __future__ import annotations

import re
from typing import Any

from kb.authoring.importing.model import Foreign, Form, Source
from kb.authoring.importing.notes import Notes
from kb.authoring.importing.payload import (
    Record,
    day,
    language_of,
    path_of,
    record,
    records,
    text,
    texts,
)
from kb.model import Audience

_ARTICLE = re.compile(r"/solutions?/articles/(\d+)", re.IGNORECASE)
_DRAFT, _EVERYBODY = 1, 1


def read_freshdesk(documents: list[Any]) -> Source:
    """Read the documents of an export; articles in the order of the files."""
    found = [item for document in documents for item in _items(document)]
    articles = [item for item in found if "description" in item and "title" in item]
    folders = {text(item.get("id")): item for item in found if "visibility" in item}
    others = [item for item in found if "name" in item and "visibility" not in item]
    categories = {text(item.get("id")): text(item.get("name")) for item in others}
    return Source(
        tuple(_foreign(article, folders, categories) for article in articles),
        lambda address, _source: _key(address),
    )


def _items(document: Any) -> list[Record]:
    if isinstance(document, list):
        return records(document)
    lists = [
        item
        for name in ("articles", "folders", "categories")
        for item in records(record(document).get(name))
    ]
    return lists or ([document] if isinstance(document, dict) else [])


def _key(address: str) -> str:
    match = _ARTICLE.search(path_of(address))
    return match[1] if match else ""


def _foreign(article: Record, folders: dict[str, Record], categories: dict[str, str]) -> Foreign:
    notes = Notes()
    key = text(article.get("id"))
    folder = folders.get(text(article.get("folder_id")), {})
    visibility = article.get("folder_visibility", folder.get("visibility"))
    for attachment in records(article.get("attachments")):
        notes.add("attachment", f"The attachment was not copied: {text(attachment.get('name'))}")
    keywords = record(article.get("seo_data")).get("meta_keywords")
    category = (
        _level(article, "category")
        or categories.get(text(article.get("category_id")), "")
        or text(article.get("category_name"))
        or _level(article, "folder")
        or text(folder.get("name"))
    )
    return Foreign(
        key=key,
        identity=f"freshdesk-{key}" if key else "",
        title=text(article.get("title")),
        body=text(article.get("description")),
        form=Form.HTML,
        category=category,
        audience=_audience(article.get("status"), visibility, notes),
        language=language_of(article.get("language") or article.get("language_code")),
        labels=tuple(dict.fromkeys((*texts(article.get("tags")), *texts(keywords)))),
        author=text(record(article.get("agent")).get("name")),
        facts={
            "from": "freshdesk",
            "created": day(article.get("created_at")),
            "updated": day(article.get("updated_at")),
        },
        notes=notes,
    )


def _level(article: Record, kind: str) -> str:
    levels = records(article.get("hierarchy"))
    return next(
        (text(record(x.get("data")).get("name")) for x in levels if x.get("type") == kind), ""
    )


def _audience(status: Any, visibility: Any, notes: Notes) -> Audience | None:
    if status == _DRAFT:
        notes.add("draft", "A draft there: internal here.")
        return Audience.INTERNAL
    if visibility is None:
        return None
    if visibility != _EVERYBODY:
        notes.add("private", "Only some users could read it there: internal here.")
        return Audience.INTERNAL
    return Audience.PUBLIC
