"""The widget: the help centre inside the shop's own pages, see docs/widget.md."""

from webapp.widget.views import bp, register

__all__ = ["bp", "register"]
