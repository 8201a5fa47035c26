"""Structured data of pages for search engines: schema.org objects, put into pages as JSON-LD.

Plain dictionaries from what the library gives. No names of authors: they are people who work for
the shop, and the shop is the publisher.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kb.model import ArticlePage, ArticleSummary
from webapp.inputs import one_line

Document = dict[str, Any]

_CONTEXT = "https://schema.org"


def website(name: str, language: str, *, home: str, search: str) -> Document:
    """The site with its search. home, search: whole addresses; a question follows as `?q=`."""
    return {
        "@context": _CONTEXT,
        "@type": "WebSite",
        "name": one_line(name),
        "url": home,
        "inLanguage": language,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{search}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def article(page: ArticlePage, *, address: str, publisher: str, home: str) -> Document:
    """An article. address, home: whole addresses of its page and of the site."""
    summary = page.summary
    organisation = {"@type": "Organization", "name": one_line(publisher), "url": home}
    document: Document = {
        "@context": _CONTEXT,
        "@type": "Article",
        "headline": one_line(summary.title),
        "dateModified": summary.updated_at.isoformat(timespec="seconds"),
        "inLanguage": summary.language,
        "url": address,
        "mainEntityOfPage": address,
        "author": organisation,
        "publisher": organisation,
    }
    if summary.summary:
        document["description"] = one_line(summary.summary)
    return document


def breadcrumbs(trail: Iterable[tuple[str, str]]) -> Document:
    """The way from the home page to this one, as (name, whole address)."""
    return {
        "@context": _CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": one_line(name), "item": address}
            for place, (name, address) in enumerate(trail, start=1)
        ],
    }


def faq_page(
    articles: Iterable[ArticleSummary], address_of: Callable[[str], str]
) -> Document | None:
    """The questions of a category with the first words of their answers.

    address_of: from slug to whole address. None when no article has a text to answer with.
    """
    questions = [
        {
            "@type": "Question",
            "name": one_line(item.title),
            "inLanguage": item.language,
            "acceptedAnswer": {
                "@type": "Answer",
                "text": one_line(item.summary),
                "url": address_of(item.slug),
            },
        }
        for item in articles
        if one_line(item.summary)
    ]
    if not questions:
        return None
    return {"@context": _CONTEXT, "@type": "FAQPage", "mainEntity": questions}
