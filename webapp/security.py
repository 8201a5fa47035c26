"""What every response carries, as tables: protective headers and how long it may be kept."""

from __future__ import annotations

from flask import Flask, Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from kb.settings import Settings
from webapp import assets

MAX_BODY_BYTES = 64 * 1024

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS: dict[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": (
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

#: What differs by endpoint. An SVG that is opened by itself is a document: it may load and run
#: nothing at all. Pictures of link previews are shown by other sites.
OWN_HEADERS: dict[str, dict[str, str]] = {
    "branding.logo": {"Content-Security-Policy": "default-src 'none'; sandbox"},
    "picture.home": {"Cross-Origin-Resource-Policy": "cross-origin"},
    "picture.article": {"Cross-Origin-Resource-Policy": "cross-origin"},
}

HTTPS_ONLY: dict[str, str] = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}

NEVER = "no-store"
REVALIDATE = "no-cache"
HOUR = "public, max-age=3600"
DAY = "public, max-age=86400"
YEAR = "public, max-age=31536000, immutable"

#: One line per endpoint (a test walks the routes). Pages are asked for again each time and
#: answered 304 while unchanged, so that an edit is seen at once. What carries a visitor's
#: question is stored nowhere.
CACHING: dict[str, str] = {
    "static": YEAR,
    "public.home": REVALIDATE,
    "public.article": REVALIDATE,
    "public.category": REVALIDATE,
    "public.search": NEVER,
    "public.suggest": NEVER,
    "public.robots": HOUR,
    "history.article": REVALIDATE,
    "picture.home": DAY,
    "picture.article": DAY,
    "branding.logo": YEAR,
    "branding.stylesheet": YEAR,
    "branding.touch_icon": DAY,
    "feeds.sitemap": REVALIDATE,
    "feeds.changes": REVALIDATE,
    "feeds.llms": REVALIDATE,
    "feeds.article": REVALIDATE,
    "api.search": NEVER,
    "api.complete": NEVER,
    "api.article": REVALIDATE,
    "api.openapi": HOUR,
    "ops.alive": NEVER,
    "ops.ready": NEVER,
    "ops.metrics": NEVER,
}


def register(app: Flask, settings: Settings) -> None:
    """Limits, trusted hosts, proxies and headers, all before the first route is added."""
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.config["TRUSTED_HOSTS"] = trusted_hosts(settings)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    app.after_request(protect)


def trusted_hosts(settings: Settings) -> list[str] | None:
    hosts = [host.strip() for host in settings.trusted_hosts.split(",") if host.strip()]
    return hosts or None


def protect(response: Response) -> Response:
    """Add the tables' headers; revalidated answers also get an entity tag of their body."""
    own = OWN_HEADERS.get(request.endpoint or "", {})
    for name, value in (HEADERS | own | (HTTPS_ONLY if request.is_secure else {})).items():
        response.headers.setdefault(name, value)
    caching = caching_of(response)
    response.headers["Cache-Control"] = caching
    if caching in (REVALIDATE, DAY) and response.status_code == 200:
        if not response.is_streamed:
            response.add_etag()
        response.make_conditional(request)
    return response


def caching_of(response: Response) -> str:
    """The Cache-Control value of a response to the current request."""
    if response.status_code >= 400:
        return NEVER
    caching = CACHING.get(request.endpoint or "", NEVER)
    if g.get("outdated_version"):
        return NEVER  # the present file under an old page's address
    if request.endpoint == "static":
        filename = (request.view_args or {}).get("filename", "")
        # An address without the present version may be an old page's: it must be asked again.
        return YEAR if request.args.get("v") == assets.version(filename) else REVALIDATE
    return caching
