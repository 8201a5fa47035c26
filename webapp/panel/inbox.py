"""The inbox of the desk."""

from __future__ import annotations

from flask import render_template

from kb.accounts.model import Role
from webapp.panel.access import bp, needs


@bp.get("")
@needs(Role.AGENT)
def inbox() -> str:
    return render_template("panel/inbox.html")
