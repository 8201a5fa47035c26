"""Pages of the help centre: home, results, category, article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template, request

from kb.errors import NotFound
from kb.model import ArticleSummary, SearchResult
from webapp import inputs
from webapp.metrics import count_search
from webapp.serving import public_reader

if TYPE_CHECKING:
    from kb.reader import Reader

bp = Blueprint("public", __name__)

ROBOTS = "User-agent: *\nDisallow: /szukaj\nDisallow: /api/\nDisallow: /metrics\n"


@bp.get("/")
def home() -> str:
    reader = public_reader()
    by_category: dict[str, list[ArticleSummary]] = {}
    for summary in reader.articles():
        by_category.setdefault(summary.category, []).append(summary)
    categories = [
        (slug, title, number, by_category.pop(slug, []))
        for slug, title, number in _categories(reader)
    ]
    # A folder of foreign Markdown may keep articles in no folder, hence in no category.
    uncategorised = [summary for group in by_category.values() for summary in group]
    return render_template(
        "public/home.html", categories=categories, uncategorised=uncategorised, search_in_page=True
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
    return render_template(
        "public/article.html", page=page, category_title=titles.get(page.summary.category, "")
    )


@bp.get("/kategoria/<slug>")
def category(slug: str) -> str:
    reader = public_reader()
    titles = {name: title for name, title, _ in _categories(reader)}
    if slug not in titles:
        raise NotFound(f"There is no category {slug!r} with public articles.")
    return render_template(
        "public/category.html", slug=slug, title=titles[slug], articles=reader.articles(slug)
    )


@bp.get("/robots.txt")
def robots() -> Response:
    return Response(ROBOTS, mimetype="text/plain")


def _categories(reader: Reader) -> tuple[tuple[str, str, int], ...]:
    """Categories that can have a page; articles that lie in no folder have no category."""
    return tuple(category for category in reader.categories() if category[0])


def _section(reader: Reader, result: SearchResult) -> str:
    """Heading under which the answer stands; empty when it is the article's lead."""
    if not result.answered or not result.hits:
        return ""
    best = result.hits[0]
    return dict(reader.article(best.slug).contents).get(best.passage.anchor, "")
