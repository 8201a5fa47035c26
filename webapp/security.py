"""What every response carries, as tables: protective headers and how long it may be kept."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, Response, current_app, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from kb.settings import Settings
from webapp import assets, desks
from webapp.limits import FORMS, PAGES, RATINGS, SEARCHES

MAX_BODY_BYTES = 64 * 1024
#: Of an address that announces it for itself: another system's webhook, a form of the desk.
LARGEST_BODY_BYTES = 256 * 1024
#: No form for visitors comes near it.
MAX_FORM_FIELDS = 50

_NOBODY = "frame-ancestors 'none'"
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
        _NOBODY,
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

#: A script in a page of another site, which checks its integrity (hence the CORS header).
_FOR_OTHER_SITES = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
#: What differs by endpoint. An SVG that is opened by itself is a document: it may load and run
#: nothing at all. Pictures of link previews are shown by other sites.
OWN_HEADERS: dict[str, dict[str, str]] = {
    "branding.logo": {"Content-Security-Policy": "default-src 'none'; sandbox"},
    "picture.home": {"Cross-Origin-Resource-Policy": "cross-origin"},
    "picture.article": {"Cross-Origin-Resource-Policy": "cross-origin"},
    "widget.script": _FOR_OTHER_SITES,
    "widget.newest_script": _FOR_OTHER_SITES,
    "widget.demo": {"Content-Security-Policy": f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"},
}

HTTPS_ONLY: dict[str, str] = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}

_FRAMED_POLICY = "FRAMED_POLICY"

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
    "public.contact": NEVER,
    "public.contact_answered": REVALIDATE,
    "public.contact_receipt": NEVER,
    "public.search": NEVER,
    "public.suggest": NEVER,
    "public.rate": NEVER,
    "public.rated": NEVER,
    "public.survey": NEVER,
    "public.privacy": REVALIDATE,
    "public.robots": HOUR,
    "history.article": REVALIDATE,
    "versions.article": REVALIDATE,
    "panel.version": NEVER,
    "picture.home": DAY,
    "picture.article": DAY,
    "branding.logo": YEAR,
    "branding.stylesheet": YEAR,
    "branding.touch_icon": DAY,
    "widget.home": NEVER,
    "widget.search": NEVER,
    "widget.suggest": NEVER,
    "widget.article": REVALIDATE,
    "widget.script": YEAR,
    "widget.newest_script": HOUR,
    "widget.demo": REVALIDATE,
    "feeds.sitemap": REVALIDATE,
    "feeds.changes": REVALIDATE,
    "feeds.llms": REVALIDATE,
    "feeds.article": REVALIDATE,
    "api.search": NEVER,
    "api.complete": NEVER,
    "api.article": REVALIDATE,
    "api.openapi": HOUR,
    "api.suggest": NEVER,
    "api.check": NEVER,
    "api.messages": NEVER,
    "hooks.chatwoot": NEVER,
    "hooks.zammad": NEVER,
    "hooks.messages": NEVER,
    "hooks.git": NEVER,
    "panel.account": NEVER,
    "panel.account_edit": NEVER,
    "panel.account_new": NEVER,
    "panel.accounts": NEVER,
    "panel.statistics": NEVER,
    "panel.statistics_csv": NEVER,
    "panel.add_marker": NEVER,
    "panel.remove_marker": NEVER,
    "panel.rodo": NEVER,
    "panel.rodo_export": NEVER,
    "panel.rodo_erase": NEVER,
    "panel.add_second_factor": NEVER,
    "panel.change_language": NEVER,
    "panel.change_password": NEVER,
    "panel.code": NEVER,
    "panel.company_return": NEVER,
    "panel.company_sign_in": NEVER,
    "panel.end_other_sessions": NEVER,
    "panel.new_recovery_codes": NEVER,
    "panel.remove_second_factor": NEVER,
    "panel.second_factor": NEVER,
    "panel.inbox": NEVER,
    "panel.undo": NEVER,
    "panel.snooze": NEVER,
    "panel.reopen": NEVER,
    "panel.resend": NEVER,
    "panel.write_by_hand": NEVER,
    "panel.reject": NEVER,
    "panel.redraft": NEVER,
    "panel.procedure": NEVER,
    "panel.note": NEVER,
    "panel.new_message": NEVER,
    "panel.merge": NEVER,
    "panel.letter": NEVER,
    "panel.find": NEVER,
    "panel.conversation": NEVER,
    "panel.close": NEVER,
    "panel.check": NEVER,
    "panel.changes": NEVER,
    "panel.assign": NEVER,
    "panel.ask_editors": NEVER,
    "panel.answer": NEVER,
    "panel.add_message": NEVER,
    "panel.sign_in": NEVER,
    "panel.sign_out": NEVER,
    "editors.article": NEVER,
    "editors.article_csv": NEVER,
    "editors.article_deleted": NEVER,
    "editors.article_version": NEVER,
    "editors.articles": NEVER,
    "editors.articles_csv": NEVER,
    "editors.articles_deleted": NEVER,
    "editors.close_request": NEVER,
    "editors.corrections": NEVER,
    "editors.corrections_csv": NEVER,
    "editors.gap": NEVER,
    "editors.gap_article": NEVER,
    "editors.gaps": NEVER,
    "editors.gaps_csv": NEVER,
    "editors.problems_csv": NEVER,
    "editors.publish": NEVER,
    "editors.put_gap_aside": NEVER,
    "editors.ratings_csv": NEVER,
    "editors.reopen_request": NEVER,
    "editors.request_article": NEVER,
    "editors.request_article_file": NEVER,
    "editors.requests": NEVER,
    "editors.requests_csv": NEVER,
    "editors.start": NEVER,
    "editors.take_gaps_back": NEVER,
    "preview.ask": NEVER,
    "preview.changed": NEVER,
    "preview.internal": NEVER,
    "preview.internals": NEVER,
    "preview.one": NEVER,
    "preview.previews": NEVER,
    "preview.prolong": NEVER,
    "preview.rebuild": NEVER,
    "preview.remove": NEVER,
    "preview.reply": NEVER,
    "preview.search": NEVER,
    "preview.site": NEVER,
    "preview.state": NEVER,
    "ops.alive": NEVER,
    "ops.ready": NEVER,
    "ops.metrics": NEVER,
}

#: Pages that the shop's own pages may show in a frame, if KB_WIDGET_ORIGINS names these.
FRAMED = frozenset(("widget.home", "widget.search", "widget.article"))

#: Reading without limits: what probes ask for and what browsers keep.
FREE = "free"
#: Group of each endpoint's limit, see webapp.limits; what is not here is a page.
GROUPS: dict[str, str] = {
    "static": FREE,
    "branding.logo": FREE,
    "branding.stylesheet": FREE,
    "branding.touch_icon": FREE,
    "ops.alive": FREE,
    "ops.ready": FREE,
    "ops.metrics": FREE,
    "public.search": SEARCHES,
    "public.suggest": SEARCHES,
    # Git is asked, which costs as much as a search.
    "versions.article": SEARCHES,
    "widget.search": SEARCHES,
    "widget.suggest": SEARCHES,
    "widget.script": FREE,
    "widget.newest_script": FREE,
    "api.search": SEARCHES,
    "api.complete": SEARCHES,
}
#: The same for what is sent (POST); what is not here is a form. The contact form counts as a page
#: here, against floods; it counts itself as a form, so that a refusal keeps what was typed. What
#: needs a token is counted once more, by the token.
WRITING_GROUPS: dict[str, str] = {
    "public.rate": RATINGS,
    "public.contact": PAGES,
    "api.suggest": PAGES,
    "api.check": PAGES,
    "api.messages": PAGES,
    # One system speaks for all customers; forged ones are counted once more.
    "hooks.chatwoot": PAGES,
    "hooks.zammad": PAGES,
    "hooks.messages": PAGES,
    "hooks.git": PAGES,
    "public.survey": RATINGS,
}


def register(app: Flask, settings: Settings) -> None:
    """Limits, trusted hosts, proxies and headers, all before the first route is added."""
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_BODY_BYTES
    app.config["MAX_FORM_PARTS"] = MAX_FORM_FIELDS
    app.config[_FRAMED_POLICY] = framed_policy(settings)
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


def framed_policy(settings: Settings) -> str:
    """The policy of pages in FRAMED: the shop's origins may frame them, nobody else."""
    ancestors = " ".join(settings.widget_origins.split(",")) or "'none'"
    return CONTENT_SECURITY_POLICY.replace(_NOBODY, f"frame-ancestors {ancestors}")


