"""Who may see what at the desk: every view says it, and what says nothing is not served.

A session's name stands in one cookie, HttpOnly and SameSite=Lax: sent along when an agent follows a
link to the desk from elsewhere, never with a form of another site. Everything but reading needs a
token in its form besides, bound to that cookie.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from flask import Blueprint, Response, current_app, g, redirect, request, url_for
from werkzeug.exceptions import Forbidden, Unauthorized
from werkzeug.wrappers import Response as AnyResponse

from kb.accounts.model import Role
from webapp import guard
from webapp.desks import PREFIXES, is_desk
from webapp.errors import wants_json
from webapp.language import BASE, LANGUAGES
from webapp.limits import network
from webapp.records import records
from webapp.security import LARGEST_BODY_BYTES
from webapp.serving import serving

if TYPE_CHECKING:
    from datetime import datetime

    from kb.accounts.model import Account
    from kb.accounts.sessions import Session

bp = Blueprint("panel", __name__, url_prefix=PREFIXES["panel"])

_View = TypeVar("_View", bound=Callable[..., object])
_ACCESS = "podpowiedz_panel_access"

#: The field of forms and the header of scripts that carry the token.
CSRF_FIELD, CSRF_HEADER = "csrf", "X-CSRF"
READING = frozenset(("GET", "HEAD", "OPTIONS"))
_MAC_BYTES = 32
#: A reply of 20,000 letters, each six characters in a form, with all of its sentences confirmed.
_LARGEST_FORM, _MOST_FIELDS = LARGEST_BODY_BYTES, 600


class SignedOut(Unauthorized):
    """Nobody is signed in, or no longer."""

    challenge = 'Cookie realm="panel"'


class WrongRole(Forbidden):
    """The view is for another role than that of who asks."""

    description = "Your role does not allow this."


class Forged(Forbidden):
    """A form without the token of this browser's session."""

    description = "The form lacks the token of your session."


def public(view: _View) -> _View:
    """Declare that a view is for everybody, signed in or not."""
    setattr(view, _ACCESS, frozenset())
    return view


def needs(*roles: Role) -> Callable[[_View], _View]:
    """Declare that a view is for who has one of these roles, or one that suffices for it."""

    def declare(view: _View) -> _View:
        setattr(view, _ACCESS, frozenset(roles))
        return view

    return declare


_EVERY_ROLE = frozenset(Role)
#: Declare that a view is for everybody who is signed in.
signed_in = needs(*_EVERY_ROLE)


def access(endpoint: str) -> frozenset[Role] | None:
    """The roles of which an endpoint needs one; empty for everybody, None where nothing is said."""
    found: frozenset[Role] | None = getattr(current_app.view_functions[endpoint], _ACCESS, None)
    return found


def may_open(account: Account | None, endpoint: str) -> bool:
    """Whether an account may call an endpoint; None is who is not signed in."""
    wanted = access(endpoint)
    if wanted is None:
        return False
    if not wanted:
        return True
    return account is not None and any(account.role.may(role) for role in wanted)


def authorise() -> AnyResponse | None:
    """Nothing when the request may go on, else the way to the sign-in.

    Raises SignedOut, WrongRole, Forged; StoreUnavailable when sessions cannot be looked up.
    """
    endpoint = request.endpoint or ""
    wanted = access(endpoint)
    if wanted is None:
        raise RuntimeError(f"{endpoint} does not say who may call it")
    g.panel_session = None
    _choose_language()
    g.panel_session = _find_session()
    _choose_language()
    account = viewer()
    if wanted and account is None:
        return _to_sign_in()
    if not may_open(account, endpoint):
        raise WrongRole
    if wanted and wanted != _EVERY_ROLE and _password_is_temporary():
        return _to_new_password()
    if account is not None:
        _take_large_forms()
    if request.method not in READING:
        _check_csrf()
    return None


def viewer() -> Account | None:
    """Who is signed in, second factor included; None for nobody."""
    session = current_session()
    return session.account if session is not None and session.verified else None


def current_account() -> Account:
    """Who is signed in, in a view that is for those who are."""
    account = viewer()
    if account is None:
        raise SignedOut
    return account


def current_session() -> Session | None:
    """The session of the request, also one that still waits for its second factor."""
    found: Session | None = g.get("panel_session")
    return found


def session_name() -> str:
    """The name in the cookie, whether there is a session of that name or not; empty without one."""
    return request.cookies.get(cookie_name(), "")


