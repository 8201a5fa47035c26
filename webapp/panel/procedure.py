"""Internal articles, for agents alone."""

from __future__ import annotations

from flask import render_template

from kb.accounts.model import Role
from kb.model import Audience
from webapp.panel.access import bp, needs
from webapp.serving import serving


@bp.get("/procedura/<slug>")
@needs(Role.AGENT, Role.EDITOR)
def procedure(slug: str) -> str:
    found = serving().library.reader(Audience.INTERNAL).article(slug)
    return render_template("panel/procedure.html", page=found)
