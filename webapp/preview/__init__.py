"""Previews at /podglad: a branch as customers would see it, for editors who are signed in.

A view module takes `bp` from webapp.preview.blueprint, declares on every view who may call it, and
is imported here. The pages of a preview come from an application of its own, see
webapp.preview.site.
"""

from __future__ import annotations

from flask import Flask

from webapp.panel import behind_sign_in
from webapp.preview import comparing as comparing
from webapp.preview import listing as listing
from webapp.preview import site as site
from webapp.preview.blueprint import bp
from webapp.preview.shelf import KEY, Shelf

__all__ = ["bp", "register"]

behind_sign_in(bp)


def register(app: Flask) -> None:
    """The previews that this process has open: none yet."""
    app.extensions[KEY] = Shelf()
