"""Pages of the help centre: home, results, category, article."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, render_template, request

from kb.errors import NotFound
from kb.model import SearchResult
from webapp import inputs
from webapp.addresses import public_address
from webapp.language import current, gettext, page
from webapp.metrics import count_search, count_suggestion
from webapp.public import overview, structured, suggestions
from webapp.serving import public_reader

if TYPE_CHECKING:
    from kb.reader import Reader

bp = Blueprint("public", __name__)

ROBOTS = """\
User-agent: *
Disallow: /szukaj
Disallow: /podpowiedzi
Disallow: /kontakt/
Disallow: /en/search
Disallow: /en/suggest
Disallow: /en/contact/
Disallow: /api/
Allow: /api/v1/openapi.json
Disallow: /metrics
Allow: /obraz
"""


@page(bp, "/", "/en")
def home() -> str:
    reader = public_reader()
    address, editorial = public_address("public.home"), reader.editorial
    site = structured.website(
        editorial.name, current(), home=address, search=public_address("public.search")
    )
    articles, topics = reader.articles(), _topics(reader)
    with_page = {topic.slug for topic in topics}
    return render_template(
        "public/home.html",
        address=address,
        structured=[site],
        topics=topics,
        examples=overview.examples(topics, articles, current()),
        featured=overview.featured(editorial, articles),
        recent=overview.recent(articles),
        uncategorised=[item for item in articles if item.category not in with_page],
        search_in_page=True,
    )


@page(bp, "/szukaj", "/en/search")
def search() -> str:
    reader = public_reader()
    topics = _topics(reader)
    category = _chosen(topics)
    exact = request.args.get("dokladnie") == "1"
    result = reader.search(inputs.question(), limit=6, category=category or None, exact=exact)
    count_search(result)
    return render_template(
        "public/results.html" if result.answered and result.hits else "public/no-answer.html",
        result=result,
        section=_section(reader, result),
        others=overview.by_category(result.hits[1:], topics),
        nearest=overview.nearest(result),
        question=result.query,
        category=category,
        categories=topics,
        exact=exact,
        search_in_page=True,
    )


@page(bp, "/podpowiedzi", "/en/suggest")
def suggest() -> Response:
    """What site.js shows while a question is typed, in words and ready to be shown."""
    reader = public_reader()
    typed, category = inputs.question(), _chosen(_topics(reader))
    result = reader.search(typed, limit=suggestions.RESULTS, category=category or None)
    completions = reader.complete(typed, limit=suggestions.COMPLETIONS)
    count_suggestion()
    return jsonify(suggestions.document(result, completions, category))


@page(bp, "/artykul/<slug>", "/en/article/<slug>")
def article(slug: str) -> str:
    reader = public_reader()
    found = reader.article(slug)
    topic = next((one for one in _topics(reader) if one.slug == found.summary.category), None)
    home, address = public_address("public.home"), public_address("public.article", slug=slug)
    trail = [(gettext("Pomoc"), home), (found.summary.title, address)]
    if topic:
        trail.insert(1, (topic.title, public_address("public.category", slug=topic.slug)))
    return render_template(
        "public/article.html",
        page=found,
        topic=topic,
        address=address,
        structured=[
            structured.article(found, address=address, publisher=reader.editorial.name, home=home),
            structured.breadcrumbs(trail),
        ],
    )


@page(bp, "/kategoria/<slug>", "/en/category/<slug>")
def category(slug: str) -> str:
    reader = public_reader()
    topic = next((one for one in _topics(reader) if one.slug == slug), None)
    if topic is None:
        raise NotFound(f"There is no category {slug!r} with public articles.")
    articles = reader.articles(slug)
    questions = structured.faq_page(
        articles, lambda name: public_address("public.article", slug=name)
    )
    return render_template(
        "public/category.html",
        topic=topic,
        articles=articles,
        address=public_address("public.category", slug=slug),
        structured=[questions] if questions else [],
    )


@bp.get("/robots.txt")
def robots() -> Response:
    return Response(
        f"{ROBOTS}\nSitemap: {public_address('feeds.sitemap')}\n", mimetype="text/plain"
    )


def _topics(reader: Reader) -> tuple[overview.Topic, ...]:
    return overview.topics(reader.categories(), reader.editorial, current())


def _chosen(topics: Iterable[overview.Topic]) -> str:
    """The category that the address asks for; empty for none and for one that is not there."""
    category = request.args.get("kategoria", "")
    return category if category in {topic.slug for topic in topics} else ""


def _section(reader: Reader, result: SearchResult) -> str:
    """Heading under which the answer stands; empty when it is the article's lead."""
    if not result.answered or not result.hits:
        return ""
    best = result.hits[0]
    return dict(reader.article(best.slug).contents).get(best.passage.anchor, "")
