"""The JSON API, version 1."""

from webapp.api import messages as messages
from webapp.api import suggestions as suggestions
from webapp.api.authorisation import authorise, register
from webapp.api.views import bp

__all__ = ["bp", "register"]

bp.before_request(authorise)
