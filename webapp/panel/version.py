"""An article as it was when somebody cited it, for agents: also one that is gone or internal."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from flask import render_template, request, url_for

from kb.accounts.model import Role
from kb.errors import IndexUnavailable, NotFound, RepositoryError
from kb.model import Audience
from webapp.panel.access import bp, needs
from webapp.public.versions import place_of
from webapp.serving import public_reader, serving

if TYPE_CHECKING:
    from kb.ingest.versions import Place, Version

_LINES = re.compile(r"([0-9]{1,6})-([0-9]{1,6})", re.ASCII)
#: A passage is never longer; more would be a page of source.
_MOST_LINES = 200


@bp.get("/artykul/<slug>/wersja/<commit>")
@needs(Role.AGENT, Role.EDITOR)
def version(slug: str, commit: str) -> str:
    found = serving().versions.read(_place(), slug, commit)
    public = found.article.audience is Audience.PUBLIC
    return render_template(
        "panel/version.html", version=found, public=public, today=_today(slug, public=public),
        cited=_cited(found),
    )  # fmt: skip


def _place() -> Place:
    """What was published and what is committed: a rollback takes no citation away."""
    from kb.ingest.repository import resolve

    reader, internal = public_reader(), serving().library.reader(Audience.INTERNAL)
    place, settings = place_of(reader), serving().settings
    links = {
        path: url_for("panel.procedure", slug=slug) for path, slug in internal.slugs_by_path.items()
    }
    newest: tuple[str, ...] = ()
    with suppress(RepositoryError):
        newest = (resolve(settings.content_repo, settings.content_ref).sha,)
    return replace(
        place,
        tips=(*place.tips, *newest),
        slugs={**internal.slugs_by_path, **place.slugs},
        links={**links, **place.links},
    )


def _today(slug: str, *, public: bool) -> str:
    """Address of the article as it is today; empty where there is none."""
    endpoint = "public.article" if public else "panel.procedure"
    audience = Audience.PUBLIC if public else Audience.INTERNAL
    try:
        serving().library.reader(audience).article(slug)
    except (NotFound, IndexUnavailable) as error:
        slug = getattr(error, "slug", "")
    return url_for(endpoint, slug=slug) if slug else ""


def _cited(found: Version) -> str:
    """The lines of the file that the address names; empty where it names none."""
    wanted = _LINES.fullmatch(request.args.get("wiersze", ""))
    if wanted is None:
        return ""
    first, last = int(wanted[1]), int(wanted[2])
    return found.lines(first, min(last, first + _MOST_LINES)).strip() if first <= last else ""
