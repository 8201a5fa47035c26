"""The history of an article: when it changed, and what was said of it."""

from __future__ import annotations

from flask import Blueprint, render_template

from webapp.language import page
from webapp.serving import public_reader

bp = Blueprint("history", __name__)


@page(bp, "/artykul/<slug>/historia", "/en/article/<slug>/history")
def article(slug: str) -> str:
    return render_template("public/history.html", page=public_reader().article(slug))
