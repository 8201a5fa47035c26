"""Addresses that other systems call: `/hooks/` and chatwoot, zammad, messages or git."""

from webapp.hooks.views import bp

__all__ = ["bp"]
