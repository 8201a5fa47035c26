"""What templates may use: Polish grammar, addresses of static files, the shop's name."""

from __future__ import annotations

from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from markupsafe import Markup

from webapp import polish
from webapp.assets import asset_url
from webapp.contact import contact_times
from webapp.public import passage
from webapp.serving import editorial_or_none


def register(app: Flask) -> None:
    """A name that a template misspells is an error in every test, not an empty place on a page."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        nbsp=polish.nbsp,
        polish_date=polish.polish_date,
        local_day=polish.local_day,
        phone_address=polish.phone_address,
        passage_parts=passage.parts,
        trusted=trusted,
        excerpt=excerpt,
    )
    app.jinja_env.globals.update(
        count=polish.count, asset_url=asset_url, contact_times=contact_times
    )
    app.context_processor(site)


def site() -> dict[str, Any]:
    """Name and contacts for every page; `editorial` is None when nothing can be served."""
    editorial = editorial_or_none()
    return {"editorial": editorial, "site_name": editorial.name if editorial else "Pomoc"}


def trusted(html: str) -> Markup:
    """HTML that the library has sanitised (nh3) when it built the index."""
    return Markup(html)  # noqa: S704


def excerpt(text: str, length: int = 140) -> str:
    """The beginning of a passage on one line, cut at a word when it has any."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    whole_words = line[:length].rpartition(" ")[0] or line[:length]
    return whole_words.rstrip(",;:–- ") + " …"
