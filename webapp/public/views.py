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
from webapp.public import overview, structured, suggestions, ticket, visit
from webapp.records import belongs_to, mark, record_search, records
from webapp.serving import public_reader, serving

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
        needed=overview.needed(articles, (*_most_needed(), *editorial.featured)),
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
    answered = bool(result.answered and result.hits)
    # The visitor says of results they have seen that these are none.
    rejected = visit.token("nie")
    failed = inputs.failed_before()
    if rejected or not answered:
        failed = inputs.with_question(failed, result.query)
    token = _rejected(rejected) if rejected else _recorded(result)
    return render_template(
        "public/results.html" if answered else "public/no-answer.html",
        result=result,
        section=_section(reader, result),
        others=overview.by_category(result.hits[1:], topics),
        nearest=overview.nearest(result),
        question=result.query,
        category=category,
        categories=topics,
        exact=exact,
        failed=failed,
        searched=inputs.with_question(failed, result.query),
        person_first=len(failed) >= visit.PERSON_AFTER,
        rejected=bool(rejected),
        token=token,
        rating_form=_rating_form(reader, result.hits[0].slug, token) if answered else "",
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
    return jsonify(suggestions.document(result, completions, category, inputs.failed_before()))


@page(bp, "/artykul/<slug>", "/en/article/<slug>")
def article(slug: str) -> Response:
    reader = public_reader()
    found = reader.article(slug)
    form = ticket.new_form(slug, found.commit, visit.arrived(slug))
    topic = next((one for one in _topics(reader) if one.slug == found.summary.category), None)
    home, address = public_address("public.home"), public_address("public.article", slug=slug)
    trail = [(gettext("Pomoc"), home), (found.summary.title, address)]
    if topic:
        trail.insert(1, (topic.title, public_address("public.category", slug=topic.slug)))
    text = render_template(
        "public/article.html",
        page=found,
        rating_form=form,
        topic=topic,
        address=address,
        structured=[
            structured.article(found, address=address, publisher=reader.editorial.name, home=home),
            structured.breadcrumbs(trail),
        ],
    )
    response = Response(text, mimetype="text/html")
    # The ticket is new each time; a page that differs in nothing else is not sent again.
    response.set_etag(ticket.tag_without(form, text), weak=True)
    return response


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


def _most_needed() -> tuple[str, ...]:
    return records().most_needed.slugs(serving().clock())


def _recorded(result: SearchResult) -> str:
    count_search(result)
    return record_search(result, "page")


def _rejected(token: str) -> str:
    from kb.store.searches import Mark

    mark(Mark(token, rejected=True))
    return belongs_to(token)


def _rating_form(reader: Reader, slug: str, token: str) -> str:
    return ticket.new_form(slug, reader.article(slug).commit, token)


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