def group_of(endpoint: str | None, method: str) -> str:
    """Which limit counts a request; addresses that lead nowhere count as pages.

    An office of agents writes all day from one address: what they send counts as pages, too, and
    sign-ins have their own brake (kb.accounts.throttle).
    """
    if method in {"GET", "HEAD", "OPTIONS"}:
        return GROUPS.get(endpoint or "", PAGES)
    default = PAGES if (endpoint or "").partition(".")[0] in desks.PREFIXES else FORMS
    return WRITING_GROUPS.get(endpoint or "", default)


def protect(response: Response) -> Response:
    """Add the tables' headers; revalidated answers also get an entity tag of their body."""
    own = OWN_HEADERS.get(request.endpoint or "", {})
    if request.endpoint in FRAMED:
        own = {"Content-Security-Policy": current_app.config[_FRAMED_POLICY]}
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
    if response.status_code == HTTPStatus.MOVED_PERMANENTLY:
        return REVALIDATE  # an address may be given to another article one day
    if g.get("outdated_version"):
        return NEVER  # the present file under an old page's address
    if request.endpoint == "static":
        filename = (request.view_args or {}).get("filename", "")
        # An address without the present version may be an old page's: it must be asked again.
        return YEAR if request.args.get("v") == assets.version(filename) else REVALIDATE
    return caching
