"""Addresses that other systems call: `/hooks/chatwoot`, `/hooks/zammad`, `/hooks/messages`."""

from webapp.hooks.views import bp

__all__ = ["bp"]
