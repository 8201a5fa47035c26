"""One address per page: without a trailing slash, and under one host."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response

from kb.settings import Settings

_SITE = "PUBLIC_URL"
#: Small letters, and digits of a version or year but no long number.
_OURS = re.compile(r"(?!.*\d(?:[-._]?\d){6})[a-z0-9._-]*")
_RECEIPT = re.compile(r"^(/+(?:[a-z]{2}/+)?(?:kontakt|contact|ankieta|survey)/+).+", re.DOTALL)


def register(app: Flask, settings: Settings) -> None:
    app.config[_SITE] = settings.public_url
    app.before_request(without_trailing_slash)
    app.jinja_env.globals.update(
        public_address=public_address, public_site=public_site, place=place, form_target=form_target
    )


def public_address(endpoint: str, **values: Any) -> str:
    """The whole address of a page, as search engines and feed readers are to know it.

    Without `language` it is in the language of the request.
    """
    return f"{public_site()}{url_for(endpoint, **values)}"


def public_site() -> str:
    """Scheme and host of the site, without a slash at the end.

    Where KB_PUBLIC_URL is not set it names the host of the request, whatever that is.
    """
    return current_app.config[_SITE] or f"{request.scheme}://{request.host}"


def for_log(path: str) -> str:
    """A path as any log may hold it: without the number of a message and the token of a survey,
    and without segments that no address of ours has, which may be a telephone number or a name."""
    segments = _RECEIPT.sub(r"\1-", path).split("/")
    return "/".join(segment if _OURS.fullmatch(segment) else "-" for segment in segments)


def place(page: str) -> str:
    """The endpoint of a page to link to: inside the widget the widget's own, such as "article"."""
    return f"{'widget' if request.blueprint == 'widget' else 'public'}.{page}"


def form_target(page: str) -> str:
    """Where a form leads: the address of a page without a query, which its fields replace."""
    return url_for(place(page)).partition("?")[0]


def without_trailing_slash() -> Response | None:
    """308 when the address is a page's address with slashes at its end, nothing otherwise."""
    if not isinstance(request.routing_exception, NotFound):
        return None
    # Leading slashes are reduced to one: "//host" in a Location header would leave this site.
    path = "/" + request.path.strip("/")
    if path == request.path:
        return None
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return None
    query = request.query_string.decode("latin-1")
    return redirect(quote(path, safe="/") + (f"?{query}" if query else ""), 308)
