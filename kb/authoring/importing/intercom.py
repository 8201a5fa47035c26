"""Intercom: what `GET /articles` answers, with collections and admins beside it.

Documented at https://developers.intercom.com/docs/references/rest-api/api.intercom.io/articles/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kb.authoring.importing.model import Foreign, Form, Source
from kb.authoring.importing.notes import Notes
from kb.authoring.importing.payload import (
    Record,
    day,
    host_of,
    language_of,
    path_of,
    record,
    records,
    text,
)
from kb.model import Audience

_ARTICLE = re.compile(r"/articles/(\d+)")


def read_intercom(documents: list[Any]) -> Source:
    """Read the documents of an export; articles in the order of the files."""
    found = [item for document in documents for item in _items(document)]
    collections = {
        text(i.get("id")): i for i in found if i.get("type") in ("collection", "section")
    }
    admins = {text(i.get("id")): text(i.get("name")) for i in found if i.get("type") == "admin"}
    kinds = ("article", "internal_article")
    articles = [
        foreign
        for item in found
        if item.get("type") in kinds
        for foreign in _languages(item, collections, admins)
    ]
    hosts = {host_of(article.facts["url"]) for article in articles} - {""}

    def key_of(address: str, _source: Foreign) -> str:
        # The numbers in addresses are small, and other sites of Intercom have the same.
        host = host_of(address)
        match = _ARTICLE.search(path_of(address))
        return match[1] if match and (host in hosts or not host) else ""

    return Source(tuple(articles), key_of)


def _items(document: Any) -> list[Record]:
    if isinstance(document, list):
        return records(document)
    lists = [i for name in ("data", "admins") for i in records(record(document).get(name))]
    return lists or ([document] if isinstance(document, dict) else [])


def _languages(
    article: Record, collections: dict[str, Record], admins: dict[str, str]
) -> Iterator[Foreign]:
    first = _foreign(article, collections, admins)
    yield first
    for locale, content in record(article.get("translated_content")).items():
        # The content of the default language is among the translations too.
        default = text(article.get("default_locale"))
        translation = record(content)
        if (
            not translation.get("title")
            or locale == default
            or (not default and (translation.get("url") == article.get("url")))
        ):
            continue
        notes = Notes()
        yield replace(
            first,
            title=text(translation.get("title")),
            body=text(translation.get("body")),
            identity=f"{first.identity}-{locale.lower()}",
            language=language_of(locale),
            audience=_audience({**article, "state": translation.get("state")}, notes),
            facts={**first.facts, **_facts(translation)},
            author=admins.get(text(translation.get("author_id")), first.author),
            notes=notes,
        )


def _foreign(article: Record, collections: dict[str, Record], admins: dict[str, str]) -> Foreign:
    notes = Notes()
    number = text(article.get("id"))
    url = text(article.get("url"))
    match = _ARTICLE.search(path_of(url))
    if records(record(article.get("statistics")).get("data")):
        notes.add("statistics", "Statistics were not carried over.")
    return Foreign(
        key=match[1] if match else number,
        identity=f"intercom-{number}" if number else "",
        title=text(article.get("title")),
        body=text(article.get("body")),
        form=Form.HTML,
        category=_category(article, collections),
        audience=_audience(article, notes),
        language=language_of(article.get("default_locale") or article.get("locale")),
        author=admins.get(text(article.get("author_id")), ""),
        facts={"from": "intercom", **_facts(article)},
        base=url,
        notes=notes,
    )


def _facts(content: Record) -> dict[str, str]:
    return {
        "url": text(content.get("url")),
        "created": day(content.get("created_at")),
        "updated": day(content.get("updated_at")),
    }


def _category(article: Record, collections: dict[str, Record]) -> str:
    parent = collections.get(text(article.get("parent_id")), {})
    for _ in range(6):
        above = collections.get(text(parent.get("parent_id")))
        if above is None:
            break
        parent = above
    return text(parent.get("name"))


def _audience(article: Record, notes: Notes) -> Audience:
    if article.get("type") == "internal_article":
        notes.add("private", "An internal article there: internal here.")
        return Audience.INTERNAL
    if article.get("state") != "published":
        notes.add("draft", "A draft there: internal here.")
        return Audience.INTERNAL
    return Audience.PUBLIC
