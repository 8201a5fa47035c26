"""One's own account: password, language, sessions."""

from __future__ import annotations

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kb.errors import AccountError, SignInRefused
from webapp.language import gettext, later
from webapp.panel.access import (
    begin_session,
    bp,
    current_account,
    current_session,
    network_of_request,
    signed_in,
)
from webapp.panel.sign_in import refusal
from webapp.records import records
from webapp.serving import serving

#: What to say of a new password that is none, by the reason of the library.
PASSWORD_FAULTS = {
    "short": later("Hasło musi mieć co najmniej 12 znaków."),
    "long": later("Hasło może mieć najwyżej 128 znaków."),
    "simple": later("To hasło łatwo odgadnąć. Użyj kilku niepowiązanych słów."),
    "own-name": later("Hasło nie może zawierać loginu ani nazwiska."),
}
#: Said after a change, by the word in the address.
DONE = {
    "haslo": later("Hasło zmienione. Inne sesje tego konta zostały zakończone."),
    "jezyk": later("Język zmieniony."),
    "sesje": later("Inne sesje tego konta zostały zakończone."),
    "kody-wylaczone": later("Kod przy logowaniu wyłączony."),
}


@bp.get("/konto")
@signed_in
def account() -> tuple[str, int]:
    return account_page(done=request.args.get("zrobione", ""))


@bp.post("/konto/haslo")
@signed_in
def change_password() -> Response | tuple[str, int]:
    from kb.accounts.accounts import set_password

    account, now, form = current_account(), serving().clock(), request.form
    if trouble := own_password_trouble(form.get("stare", "")):
        return account_page({"stare": trouble})
    if form.get("nowe", "") != form.get("powtorzone", ""):
        return account_page({"powtorzone": gettext("Hasła się różnią. Wpisz je jeszcze raz.")})
    if form.get("nowe", "") == form.get("stare", ""):
        return account_page({"nowe": gettext("To jest obecne hasło. Wymyśl inne.")})
    try:
        set_password(records().store, account.id, form.get("nowe", ""), now)
    except AccountError as error:
        return account_page({"nowe": gettext(PASSWORD_FAULTS[error.reason])})
    begin_session(account, now)
    return redirect(url_for("panel.account", zrobione="haslo"), 303)


@bp.post("/konto/jezyk")
@signed_in
def change_language() -> Response | tuple[str, int]:
    from kb.accounts.accounts import set_profile

    own = current_account()
    try:
        set_profile(records().store, own.id, own.name, own.email, request.form.get("jezyk", ""))
    except AccountError:
        return account_page({"jezyk": gettext("Wybierz jeden z języków.")})
    return redirect(url_for("panel.account", zrobione="jezyk"), 303)


@bp.post("/konto/sesje")
@signed_in
def end_other_sessions() -> Response:
    from kb.accounts.sessions import end_all

    end_all(records().store, current_account().id)
    begin_session(current_account(), serving().clock())
    return redirect(url_for("panel.account", zrobione="sesje"), 303)


def own_password_trouble(password: str) -> str:
    """Why a password is not taken for that of who is signed in; empty where it is theirs.

    What changes the ways into an account asks for it again: a session may be somebody else's
    browser that was left open.
    """
    from kb.accounts.sign_in import sign_in

    login, now = current_account().login, serving().clock()
    try:
        sign_in(records().store, login, password, network_of_request(), now)
    except SignInRefused as error:
        return refusal(error, gettext("Hasło się nie zgadza."))
    return ""


def account_page(errors: dict[str, str] | None = None, done: str = "") -> tuple[str, int]:
    """The page with everything of one's own. errors: by the field; done: a key of DONE."""
    from kb.accounts import identities, second_factor

    own, store = current_account(), records().store
    session = current_session()
    return render_template(
        "panel/account.html",
        errors=errors or {},
        done=gettext(DONE[done]) if done in DONE else "",
        means=identities.means(store, own.id),
        codes_left=second_factor.recovery_codes_left(store, own.id),
        temporary=session is not None and session.temporary,
    ), 422 if errors else 200


def site_key() -> bytes:
    """The key under which the secrets of second factors are kept."""
    key: bytes = current_app.config["SECRET_KEY"]
    return key
