"""One address per page: a trailing slash is a permanent redirect to the address without it."""

from __future__ import annotations

from urllib.parse import quote

from flask import Flask, current_app, redirect, request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response


def register(app: Flask) -> None:
    app.before_request(without_trailing_slash)


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
