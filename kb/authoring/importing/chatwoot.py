"""Chatwoot: what `GET /api/v1/accounts/[id]/portals/[slug]/articles` answers.

Documented at https://developers.chatwoot.com/api-reference/help-center; bodies are Markdown.
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

_ARTICLE = re.compile(r"/hc/[^/]+/(?:articles|[^/]+/[^/]+)/([^/]+)/?$")
# In the order of the enumeration, which some answers give as a number.
_STATES = ("draft", "published", "archived")


def read_chatwoot(documents: list[Any]) -> Source:
    """Read the documents of an export; articles in the order of the files."""
    articles = [_foreign(item) for document in documents for item in _items(document)]
    return Source(tuple(articles), lambda address, _source: _key(address))


def _items(document: Any) -> list[Record]:
    payload = record(document).get("payload", document)
    if isinstance(payload, dict):
        payload = payload.get("articles", [payload])
    return [item for item in records(payload) if "content" in item]


def _key(address: str) -> str:
    match = _ARTICLE.search(path_of(address))
    return match[1] if match else ""


def _foreign(article: Record) -> Foreign:
    notes = Notes()
    number = text(article.get("id"))
    slug = text(article.get("slug"))
    state = article.get("status")
    if isinstance(state, int) and 0 <= state < len(_STATES):
        state = _STATES[state]
    category = record(article.get("category"))
    author = record(article.get("author"))
    audience = Audience.PUBLIC
    if state != "published":
        audience = Audience.INTERNAL
        notes.add("draft", "A draft there: internal here.")
    return Foreign(
        key=slug or number,
        identity=f"chatwoot-{number}" if number else "",
        title=text(article.get("title")),
        body=text(article.get("content")),
        form=Form.MARKDOWN,
        category=text(category.get("name")) or text(category.get("slug")),
        audience=audience,
        language=language_of(article.get("locale") or category.get("locale")),
        labels=texts(record(article.get("meta")).get("tags")),
        author=text(author.get("available_name")) or text(author.get("name")),
        facts={
            "from": "chatwoot",
            "slug": slug,
            "description": text(article.get("description")),
            "updated": day(article.get("updated_at")),
        },
        skip="It is archived there." if state == "archived" else "",
        notes=notes,
    )
