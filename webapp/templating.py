"""What templates may use: texts and grammar of the language, addresses, the shop's name."""

from __future__ import annotations

from typing import Any

from flask import Flask, request, url_for
from jinja2 import StrictUndefined
from markupsafe import Markup

from kb.settings import Settings
from webapp import language, overrides
from webapp.assets import asset_url
from webapp.branding import branding, footer_links
from webapp.contact import contact_form_address, contact_times, phone_address
from webapp.desks import PREFIXES
from webapp.language.times import local_day
from webapp.public import passage
from webapp.serving import editorial_or_none
from webapp.widget.links import in_widget

#: How the library opens a table; see kb.ingest.render.
_BOX = '<div class="scroll"><table>'
_LAYOUTS = {"widget": "widget/base.html"} | dict.fromkeys(PREFIXES, "panel/base.html")


def register(app: Flask, settings: Settings) -> None:
    """A name that a template misspells is an error in every test, not an empty place on a page.

    Raises ConfigError where the folder of KB_TEMPLATES cannot be used.
    """
    if settings.templates:
        app.jinja_loader = overrides.overriding(settings.templates)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.filters.update(
        nbsp=language.nbsp,
        on_page=on_page,
        in_widget=in_widget,
        date_in_words=language.date_in_words,
        local_day=local_day,
        phone_address=phone_address,
        passage_parts=passage.parts,
        trusted=trusted,
        excerpt=passage.excerpt,
        passage_line=passage.on_one_line,
    )
    app.jinja_env.globals.update(
        gettext=language.gettext,
        count=language.count,
        lang=language.lang,
        table_box=table_box,
        marked=language.marked,
        in_words=language.in_words,
        page_language=language.current,
        asset_url=asset_url,
        contact_times=contact_times,
        contact_form_address=contact_form_address,
        takes_ratings=True,
    )
    app.context_processor(site)
    if settings.templates:
        overrides.check(app.jinja_env, settings.templates)


def site() -> dict[str, Any]:
    """Name, contacts and languages of every page; `editorial` is None when nothing is served.

    layout: what a page extends that stands in the help centre and in the widget alike.
    """
    editorial = editorial_or_none()
    return {
        "editorial": editorial,
        "site_name": (
            editorial.name_in(language.current()) if editorial else language.gettext("Pomoc")
        ),
        "branding": branding(),
        "footer_links": footer_links(editorial),
        "twins": language.twins(),
        "layout": _LAYOUTS.get(request.blueprint or "", "base.html"),
    }


def on_page(html: str, written_in: str) -> str:
    """HTML of an article whose boxes of tables and links speak the language of the page."""
    boxed = html.replace(_BOX, table_box(written_in))
    if language.current() == language.BASE:
        return boxed
    return boxed.replace('href="/artykul/', f'href="{url_for("public.article", slug="")}')


def table_box(written_in: str) -> Markup:
    """Opens a table and its box, whose name is in the page's language even if the table is not."""
    foreign = language.lang(written_in)
    own = Markup(' lang="{}"').format(language.current()) if foreign else ""
    opened = Markup('<div class="scroll"{} data-label="{}"><table{}>')
    return opened.format(own, language.gettext("Tabela, przewija się w bok"), foreign)


def trusted(html: str) -> Markup:
    """HTML that the library has sanitised (nh3) when it built the index."""
    return Markup(html)  # noqa: S704
