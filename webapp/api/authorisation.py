"""Who may call: every route of the API says it, and what says nothing is not served.

Tokens come in the header alone (RFC 6750, 2.1), which no other site can make a browser send: hence
no CSRF tokens, and no CORS headers that would let a page of another site read an answer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import Forbidden, Unauthorized

from kb.errors import StoreUnavailable
from kb.model import Scope
from webapp import guard
from webapp.limits import DRAFTS, WRONG_TOKENS, RateLimited
from webapp.metrics import count_token_refusal
from webapp.overload import Overloaded
from webapp.records import records
from webapp.serving import serving

if TYPE_CHECKING:
    from kb.store.tokens import Token

log = logging.getLogger(__name__)

_View = TypeVar("_View", bound=Callable[..., object])
_ACCESS = "podpowiedz_access"
_KEPT = "podpowiedz.tokens"
#: Whoever may call a route that asks for no token.
PUBLIC = "public"
#: A token that is revoked works for so long in a process that has just seen it.
KEPT_FOR = timedelta(seconds=5)
#: Ours have 46 characters.
_LONGEST = 200

REASONS = {
    "missing": "Send the header `Authorization: Bearer` with a token.",
    "unknown": "The token is not known.",
    "revoked": "The token was revoked.",
    "expired": "The token has expired.",
}


def public(view: _View) -> _View:
    """Declare that anybody may call a view."""
    setattr(view, _ACCESS, PUBLIC)
    return view


def needs(scope: Scope) -> Callable[[_View], _View]:
    """Declare that a view is for holders of a token with this scope."""

    def declare(view: _View) -> _View:
        setattr(view, _ACCESS, scope)
        return view

    return declare


def access(endpoint: str) -> str | None:
    """PUBLIC, the scope that an endpoint needs, or None where it declares nothing."""
    found: str | None = getattr(current_app.view_functions[endpoint], _ACCESS, None)
    return found


@dataclass(frozen=True, slots=True)
class _Kept:
    token: Token
    since: datetime


class NoToken(Unauthorized):
    """No token, or none that works. challenge: for WWW-Authenticate (RFC 6750, 3)."""

    def __init__(self, reason: str) -> None:
        super().__init__(REASONS[reason])
        # Who sent nothing is not told of an error.
        fault = {"error": "invalid_token", "error_description": REASONS[reason]}
        self.challenge = _challenge({} if reason == "missing" else fault)


class NotInScope(Forbidden):
    """A token that is in force, but not for this. challenge: as above."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"The token needs the scope {scope}.")
        self.challenge = _challenge({"error": "insufficient_scope", "scope": scope})


def register(app: Flask) -> None:
    # By a hash, so that no token lies about in memory longer than its request.
    app.extensions[_KEPT] = {}


def authorise() -> Response | None:
    """Nothing when the present request may go on, else the answer 429 or 503.

    Raises NoToken, NotInScope; StoreUnavailable when tokens cannot be looked up.
    """
    endpoint = request.endpoint or ""
    wanted = access(endpoint)
    if wanted is None:
        raise RuntimeError(f"{endpoint} does not say who may call it")
    if wanted == PUBLIC:
        return None
    try:
        token = _holder()
        if wanted not in token.scopes:
            count_token_refusal("scope")
            raise NotInScope(wanted)
        g.token_name = token.name
        guard.count(DRAFTS, token.name)
        guard.require_patience()
    except (RateLimited, Overloaded) as error:
        return guard.refusal(error)
    return None


def drafts_are_asked_for() -> bool:
    """Whether somebody holds a token for drafts, so that a worker should be ready for them.

    Raises StoreUnavailable.
    """
    from kb.store.tokens import all_tokens

    now = serving().clock()
    return any(
        Scope.SUGGEST.value in token.scopes and token.is_good_at(now)
        for token in all_tokens(records().store)
    )


def _holder() -> Token:
    """The token of the present request, in force. Raises NoToken, RateLimited."""
    presented = _presented()
    now = serving().clock()
    kept: dict[bytes, _Kept] = current_app.extensions[_KEPT]
    key = sha256(presented.encode("utf-8", "surrogatepass")).digest()
    known = kept.get(key)
    if known is None:
        # Whoever was let in before is not held up by what others at the address try.
        guard.require_room(WRONG_TOKENS)
    if known is None or not timedelta(0) <= now - known.since < KEPT_FOR:
        known = _Kept(_looked_up(presented, now), now)
    fault = _fault(known.token, now)
    if fault:
        kept.pop(key, None)
        raise _refused(fault)
    kept[key] = known
    return known.token


def _presented() -> str:
    scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
    presented = rest.strip()
    if scheme.lower() != "bearer" or not presented:
        raise _refused("missing")
    if len(presented) > _LONGEST:
        raise _refused("unknown")
    return presented


def _looked_up(presented: str, now: datetime) -> Token:
    from kb.store.tokens import find_token, note_use

    store = records().store
    token = find_token(store, presented)
    if token is None:
        raise _refused("unknown")
    if token.is_good_at(now) and token.used_long_before(now):
        try:
            note_use(store, token.name, now)
        except StoreUnavailable as error:
            # A full disk must not stop what only reads.
            log.warning("The use of the token %s was not noted: %s", token.name, error)
        token = replace(token, last_used_at=now)
    return token


def _fault(token: Token, now: datetime) -> str:
    if token.is_good_at(now):
        return ""
    return "revoked" if token.revoked_at else "expired"


def _refused(reason: str) -> NoToken:
    """The error for a token that does not work, counted against its address.

    Raises RateLimited in its place.
    """
    count_token_refusal(reason)
    if reason != "missing":
        guard.count(WRONG_TOKENS)
    return NoToken(reason)


def _challenge(fault: Mapping[str, str]) -> str:
    # Not by Werkzeug, which leaves out quotes that the standard demands of a realm.
    told = {"realm": "api", **fault}
    return "Bearer " + ", ".join(f'{name}="{value}"' for name, value in told.items())
