"""One's own account."""

from __future__ import annotations

from flask import render_template

from webapp.panel.access import bp, signed_in


@bp.get("/konto")
@signed_in
def account() -> str:
    return render_template("panel/account.html")
