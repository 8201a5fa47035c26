"""The public help centre: pages for people, feeds for machines."""

from webapp.public.feeds import bp as feeds_bp
from webapp.public.views import bp

__all__ = ["bp", "feeds_bp"]
