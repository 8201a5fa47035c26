"""What a rating form knows of itself, signed, so that no cookie is needed.

A page that is kept for everybody gives several visitors the same ticket. Its random number makes
the key of a rating together with the address and the browser of who rates; that number is kept
nowhere, so nobody can be found out from a key.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import asdict, dataclass, replace
from datetime import timedelta

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from webapp.serving import serving

#: Older ones are of a tab that was left open; the visitor is asked to press again.
GREATEST_AGE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Ticket:
    """slug and commit: what was read; nonce: random; search: the token that led there, or "".

    key: of the rating, once it is given; helpful: what was said; told: whether a reason was.
    """

    slug: str
    commit: str
    nonce: str
    search: str = ""
    key: str = ""
    helpful: bool = False
    told: bool = False

    def with_key(self) -> Ticket:
        """The ticket with the key under which this visitor's rating is kept."""
        if self.key:
            return self
        who = (self.nonce, self.slug, request.remote_addr, request.headers.get("User-Agent"))
        return replace(self, key=hashlib.sha256(repr(who).encode()).hexdigest())


def new_form(slug: str, commit: str, search: str) -> str:
    """The ticket of a form that is being shown. search: the token that led there, or ""."""
    return written(Ticket(slug, commit, secrets.token_urlsafe(12), search))


def tag_without(form: str, text: str) -> str:
    """An entity tag of a page that does not depend on its ticket, but on the day: a page that a
    browser keeps is renewed before the ticket is too old."""
    day = serving().clock().date()
    return hashlib.sha256(f"{day}{text.replace(form, '')}".encode()).hexdigest()[:32]


def written(ticket: Ticket) -> str:
    """The ticket as a text that only this site can write."""
    return _signer().dumps(asdict(ticket))


def read(text: str) -> tuple[Ticket, bool] | None:
    """A ticket, and whether it is still fresh; None for a text that is none of ours."""
    try:
        said, since = _signer().loads(text, return_timestamp=True)
    except BadData:
        return None
    return Ticket(**said), serving().clock() - since <= GREATEST_AGE


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="rating")
