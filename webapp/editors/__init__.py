"""The editors' desk at /redakcja: what is live, what the articles do, and what they lack.

A view module takes `bp` from webapp.editors.blueprint, declares on every view who may call it, and
is imported here.
"""

from __future__ import annotations

from flask import Flask

from webapp.editors import article as article
from webapp.editors import articles as articles
from webapp.editors import corrections as corrections
from webapp.editors import deleted as deleted
from webapp.editors import gaps as gaps
from webapp.editors import requests as requests
from webapp.editors import shared
from webapp.editors import start as start
from webapp.editors.blueprint import bp
from webapp.editors.errors import RULES
from webapp.error_rules import OWN_RULES
from webapp.panel import behind_sign_in

__all__ = ["bp", "register"]

behind_sign_in(bp)
OWN_RULES["editors"] = RULES


def register(app: Flask) -> None:
    """What templates of the editors' desk call."""
    app.jinja_env.globals.update(editors_tabs=shared.tabs)
    app.jinja_env.filters.update(translated=shared.translated, pairs=shared.pairs)
