"""The answer to a question that is still being typed, in words: site.js has none of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for

from kb.model import Hit, SearchResult
from webapp.language import count, gettext, in_words
from webapp.public.overview import nearest
from webapp.public.passage import excerpt, on_one_line

RESULTS = 5
COMPLETIONS = 3


def document(result: SearchResult, completions: Iterable[str], category: str) -> dict[str, Any]:
    """`status` is said aloud; each of `groups` has a label and options that lead somewhere;
    `answered` says whether the articles among them answer.

    category: a slug that completed questions keep, or empty.
    """
    hits = result.hits if result.answered else nearest(result, RESULTS)
    queries = [_query(text, category) for text in completions if text != result.query]
    label = gettext("Odpowiedzi") if result.answered else gettext("Może chodzi o")
    groups = ((gettext("Pytania"), queries), (label, [_article(hit) for hit in hits]))
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


def _query(text: str, category: str) -> dict[str, str]:
    return {"url": url_for("public.search", q=text, kategoria=category or None), "text": text}


def _article(hit: Hit) -> dict[str, str]:
    """`note` names the language where it is not the page's."""
    anchor = hit.passage.anchor
    return {
        "url": url_for("public.article", slug=hit.slug, _anchor=anchor or None),
        "title": hit.title,
        "line": excerpt(on_one_line(hit.passage.text)),
        "language": hit.language,
        "note": in_words(hit.language),
    }
