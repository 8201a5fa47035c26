"""Where the previews' pages are; view modules take `bp` from here."""

from __future__ import annotations

from flask import Blueprint

from webapp.desks import PREFIXES

bp = Blueprint("preview", __name__, url_prefix=PREFIXES["preview"])
