"""The agents' desk at /panel: sign-in, accounts, the inbox and what belongs to it.

A view module takes `bp` from webapp.panel.access, declares on every view who may call it, and is
imported here.
"""

from __future__ import annotations

from flask import Blueprint, Flask

from webapp.panel import account as account
from webapp.panel import accounts as accounts
from webapp.panel import case_actions as case_actions
from webapp.panel import company as company
from webapp.panel import conversation as conversation
from webapp.panel import drafting as drafting
from webapp.panel import errors as errors
from webapp.panel import inbox as inbox
from webapp.panel import moments, oidc
from webapp.panel import new_message as new_message
from webapp.panel import procedure as procedure
from webapp.panel import reply as reply
from webapp.panel import rodo as rodo
from webapp.panel import second_factor as second_factor
from webapp.panel import sign_in as sign_in
from webapp.panel import statistics as statistics
from webapp.panel import version as version
from webapp.panel.access import authorise, bp, csrf, give_cookie, home, viewer
from webapp.panel.navigation import navigation
from webapp.panel.unsent import unsent
from webapp.panel.words import languages, role_name, roles

__all__ = ["behind_sign_in", "bp", "register"]


def behind_sign_in(blueprint: Blueprint) -> None:
    """Let a blueprint be part of the desk: each of its views says who may call it.

    Its name and prefix stand in webapp.desks.
    """
    blueprint.before_request(authorise)
    blueprint.after_request(give_cookie)
    blueprint.context_processor(_names)


def _names() -> dict[str, object]:
    account = viewer()
    return {"account": account, "panel_home": home(account)}


behind_sign_in(bp)


def register(app: Flask) -> None:
    """What templates of the panel call; `account` is None for who is not signed in."""
    oidc.register(app)
    app.jinja_env.globals.update(
        csrf=csrf,
        navigation=navigation,
        role_name=role_name,
        roles=roles,
        languages=languages,
        unsent=unsent,
    )
    app.jinja_env.filters.update(ago=moments.ago, due=moments.due)
