"""The answer to a question that is still being typed, in words: site.js has none of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for

from kb.model import Hit, SearchResult
from webapp.addresses import place
from webapp.language import count, gettext, in_words
from webapp.public.overview import nearest
from webapp.public.passage import excerpt, on_one_line
from webapp.public.visit import suggested

RESULTS = 5
COMPLETIONS = 3


def document(
    result: SearchResult, completions: Iterable[str], category: str, failed: tuple[str, ...]
) -> dict[str, Any]:
    """`status` is said aloud; each of `groups` has a label and options that lead somewhere;
    `answered` says whether the articles among them answer.

    category: a slug that completed questions keep, or empty; failed: what they keep of the visit.
    """
    hits = result.hits if result.answered else nearest(result, RESULTS)
    queries = [_query(text, category, failed) for text in completions if text != result.query]
    label = gettext("Odpowiedzi") if result.answered else gettext("Może chodzi o")
    token = suggested(result) if hits else ""
    groups = ((gettext("Pytania"), queries), (label, [_article(hit, token) for hit in hits]))
    return {
        "status": _status(len(hits), answered=result.answered),
        "answered": result.answered,
        "groups": [{"label": name, "options": options} for name, options in groups if options],
    }


def _status(found: int, *, answered: bool) -> str:
    if not found:
        return gettext("Brak wyników")
    if answered:
        return count(found, "wynik", "wyniki", "wyników")
    return " ".join((gettext("Może chodzi o"), count(found, "artykuł", "artykuły", "artykułów")))


def _query(text: str, category: str, failed: tuple[str, ...]) -> dict[str, str]:
    address = url_for(place("search"), q=text, kategoria=category or None, bylo=failed)
    return {"url": address, "text": text}


def _article(hit: Hit, token: str) -> dict[str, str]:
    """`note` names the language where it is not the page's."""
    anchor = hit.passage.anchor
    return {
        "url": url_for(place("article"), slug=hit.slug, z=token, _anchor=anchor or None),
        "title": hit.title,
        "line": excerpt(on_one_line(hit.passage.text)),
        "language": hit.language,
        "note": in_words(hit.language),
    }
