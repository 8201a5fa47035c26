"""Pages of the help centre: home, results, category, article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template, request

from kb.errors import NotFound
from kb.model import SearchResult
from webapp import inputs
from webapp.addresses import public_address
from webapp.metrics import count_search
from webapp.public import overview, structured
from webapp.serving import public_reader

if TYPE_CHECKING:
    from kb.reader import Reader

bp = Blueprint("public", __name__)

ROBOTS = """\
User-agent: *
Disallow: /szukaj
Disallow: /api/
Allow: /api/v1/openapi.json
Disallow: /metrics
"""


@bp.get("/")
def home() -> str:
    reader = public_reader()
    address, editorial = public_address("public.home"), reader.editorial
    site = structured.website(
        editorial.name, editorial.language, home=address, search=public_address("public.search")
    )
    articles, categories = reader.articles(), _categories(reader)
    with_page = {slug for slug, _, _ in categories}
    return render_template(
        "public/home.html",
        address=address,
        structured=[site],
        topics=overview.topics(categories, reader.editorial),
        examples=overview.examples(categories, articles),
        recent=overview.recent(articles),
        # A folder of foreign Markdown may keep articles in no folder, hence in no category.
        uncategorised=[item for item in articles if item.category not in with_page],
        search_in_page=True,
    )


@bp.get("/szukaj")
def search() -> str:
    reader = public_reader()
    categories = _categories(reader)
    category = request.args.get("kategoria", "")
    if category not in {slug for slug, _, _ in categories}:
        category = ""
    exact = request.args.get("dokladnie") == "1"
    result = reader.search(inputs.question(), limit=6, category=category or None, exact=exact)
    count_search(result)
    return render_template(
        "public/results.html" if result.answered and result.hits else "public/no-answer.html",
        result=result,
        section=_section(reader, result),
        others=overview.by_category(result.hits[1:], categories),
        question=result.query,
        category=category,
        categories=categories,
        exact=exact,
        search_in_page=True,
    )


@bp.get("/artykul/<slug>")
def article(slug: str) -> str:
    reader = public_reader()
    page = reader.article(slug)
    titles = {name: title for name, title, _ in _categories(reader)}
    folder, title = page.summary.category, titles.get(page.summary.category, "")
    home, address = public_address("public.home"), public_address("public.article", slug=slug)
    trail = [("Pomoc", home), (page.summary.title, address)]
    if title:
        trail.insert(1, (title, public_address("public.category", slug=folder)))
    return render_template(
        "public/article.html",
        page=page,
        category_title=title,
        address=address,
        structured=[
            structured.article(page, address=address, publisher=reader.editorial.name, home=home),
            structured.breadcrumbs(trail),
        ],
    )


@bp.get("/kategoria/<slug>")
def category(slug: str) -> str:
    reader = public_reader()
    titles = {name: title for name, title, _ in _categories(reader)}
    if slug not in titles:
        raise NotFound(f"There is no category {slug!r} with public articles.")
    articles = reader.articles(slug)
    questions = structured.faq_page(
        articles, lambda name: public_address("public.article", slug=name)
    )
    return render_template(
        "public/category.html",
        slug=slug,
        title=titles[slug],
        articles=articles,
        address=public_address("public.category", slug=slug),
        structured=[questions] if questions else [],
    )


@bp.get("/robots.txt")
def robots() -> Response:
    return Response(
        f"{ROBOTS}\nSitemap: {public_address('feeds.sitemap')}\n", mimetype="text/plain"
    )


def _categories(reader: Reader) -> tuple[tuple[str, str, int], ...]:
    """Categories that can have a page; articles that lie in no folder have no category."""
    return tuple(category for category in reader.categories() if category[0])


def _section(reader: Reader, result: SearchResult) -> str:
    """Heading under which the answer stands; empty when it is the article's lead."""
    if not result.answered or not result.hits:
        return ""
    best = result.hits[0]
    return dict(reader.article(best.slug).contents).get(best.passage.anchor, "")
