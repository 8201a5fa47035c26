"""Signing in and out."""

from __future__ import annotations

import math
from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kb.errors import SignInRefused
from webapp.inputs import printable
from webapp.language import count, gettext
from webapp.panel.access import (
    bp,
    home,
    public,
    session_name,
    set_session,
    signed_in,
    target,
    viewer,
)
from webapp.records import records
from webapp.serving import serving


@bp.route("/wejscie", methods=["GET", "POST"])
@public
def sign_in() -> Response | tuple[str, int]:
    if request.method != "POST":
        wanted = target(request.args.get("dalej", ""))
        return redirect(wanted or home(viewer()), 303) if viewer() else _page(wanted)
    from kb.accounts import sessions, sign_in

    store, now = records().store, serving().clock()
    login, password = request.form.get("login", ""), request.form.get("haslo", "")
    wanted = target(request.form.get("dalej", ""))
    try:
        found = sign_in.sign_in(store, login, password, request.remote_addr or "", now)
    except SignInRefused as error:
        return _page(wanted, printable(login), refusal(error))
    # A new name with each sign-in: one that somebody slipped into the browser is worth nothing.
    sessions.end(store, session_name())
    set_session(sessions.start(store, found.account.id, now, verified=not found.needs_code))
    return redirect(wanted or home(found.account), HTTPStatus.SEE_OTHER)


@bp.post("/wyjscie")
@signed_in
def sign_out() -> Response:
    from kb.accounts import sessions

    sessions.end(records().store, session_name())
    set_session("")
    return redirect(url_for("panel.sign_in"), HTTPStatus.SEE_OTHER)


def refusal(error: SignInRefused) -> str:
    """What to say to who is not let in."""
    if error.reason != "throttled":
        return gettext("Login albo hasło się nie zgadza.")
    told = gettext("Zbyt wiele nieudanych prób. Spróbuj ponownie za %(wait)s.")
    minutes = max(1, math.ceil(error.retry_after_s / 60))
    return told % {"wait": count(minutes, "minutę", "minuty", "minut")}


def _page(wanted: str, login: str = "", trouble: str = "") -> tuple[str, int]:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK
    return render_template(
        "panel/sign-in.html", wanted=wanted, login=login, trouble=trouble
    ), status
