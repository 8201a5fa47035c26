"""The blueprint that every view of the editors' desk belongs to."""

from __future__ import annotations

from flask import Blueprint

from kb.accounts.model import Role
from webapp.desks import PREFIXES
from webapp.panel.access import needs

bp = Blueprint("editors", __name__, url_prefix=PREFIXES["editors"])

#: Leads see what the articles lack; what they do about it is the editors' work.
readers = needs(Role.EDITOR, Role.LEAD)
editors = needs(Role.EDITOR)
