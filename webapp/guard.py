"""Whom the site answers now: limits per address, and early refusals while it is overloaded."""

from __future__ import annotations

from flask import Flask, Response, current_app, request

from kb.settings import Settings
from webapp import errors, page_cache
from webapp.limits import FORMS, RATINGS, SEARCHES, Limiter, RateLimited, is_loopback, table
from webapp.overload import READY, Overloaded, Queue
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
    waited = queue.watch(request.environ.get(READY))
    group = group_of(request.endpoint, request.method)
    if group == FREE:
        return None
    limiter: Limiter = current_app.extensions[_LIMITER]
    address = request.remote_addr or ""
    # A proxy on this machine that nobody announced would put all visitors into one bucket.
    unannounced = is_loopback(address) and not current_app.extensions[_BEHIND]
    try:
        if group in _WRITING or not unannounced:
            limiter.check(group, address)
        if group in COSTLY:
            queue.admit(waited)
    except (RateLimited, Overloaded) as error:
        return refusal(error)
    return None


def refusal(error: RateLimited | Overloaded) -> Response:
    """The error's answer. It is rendered once and kept: refusing must cost next to nothing."""
    stamp = page_cache.current_stamp() or ("", 0)
    key = (type(error), errors.wants_json(), request.accept_languages.best, page_cache.page_key())
    kept = page_cache.shelf().get(key, stamp)
    if kept is None:
        rendered = errors.answer(error)
        kept = page_cache.page_of(rendered, stamp)
        if kept is not None:
            page_cache.shelf().put(key, kept)
    response = rendered if kept is None else kept.response()
    response.headers.pop("ETag", None)
    response.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, RateLimited):
        # https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
        name, limit = f'"{error.group}"', error.limit
        response.headers["RateLimit-Policy"] = f"{name};q={limit.amount};w={limit.seconds}"
        response.headers["RateLimit"] = f"{name};r=0;t={error.retry_after}"
    return response
