"""Pages inside the widget's frame, the script that opens it, and a demonstration."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, jsonify, render_template, request

from kb.errors import NotFound
from kb.settings import Settings
from webapp import inputs, theme
from webapp.addresses import public_site
from webapp.language import current, page
from webapp.metrics import count_search, count_suggestion
from webapp.public import overview, suggestions, visit
from webapp.records import record_search
from webapp.serving import public_reader
from webapp.widget import script as versions
from webapp.widget import shop

#: Articles beside the answer; a panel is small, and the full window shows more.
RESULTS = 4

bp = Blueprint("widget", __name__)
bp.url_defaults(shop.keep)


def register(app: Flask, settings: Settings) -> None:
    shop.configure(app.config, settings)
    app.jinja_env.globals.update(
        widget_origins=shop.origins,
        of_shop_page=shop.of_shop_page,
        contact_address=shop.contact_address,
    )


@page(bp, "/widget", "/en/widget")
def home() -> str:
    reader = public_reader()
    topics = overview.topics(reader.categories(), reader.editorial, current())
    return render_template(
        "widget/home.html",
        question=inputs.question(),
        examples=overview.examples(topics, reader.articles(), current()),
    )


@page(bp, "/widget/szukaj", "/en/widget/search")
def search() -> str:
    exact = request.args.get("dokladnie") == "1"
    result = public_reader().search(inputs.question(), limit=RESULTS, exact=exact)
    count_search(result)
    answered = bool(result.answered and result.hits)
    failed = inputs.failed_before()
    if not answered:
        failed = inputs.with_question(failed, result.query)
    return render_template(
        "widget/results.html" if answered else "widget/no-answer.html",
        result=result,
        nearest=overview.nearest(result),
        question=result.query,
        failed=failed,
        searched=inputs.with_question(failed, result.query),
        token=record_search(result, "widget"),
    )


@page(bp, "/widget/podpowiedzi", "/en/widget/suggest")
def suggest() -> Response:
    """As `public.suggest`, with links that stay in the widget."""
    reader, typed = public_reader(), inputs.question()
    result = reader.search(typed, limit=suggestions.RESULTS)
    completions = reader.complete(typed, limit=suggestions.COMPLETIONS)
    count_suggestion()
    return jsonify(suggestions.document(result, completions, "", inputs.failed_before()))


@page(bp, "/widget/artykul/<slug>", "/en/widget/article/<slug>")
def article(slug: str) -> str:
    found = public_reader().article(slug)
    visit.arrived(slug)
    question = inputs.typed_question()
    return render_template(
        "widget/article.html", page=found, question=question, searched=(question,)
    )


@bp.get("/widget-<int:number>.js")
def script(number: int) -> Response:
    """A version that never changes, for tags that name the hash of its content."""
    if number not in versions.scripts():
        raise NotFound(f"There is no version {number} of the widget.")
    return Response(versions.scripts()[number].content, mimetype="text/javascript")


@bp.get("/widget.js")
def newest_script() -> Response:
    """The newest version, for shops that want updates at once and do without the hash."""
    return Response(versions.newest().content, mimetype="text/javascript")


@page(bp, "/widget/demo", "/en/widget/demo")
def demo() -> str:
    """A page like one of a shop's; only where the widget may be shown on this very site."""
    if public_site() not in shop.origins():
        raise NotFound("KB_WIDGET_ORIGINS does not name the address of this site.")
    return render_template(
        "widget/demo.html",
        script=versions.newest(),
        color=theme.brand(public_reader().editorial.colours),
    )
