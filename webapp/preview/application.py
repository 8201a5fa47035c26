"""The application that makes the pages of a preview: the help centre over its generation.

It is put together by `create_app` like the help centre itself, so an editor sees what customers
will. It keeps nothing: no search, no figure, no message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, request
from werkzeug.exceptions import NotFound

from webapp.records import RECORDS, Records, records
from webapp.serving import serving

if TYPE_CHECKING:
    from kb.reader import Library

#: What of the site a preview shows; all of it is read and nothing stored.
_SHOWN = {"public", "feeds", "history", "picture", "branding", "widget"}
_SHOWN_OTHERS = {"static", "api.search", "api.complete", "api.article", "api.openapi"}
#: Pages of what customers sent, which no preview has.
_OF_CUSTOMERS = {"public.contact_receipt", "public.rate", "public.rated", "public.survey"}


def make_site(library: Library) -> Flask:
    """The application of a preview."""
    from webapp import create_app

    outer, kept = serving(), records()
    settings = outer.settings.model_copy(
        update={
            # The outer application has counted, believed the proxies and checked the host.
            "rate_limit": 0, "proxy_hops": 0, "trusted_hosts": "", "llm_url": "",
            "oidc_issuer": "", "git_webhook_secret": None, "database_url": None,
        }
    )  # fmt: skip
    app = create_app(settings, library)
    with app.app_context():
        serving().clock = outer.clock
    app.extensions[RECORDS] = _Unrecorded(kept)
    app.jinja_env.globals["takes_ratings"] = False
    app.before_request_funcs.setdefault(None, []).insert(0, _shown_alone)
    return app


class _Unrecorded(Records):
    """Figures of customers are read, for pages show them; an editor's visit is not among them."""

    def __init__(self, live: Records) -> None:
        self.most_needed = live.most_needed
        self.recorder = _Forgetting()  # type: ignore[assignment]


class _Forgetting:
    def add(self, item: object) -> bool:
        """Keep nothing."""
        return True


def _shown_alone() -> None:
    endpoint = request.endpoint or ""
    shown = endpoint.partition(".")[0] in _SHOWN or endpoint in _SHOWN_OTHERS
    if endpoint and (not shown or endpoint in _OF_CUSTOMERS):
        raise NotFound
