"""The shop's own logo, colours and icon, under addresses that change with their content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, g, url_for
from werkzeug.exceptions import NotFound

from kb.errors import IndexUnavailable
from webapp import theme
from webapp.language import current
from webapp.public import picture
from webapp.serving import editorial_or_none, public_reader

if TYPE_CHECKING:
    from kb.ingest.editorial import Editorial

bp = Blueprint("branding", __name__)

_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@dataclass(frozen=True, slots=True)
class Branding:
    """Addresses for the head and the top of every page; None where the site's own is kept."""

    logo: str | None = None
    logo_type: str = ""
    stylesheet: str | None = None


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link with the language of its words."""

    title: str
    address: str
    language: str


def branding() -> Branding:
    """What the shop has of its own, as far as anything can be served."""
    editorial = editorial_or_none()
    if editorial is None:
        return Branding()
    sheet = theme.whole_stylesheet(editorial.colours)
    logo = editorial.logo if editorial.logo and editorial.logo.data else None
    return Branding(
        logo=url_for("branding.logo", version=logo.digest, kind=logo.kind) if logo else None,
        logo_type=_TYPES[logo.kind] if logo else "",
        stylesheet=url_for("branding.stylesheet", version=theme.version(sheet)) if sheet else None,
    )


def footer_links(editorial: Editorial | None) -> tuple[ShownLink, ...]:
    """The shop's links at the foot of a page, in its language as far as they are written in it."""
    if editorial is None:
        return ()
    return tuple(
        ShownLink(
            link.title_in(current()),
            url_for("public.article", slug=link.slug) if link.slug else link.url,
            current() if link.title_in(current()) != link.title else editorial.language,
        )
        for link in editorial.footer_links
        if not link.slug or _leads_somewhere(link.slug)
    )


def _leads_somewhere(slug: str) -> bool:
    """Whether the article is shown at the moment; while nothing can be read nobody knows."""
    try:
        return public_reader().shows(slug)
    except IndexUnavailable:
        return True


@bp.get("/logo-<version>.<any(svg, png):kind>")
def logo(version: str, kind: str) -> Response:
    editorial: Editorial = public_reader().editorial
    shown = editorial.logo
    if shown is None or not shown.data or shown.kind != kind:
        raise NotFound
    g.outdated_version = version != shown.digest
    return Response(shown.data, mimetype=_TYPES[kind])


@bp.get("/theme-<version>.css")
def stylesheet(version: str) -> Response:
    sheet = theme.whole_stylesheet(public_reader().editorial.colours)
    g.outdated_version = version != theme.version(sheet)
    return Response(sheet, mimetype="text/css")


@bp.get("/apple-touch-icon.png")
def touch_icon() -> Response:
    """The icon of a home screen, which takes no SVG."""
    return Response(picture.icon_png(public_reader().editorial), mimetype="image/png")