def cookie_name() -> str:
    """Over TLS the prefix keeps other hosts of the domain from setting it (RFC 6265bis, 4.1.3)."""
    return "__Host-panel" if request.is_secure else "panel"


def begin_session(account: Account, now: datetime, *, verified: bool = True) -> None:
    """A session under a new name in place of the present one.

    A name that somebody slipped into the browser before the sign-in is worth nothing after it.
    """
    from kb.accounts import sessions

    store = records().store
    sessions.end(store, session_name())
    set_session(sessions.start(store, account.id, now, verified=verified))


def network_of_request() -> str:
    """Which network asks, for the brakes on guessing; empty where an unannounced proxy asks."""
    return "" if guard.is_unannounced() else network(request.remote_addr or "")


def set_session(name: str) -> None:
    """Give the browser a session's name with the answer that is being made; empty takes it away."""
    g.panel_cookie = name


def csrf() -> str:
    """The token for a form of this answer; who has no cookie yet is given one.

    Masked anew each time, so that compressed pages do not give it away letter by letter (BREACH).
    """
    name = g.get("panel_cookie") or session_name()
    if not name:
        name = g.panel_cookie = secrets.token_urlsafe(32)
    pad = secrets.token_bytes(_MAC_BYTES)
    return base64.urlsafe_b64encode(pad + _xor(pad, _mac(name))).decode()


def give_cookie(response: Response) -> Response:
    """Put the name that was chosen into the answer."""
    name = g.pop("panel_cookie", None)
    if name == "":
        response.delete_cookie(cookie_name(), secure=request.is_secure, httponly=True)
    elif name is not None:
        response.set_cookie(
            cookie_name(), name, secure=request.is_secure, httponly=True, samesite="Lax"
        )
    return response


def target(wanted: str) -> str:
    """A path of the desk to go on to; empty for anything else."""
    path = wanted.partition("?")[0]
    ours = is_desk(path)
    return wanted if ours and wanted.isascii() and wanted.isprintable() and "\\" not in path else ""


def home(account: Account | None) -> str:
    """Where the work of an account begins; None is who is not signed in."""
    if account is None:
        return url_for("panel.sign_in")
    begins = ("panel.inbox", "editors.start")
    return url_for(next((one for one in begins if may_open(account, one)), "panel.account"))


def _find_session() -> Session | None:
    name = session_name()
    if not name:
        return None
    from kb.accounts.sessions import find

    return find(records().store, name, serving().clock())


def _choose_language() -> None:
    """The account's language; before the sign-in what the browser prefers."""
    session = current_session()
    preferred = request.accept_languages.best_match(LANGUAGES, default=BASE)
    g.language = session.account.language if session else preferred


def _to_sign_in() -> AnyResponse:
    """Where reading can simply go on afterwards; what was sent must not be lost without a word."""
    if request.method not in READING or wants_json():
        raise SignedOut
    wanted = request.full_path if request.query_string else request.path
    return redirect(url_for("panel.sign_in", dalej=target(wanted) or None), 303)


def _take_large_forms() -> None:
    """Who is signed in may send more than a visitor."""
    request.max_content_length = request.max_form_memory_size = _LARGEST_FORM
    request.max_form_parts = _MOST_FIELDS


def _password_is_temporary() -> bool:
    session = current_session()
    return session is not None and session.temporary


def _to_new_password() -> AnyResponse:
    if request.method not in READING or wants_json():
        raise WrongRole
    return redirect(url_for("panel.account"), 303)


def _check_csrf() -> None:
    sent = request.headers.get(CSRF_HEADER) or request.form.get(CSRF_FIELD, "")
    name = session_name()
    try:
        masked = base64.urlsafe_b64decode(sent.encode())
    except (ValueError, UnicodeEncodeError):
        raise Forged from None
    if not name or len(masked) != 2 * _MAC_BYTES:
        raise Forged
    pad, covered = masked[:_MAC_BYTES], masked[_MAC_BYTES:]
    if not hmac.compare_digest(_xor(pad, covered), _mac(name)):
        raise Forged


def _mac(name: str) -> bytes:
    key: bytes = current_app.config["SECRET_KEY"]
    return hmac.digest(key, b"panel csrf " + name.encode("utf-8", "surrogatepass"), "sha256")


def _xor(pad: bytes, text: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(pad, text, strict=True))
