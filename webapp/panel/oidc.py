"""The company's own accounts (OpenID Connect): whether they are set up, and their issuer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import current_app

from webapp.language import gettext
from webapp.serving import serving

if TYPE_CHECKING:
    from kb.accounts.oidc import Provider

_KEY = "podpowiedz.oidc"
#: An issuer changes its addresses or keys rarely; new keys are noticed anyway.
_KEPT_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Kept:
    provider: Provider
    since: datetime


def issuer() -> str:
    """Who vouches for the company's accounts; empty where it is not set up."""
    return serving().settings.oidc_issuer


def button() -> str:
    """What the button for it says; empty where it is not set up."""
    if not issuer():
        return ""
    return serving().settings.oidc_name or gettext("Konto firmowe")


def provider() -> Provider:
    """The issuer, asked how it is asked once an hour. Raises SignInRefused `company`."""
    from kb.accounts.oidc import Provider

    now, settings = serving().clock(), serving().settings
    kept: _Kept | None = current_app.extensions.get(_KEY)
    if kept is None or not timedelta(0) <= now - kept.since < _KEPT_FOR:
        made = Provider(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret)
        kept = current_app.extensions[_KEY] = _Kept(made, now)
    return kept.provider
