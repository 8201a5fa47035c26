"""The public help centre: pages for people, feeds and pictures for machines."""

from webapp.public import contact, privacy, ratings, survey  # noqa: F401 - their routes are on `bp`
from webapp.public.feeds import bp as feeds_bp
from webapp.public.history import bp as history_bp
from webapp.public.picture import bp as picture_bp
from webapp.public.versions import bp as versions_bp
from webapp.public.views import bp

__all__ = ["bp", "feeds_bp", "history_bp", "picture_bp", "versions_bp"]
