"""Signing in, with the code of the second factor where one is wanted, and out."""

from __future__ import annotations

import math

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kb.errors import SignInRefused
from webapp.inputs import printable
from webapp.language import count, gettext
from webapp.panel import oidc
from webapp.panel.access import (
    begin_session,
    bp,
    current_session,
    home,
    network_of_request,
    public,
    session_name,
    set_session,
    target,
    viewer,
)
from webapp.records import records
from webapp.serving import serving

_WRONG = 422


@bp.route("/wejscie", methods=["GET", "POST"])
@public
def sign_in() -> Response | tuple[str, int]:
    if request.method != "POST":
        wanted = target(request.args.get("dalej", ""))
        return redirect(wanted or home(viewer()), 303) if viewer() else sign_in_page(wanted)
    from kb.accounts import sign_in

    now = serving().clock()
    login, password = request.form.get("login", ""), request.form.get("haslo", "")
    wanted = target(request.form.get("dalej", ""))
    try:
        found = sign_in.sign_in(records().store, login, password, network_of_request(), now)
    except SignInRefused as error:
        wrong = gettext("Login albo hasło się nie zgadza.")
        return sign_in_page(wanted, printable(login), refusal(error, wrong))
    begin_session(found.account, now, verified=not found.needs_code)
    if found.needs_code:
        return redirect(url_for("panel.code", dalej=wanted or None), 303)
    return redirect(wanted or home(found.account), 303)


@bp.route("/kod", methods=["GET", "POST"])
@public
def code() -> Response | tuple[str, int]:
    """After the password: the code of the telephone, or one from paper."""
    from kb.accounts.second_factor import verify

    wanted = target(request.values.get("dalej", ""))
    session = current_session()
    if session is None or session.verified:
        return redirect(wanted or home(viewer()), 303)
    if request.method != "POST":
        return _code_page(wanted)
    now, key = serving().clock(), current_app.config["SECRET_KEY"]
    try:
        verify(records().store, session.account.id, request.form.get("kod", ""), key, now)
    except SignInRefused as error:
        wrong = gettext("Kod się nie zgadza albo został już użyty. Wpisz następny.")
        return _code_page(wanted, refusal(error, wrong))
    begin_session(session.account, now)
    return redirect(wanted or home(session.account), 303)


@bp.post("/wyjscie")
@public
def sign_out() -> Response:
    """For everybody: who is signed out already, or has only half signed in, is out as well."""
    from kb.accounts import sessions

    sessions.end(records().store, session_name())
    set_session("")
    return redirect(url_for("panel.sign_in"), 303)


def refusal(error: SignInRefused, wrong: str) -> str:
    """What to say to who is not let in. wrong: in whatever case but too many attempts."""
    if error.reason != "throttled":
        return wrong
    told = gettext("Zbyt wiele nieudanych prób. Spróbuj ponownie za %(wait)s.")
    minutes = max(1, math.ceil(error.retry_after_s / 60))
    return told % {"wait": count(minutes, "minutę", "minuty", "minut")}


def sign_in_page(wanted: str, login: str = "", trouble: str = "") -> tuple[str, int]:
    """The form, with what was wrong the last time."""
    return render_template(
        "panel/sign-in.html",
        wanted=wanted,
        login=login,
        trouble=trouble,
        company=oidc.button(),
    ), _WRONG if trouble else 200


def _code_page(wanted: str, trouble: str = "") -> tuple[str, int]:
    page = render_template("panel/code.html", wanted=wanted, trouble=trouble)
    return page, _WRONG if trouble else 200
