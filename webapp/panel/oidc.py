"""The company's own accounts (OpenID Connect): whether they are set up, and their issuer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from flask import Flask, current_app

from kb.errors import SignInRefused
from webapp.language import gettext
from webapp.serving import serving

if TYPE_CHECKING:
    from kb.accounts.oidc import Provider
    from kb.settings import Settings

_KEY = "podpowiedz.oidc"
#: An issuer changes its addresses or keys rarely; new keys are noticed anyway.
KEPT_FOR = timedelta(hours=1)
#: One that did not answer is left alone for so long: nobody outside may hold up our threads by it.
LEFT_ALONE_FOR = timedelta(seconds=15)
#: Somebody else may be asking it already.
_PATIENCE_S = 2.0


@dataclass
class _Issuer:
    """The issuer as this process knows it, and the last moment at which it did not answer."""

    provider: Provider | None = None
    since: datetime | None = None
    failed: datetime | None = None
    lock: Lock = field(default_factory=Lock)

    def asked(self, settings: Settings, now: datetime) -> Provider:
        """Raises SignInRefused `company`."""
        if not self.lock.acquire(timeout=_PATIENCE_S):
            raise SignInRefused("company", "The issuer is being asked and does not answer.")
        try:
            if self.provider is None or not _within(KEPT_FOR, self.since, now):
                self.provider = self._ask(settings, now)
            return self.provider
        finally:
            self.lock.release()

    def _ask(self, settings: Settings, now: datetime) -> Provider:
        from kb.accounts.oidc import Provider

        if _within(LEFT_ALONE_FOR, self.failed, now):
            raise SignInRefused("company", "The issuer did not answer a moment ago.")
        try:
            made = Provider(
                settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret
            )
        except SignInRefused:
            self.failed = now
            raise
        self.since, self.failed = now, None
        return made


def register(app: Flask) -> None:
    app.extensions[_KEY] = _Issuer()


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
    known: _Issuer = current_app.extensions[_KEY]
    return known.asked(serving().settings, serving().clock())


def _within(span: timedelta, since: datetime | None, now: datetime) -> bool:
    return since is not None and timedelta(0) <= now - since < span
