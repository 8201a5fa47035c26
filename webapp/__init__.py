"""The web application: the public help centre, the JSON API, the agents' desk, operators' pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask

from kb.settings import Settings, load_settings

if TYPE_CHECKING:
    from kb.reader import Library


def create_app(settings: Settings | None = None, library: Library | None = None) -> Flask:
    """A ready WSGI application.

    settings: read from the environment when not given; library: opened from them when not given.
    Raises ConfigError. A missing index is no obstacle: pages answer 503 until one is published.
    """
    from kb.secret import secret_key
    from webapp import (
        addresses,
        api,
        branding,
        compression,
        editors,
        errors,
        guard,
        hooks,
        metrics,
        ops,
        page_cache,
        panel,
        preview,
        public,
        records,
        security,
        serving,
        templating,
        widget,
    )
    from webapp.language import pages

    settings = settings or load_settings()
    app = Flask(__name__)
    app.config["SECRET_KEY"] = secret_key(settings)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    serving.attach(app, library or _open(settings), settings)
    # Before a request they run in this order, after it in the opposite one.
    metrics.register(app)
    compression.register(app)
    records.register(app, settings)
    pages.register(app)
    security.register(app, settings)
    addresses.register(app, settings)
    guard.register(app, settings)
    page_cache.register(app)
    errors.register(app)
    templating.register(app, settings)
    widget.register(app, settings)
    api.register(app)
    panel.register(app)
    editors.register(app)
    preview.register(app)
    for blueprint in (
        public.bp,
        public.feeds_bp,
        public.history_bp,
        public.versions_bp,
        public.picture_bp,
        branding.bp,
        api.bp,
        hooks.bp,
        widget.bp,
        panel.bp,
        editors.bp,
        preview.bp,
        ops.bp,
    ):
        app.register_blueprint(blueprint)
    return app


def _open(settings: Settings) -> Any:
    from kb.wiring import open_library

    return open_library(settings)
