"""The JSON API, version 1."""

from webapp.api.views import bp

__all__ = ["bp"]
