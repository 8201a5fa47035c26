"""The public help centre: pages for people, feeds and pictures for machines."""

from webapp.public import contact
from webapp.public import ratings as _ratings  # noqa: F401 - its routes are on the blueprint
from webapp.public.feeds import bp as feeds_bp
from webapp.public.history import bp as history_bp
from webapp.public.picture import bp as picture_bp
from webapp.public.views import bp

contact.add_routes(bp)

__all__ = ["bp", "feeds_bp", "history_bp", "picture_bp"]
