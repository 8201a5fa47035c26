"""Codes at the sign-in: set up with a telephone, kept on paper, switched off."""

from __future__ import annotations

import io

import segno
from flask import redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from kb.errors import AccountError, SignInRefused
from webapp.language import gettext, later
from webapp.panel.access import begin_session, bp, current_account, signed_in
from webapp.panel.account import account_page, own_password_trouble, site_key
from webapp.panel.sign_in import refusal
from webapp.records import records
from webapp.serving import editorial_or_none, serving

_FAULTS = {
    "code": later("Kod się nie zgadza. Sprawdź, czy zegar telefonu chodzi dobrze."),
    "expired": later("Minął kwadrans od otwarcia tej strony. Zeskanuj nowy kod QR."),
}


@bp.get("/konto/kod")
@signed_in
def second_factor() -> Response | tuple[str, int]:
    if current_account().second_factor:
        return redirect(url_for("panel.account"), 303)
    return _offer_page()


@bp.post("/konto/kod")
@signed_in
def add_second_factor() -> Response | tuple[str, int]:
    from kb.accounts.second_factor import enrol

    own, now, form = current_account(), serving().clock(), request.form
    if own.second_factor:
        return redirect(url_for("panel.account"), 303)
    sealed = form.get("oferta", "")
    if trouble := own_password_trouble(form.get("haslo", "")):
        return _offer_page(sealed, {"haslo": trouble})
    try:
        codes = enrol(records().store, own.id, sealed, form.get("kod", ""), site_key(), now)
    except SignInRefused as error:
        return _offer_page(sealed, {"kod": refusal(error, "")})
    except AccountError as error:
        kept = "" if error.reason == "expired" else sealed
        return _offer_page(kept, {"kod": gettext(_FAULTS[error.reason])})
    begin_session(own, now)
    return _codes_page(codes)


@bp.post("/konto/kod/kartka")
@signed_in
def new_recovery_codes() -> tuple[str, int]:
    from kb.accounts.second_factor import new_recovery_codes

    if trouble := own_password_trouble(request.form.get("haslo", "")):
        return account_page({"haslo_kartki": trouble})
    return _codes_page(new_recovery_codes(records().store, current_account().id))


@bp.post("/konto/kod/wylacz")
@signed_in
def remove_second_factor() -> Response | tuple[str, int]:
    from kb.accounts.second_factor import remove

    if trouble := own_password_trouble(request.form.get("haslo", "")):
        return account_page({"haslo_kodu": trouble})
    now = serving().clock()
    remove(records().store, current_account().id, now)
    begin_session(current_account(), now)
    return redirect(url_for("panel.account", zrobione="kody-wylaczone"), 303)


def qr_code(text: str) -> Markup:
    """A picture to be scanned, as SVG without styles, which the content policy forbids.

    Black on white in both themes: readers expect it, with a margin of four modules (ISO/IEC 18004).
    """
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", scale=5, border=4, dark="#000", light="#fff", xmldecl=False, svgns=False,
        svgclass="desk-qr", lineclass=None, nl=False,
    )  # fmt: skip
    return Markup(out.getvalue().decode())  # noqa: S704 - squares


def _offer_page(sealed: str = "", errors: dict[str, str] | None = None) -> tuple[str, int]:
    """The QR code of an offer; of a new one where `sealed` is none that is still good."""
    from kb.accounts.second_factor import address_for_app, offer, offered_secret

    own, key = current_account(), site_key()
    try:
        secret = offered_secret(own.id, sealed, key)
    except AccountError:
        sealed = offer(own.id, key)
        secret = offered_secret(own.id, sealed, key)
    editorial = editorial_or_none()
    address = address_for_app(secret, own.login, editorial.name if editorial else "Podpowiedź")
    return render_template(
        "panel/second-factor.html",
        errors=errors or {},
        sealed=sealed,
        picture=qr_code(address),
        address=address,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    ), 422 if errors else 200


def _codes_page(codes: tuple[str, ...]) -> tuple[str, int]:
    return render_template("panel/recovery-codes.html", codes=codes), 200
