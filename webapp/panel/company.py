"""Signing in with an account of the company: there and back again."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from flask import current_app, redirect, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from kb.errors import SignInRefused
from webapp.addresses import public_site
from webapp.language import gettext, later
from webapp.panel import oidc
from webapp.panel.access import begin_session, bp, home, public, target
from webapp.panel.sign_in import sign_in_page
from webapp.records import records
from webapp.serving import serving

if TYPE_CHECKING:
    from kb.accounts.oidc import Begun

#: Time at the issuer, with its own password and second factor.
_LASTS_S = 10 * 60
_TROUBLE = {
    "company": later(
        "Logowanie kontem firmowym się nie udało. Spróbuj jeszcze raz; jeśli to się powtarza, "
        "daj znać administratorowi."
    ),
    "unknown": later(
        "To konto firmowe nie ma dostępu do panelu. Poproś administratora, żeby go przyznał."
    ),
}


@bp.get("/firmowe")
@public
def company_sign_in() -> Response | tuple[str, int]:
    """Off to the issuer. A link and not a form: the content policy keeps forms on this site."""
    if not oidc.issuer():
        raise NotFound
    wanted = target(request.args.get("dalej", ""))
    try:
        begun = oidc.provider().begin(_back())
    except SignInRefused as error:
        return _refused(error, wanted)
    away = redirect(begun.address, 303)
    content = _serializer().dumps([asdict(begun), wanted])
    away.set_cookie(
        _cookie(), str(content), max_age=_LASTS_S, path=url_for("panel.company_sign_in"),
        secure=request.is_secure, httponly=True, samesite="Lax",
    )  # fmt: skip
    return away


@bp.get("/firmowe/powrot")
@public
def company_return() -> Response | tuple[str, int]:
    """Back from the issuer, in the browser that was sent there, once."""
    if not oidc.issuer():
        raise NotFound
    answer = _entered()
    if isinstance(answer, tuple):
        answer = current_app.make_response(answer)
    answer.delete_cookie(
        _cookie(), path=url_for("panel.company_sign_in"), secure=request.is_secure, httponly=True
    )
    return answer


def _entered() -> Response | tuple[str, int]:
    from kb.accounts.identities import enter

    wanted = ""
    try:
        begun, wanted = _begun()
        identity = oidc.provider().finish(begun, request.args, _back())
        account = enter(records().store, identity)
    except SignInRefused as error:
        return _refused(error, wanted)
    begin_session(account, serving().clock())
    return redirect(wanted or home(account), 303)


def _begun() -> tuple[Begun, str]:
    """What this browser began, and where it wanted to. Raises SignInRefused `company`."""
    from kb.accounts.oidc import Begun

    try:
        begun, wanted = _serializer().loads(request.cookies.get(_cookie(), ""), max_age=_LASTS_S)
    except BadSignature:
        raise SignInRefused("company", "This browser began no sign-in.") from None
    return Begun(**begun), target(wanted)


def _refused(error: SignInRefused, wanted: str) -> tuple[str, int]:
    return sign_in_page(wanted, trouble=gettext(_TROUBLE[error.reason]))


def _back() -> str:
    """The address that must be registered with the issuer."""
    return f"{public_site()}{url_for('panel.company_return')}"


def _cookie() -> str:
    return "__Secure-panel-company" if request.is_secure else "panel-company"


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="company sign-in")
