"""Whom the site answers now: limits per address, and early refusals while it is overloaded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, Response, current_app, g, request, url_for

from kb.settings import Settings
from webapp import errors, page_cache
from webapp.language import current
from webapp.limits import FORMS, RATINGS, SEARCHES, Limiter, RateLimited, is_loopback, table
from webapp.overload import GIVEN_UP_S, READY, Overloaded, Queue
from webapp.security import FREE, group_of

_LIMITER, _QUEUE, _BEHIND = "podpowiedz.limiter", "podpowiedz.queue", "podpowiedz.behind_proxy"

#: Sent away early while too much is asked; pages cost little and go on.
COSTLY = frozenset((SEARCHES, FORMS))
_WRITING = frozenset((FORMS, RATINGS))


def register(app: Flask, settings: Settings) -> None:
    """One limiter and one queue for the process, asked before every view."""
    app.extensions[_LIMITER] = Limiter(table(settings.rate_limit))
    app.extensions[_QUEUE] = Queue()
    app.extensions[_BEHIND] = settings.proxy_hops > 0
    app.before_request(admit)


def admit() -> Response | None:
    """Nothing when the request may go on, else the answer 429 or 503."""
    queue: Queue = current_app.extensions[_QUEUE]
    g.waited = queue.watch(request.environ.get(READY))
    group = group_of(request.endpoint, request.method)
    if group == FREE:
        return None
    try:
        if group in _WRITING or not is_unannounced():
            count(group)
        if group in COSTLY:
            spare()
    except (RateLimited, Overloaded) as error:
        return refusal(error)
    return None


def is_unannounced() -> bool:
    """Whether a proxy on this machine that nobody announced may ask for all visitors together."""
    return is_loopback(request.remote_addr or "") and not current_app.extensions[_BEHIND]


def count(group: str, who: str = "") -> None:
    """Count the present request in a group, under its address or `who`. Raises RateLimited."""
    limiter: Limiter = current_app.extensions[_LIMITER]
    limiter.check(group, who or request.remote_addr or "")


def require_room(group: str) -> None:
    """Raise RateLimited when one more request of the address would be; counts nothing."""
    limiter: Limiter = current_app.extensions[_LIMITER]
    limiter.test(group, request.remote_addr or "")


def require_patience() -> None:
    """Raise Overloaded when who asked, a program that waits longer than people, has gone."""
    if g.waited > GIVEN_UP_S:
        raise Overloaded


def spare() -> None:
    """Raise Overloaded when the present request has waited too long to begin something costly."""
    queue: Queue = current_app.extensions[_QUEUE]
    queue.admit(g.waited)


def refusal(error: RateLimited | Overloaded) -> Response:
    """The error's answer. It is rendered once and kept: refusing must cost next to nothing."""
    stamp = page_cache.current_stamp() or ("", 0)
    widget, program = request.blueprint == "widget", errors.wants_json()
    key = (type(error), program, widget, current(), *page_cache.site_key())
    kept = page_cache.shelf().get(key, stamp)
    if kept is None:
        if program:
            rendered = errors.answer(error)
        else:
            with _nobodys_request(url_for("widget.home" if widget else "public.home")):
                rendered = errors.answer(error)
        kept = page_cache.page_of(rendered, stamp)
        if kept is not None:
            page_cache.shelf().put(key, kept)
    response = rendered if kept is None else kept.response()
    response.headers.pop("ETag", None)
    response.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, RateLimited):
        response.headers.update(limit_headers(error))
    return response


def limit_headers(error: RateLimited) -> dict[str, str]:
    """Which limit was reached and when it ends.

    https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
    """
    name, limit = f'"{error.group}"', error.limit
    return {
        "Retry-After": str(error.retry_after),
        "RateLimit-Policy": f"{name};q={limit.amount};w={limit.seconds}",
        "RateLimit": f"{name};r=0;t={error.retry_after}",
    }


@contextmanager
def _nobodys_request(address: str) -> Iterator[None]:
    """A request for an address without a query in place of the present one.

    What a visitor asked stands in links of a page, such as the one to the other language, and this
    page will be shown to others. One address for all keeps those who are refused from filling the
    shelf with pages that differ in nothing else.
    """
    path = address.partition("?")[0].removeprefix(request.root_path)
    with current_app.request_context(request.environ | {"PATH_INFO": path, "QUERY_STRING": ""}):
        yield
