"""The first page: what is live, and what waits."""

from __future__ import annotations

from flask import render_template

from webapp.editors.blueprint import bp, readers


@bp.get("")
@readers
def start() -> str:
    return render_template("editors/start.html")
