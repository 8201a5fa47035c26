"""The editors' desk at /redakcja: what is live, what the articles do, and what they lack.

A view module takes `bp` from webapp.editors.blueprint, declares on every view who may call it, and
is imported here.
"""

from __future__ import annotations

from flask import Flask

from webapp.editors import start as start
from webapp.editors.blueprint import bp
from webapp.panel import behind_sign_in

__all__ = ["bp", "register"]

behind_sign_in(bp)


def register(app: Flask) -> None:
    """What templates of the editors' desk call."""
