"""An article as it was at a commit, for customers who hold something that quotes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from kb.errors import NotFound
from kb.model import Audience
from kb.search.document import article_address
from webapp.addresses import public_address
from webapp.language import page
from webapp.serving import public_reader, serving

if TYPE_CHECKING:
    from kb.ingest.versions import Place
    from kb.reader import Reader

bp = Blueprint("versions", __name__)


@page(bp, "/artykul/<slug>/wersja/<commit>", "/en/article/<slug>/version/<commit>")
def article(slug: str, commit: str) -> str:
    """Only of what customers read today, and only what they could read then."""
    reader = public_reader()
    current = reader.article(slug)
    version = serving().versions.read(place_of(reader), slug, commit)
    hidden = version.article.audience is not Audience.PUBLIC
    if hidden or not version.was_shown(serving().clock()):
        raise NotFound("There is no such version.")
    return render_template(
        "public/version.html",
        current=current,
        version=version,
        same=version.article.markdown == current.markdown,
        address=public_address("public.article", slug=slug),
    )


def place_of(reader: Reader) -> Place:
    """Where the versions are of what a reader of public articles serves."""
    from kb.ingest.versions import Place

    settings, slugs = serving().settings, reader.slugs_by_path
    return Place(
        repo=settings.content_repo,
        folder=reader.manifest.folder,
        default_audience=settings.default_audience,
        tips=(reader.manifest.commit,),
        slugs=slugs,
        links={path: article_address(slug) for path, slug in slugs.items()},
    )
