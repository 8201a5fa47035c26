"""Accounts, for admins: made, changed, disabled, given a new password."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from kb.accounts.model import Account, Role
from kb.errors import AccountError
from kb.privacy.reach import email_address
from webapp.inputs import one_line
from webapp.language import gettext, later
from webapp.panel import oidc
from webapp.panel.access import bp, current_account, needs
from webapp.records import records
from webapp.serving import serving

log = logging.getLogger(__name__)

_FAULTS = {
    "login": later(
        "Login może mieć litery a–z bez polskich znaków, cyfry oraz . _ @ + - w środku."
    ),
    "taken": later("Jest już konto z tym loginem."),
    "name": later("Podaj imię i nazwisko, najwyżej 80 znaków."),
    "language": later("Wybierz jeden z języków."),
    "role": later("Wybierz jedną z ról."),
    "email": later("W adresie e-mail jest błąd. Pełny adres wygląda tak: nazwa@poczta.pl"),
    "last-admin": later("To jedyne działające konto administratora. Najpierw dodaj inne."),
}
#: The field at which a fault is told.
_PLACES = {"login": "login", "taken": "login", "name": "nazwa", "language": "jezyk",
           "role": "rola", "email": "email", "last-admin": "rola"}  # fmt: skip
DONE = {
    "zapisane": later("Zapisane."),
    "kod": later("Kod przy logowaniu wyłączony, sesje zakończone."),
    "wylaczone": later("Konto wyłączone, sesje zakończone."),
    "wlaczone": later("Konto włączone."),
}


@dataclass(frozen=True, slots=True)
class Filled:
    """What an admin fills in."""

    login: str = ""
    name: str = ""
    email: str = ""
    role: str = Role.AGENT.value
    language: str = "pl"
    company: bool = False


@bp.get("/konta")
@needs(Role.ADMIN)
def accounts() -> str:
    from kb.accounts.accounts import all_accounts

    return render_template("panel/accounts.html", accounts=all_accounts(records().store))


@bp.route("/konta/nowe", methods=["GET", "POST"])
@needs(Role.ADMIN)
def account_new() -> tuple[str, int]:
    from kb.accounts import identities
    from kb.accounts.accounts import add_account
    from kb.accounts.passwords import new_password

    if request.method != "POST":
        return _new_page(Filled())
    filled, store = _filled(request.form), records().store
    by_company = filled.company and bool(oidc.issuer())
    password = None if by_company else new_password()
    try:
        _check_email(filled, needed=by_company)
        made = add_account(
            store, filled.login, filled.name, _role(filled), serving().clock(),
            password=password, temporary=not by_company,
            email=filled.email, language=filled.language,
        )  # fmt: skip
    except AccountError as error:
        return _new_page(filled, _told(error))
    if by_company:
        identities.allow(store, made.id, oidc.issuer())
    _note(made, f"made as {made.role}", "account-made")
    return _edit_page(made, password=password or "", done=gettext("Konto dodane."))


@bp.route("/konta/<int(max=2147483647):number>", methods=["GET", "POST"])
@needs(Role.ADMIN)
def account_edit(number: int) -> Response | tuple[str, int]:
    from kb.accounts.accounts import account

    found = account(records().store, number)
    if request.method != "POST":
        return _edit_page(found, done=gettext(DONE.get(request.args.get("zrobione", ""), "")))
    action = request.form.get("akcja", "")
    work = _ACTIONS.get(action, _save)
    try:
        answer = work(found)
    except AccountError as error:
        place = {"stan": _told(error)["rola"]} if work is _disable else _told(error)
        return _edit_page(found, errors=place, filled=_filled(request.form))
    _note(found, *_NOTED[work])
    if isinstance(answer, str):
        return redirect(url_for("panel.account_edit", number=number, zrobione=answer), 303)
    return answer


def _save(found: Account) -> str:
    from kb.accounts import accounts, identities

    filled, store, now = _filled(request.form), records().store, serving().clock()
    _check_email(filled, needed=filled.company)
    accounts.set_profile(store, found.id, filled.name, filled.email, filled.language, _role(filled))
    if not oidc.issuer():
        return "zapisane"  # the page has no tick for it, hence nothing was said about it
    if filled.company:
        identities.allow(store, found.id, oidc.issuer())
    elif identities.means(store, found.id).company is not identities.Company.NO:
        identities.forbid(store, found.id, now)
    return "zapisane"


def _reset_password(found: Account) -> tuple[str, int]:
    from kb.accounts.accounts import set_password
    from kb.accounts.passwords import new_password

    password = new_password()
    set_password(records().store, found.id, password, serving().clock(), temporary=True)
    return _edit_page(found, password=password)


def _remove_second_factor(found: Account) -> str:
    from kb.accounts.second_factor import remove

    remove(records().store, found.id, serving().clock())
    return "kod"


def _disable(found: Account) -> str:
    from kb.accounts.accounts import disable

    disable(records().store, found.id, serving().clock())
    return "wylaczone"


def _enable(found: Account) -> str:
    from kb.accounts.accounts import enable

    enable(records().store, found.id, serving().clock())
    return "wlaczone"


_Work = Callable[[Account], str | tuple[str, int]]
_ACTIONS: dict[str, _Work] = {
    "haslo": _reset_password,
    "kod": _remove_second_factor,
    "wylacz": _disable,
    "wlacz": _enable,
}
#: For the log of the server, which shows warnings, and for that of accesses.
_NOTED: dict[_Work, tuple[str, str]] = {
    _save: ("changed", "account-changed"),
    _reset_password: ("given a new password", "account-password"),
    _remove_second_factor: ("freed of its second factor", "account-factor"),
    _disable: ("disabled", "account-disabled"),
    _enable: ("enabled", "account-enabled"),
}


def _note(account: Account, what: str, action: str) -> None:
    """Who changed whose access must be found out later, also where an admin's browser did it."""
    from kb.rodo.access_log import Action, note_account

    me = current_account()
    log.warning("The account %s was %s by %s.", account.login, what, me.login)
    note_account(records().store, me.id, Action(action), account.login, serving().clock())


def _filled(form: MultiDict[str, str]) -> Filled:
    return Filled(
        login=one_line(form.get("login", "")),
        name=one_line(form.get("nazwa", "")),
        email=one_line(form.get("email", "")),
        role=form.get("rola", ""),
        language=form.get("jezyk", ""),
        company=bool(form.get("firmowe")),
    )


def _role(filled: Filled) -> Role:
    try:
        return Role(filled.role)
    except ValueError:
        raise AccountError("role", f"The roles are {', '.join(Role)}.") from None


def _check_email(filled: Filled, *, needed: bool) -> None:
    """The address may be left out, unless an account is to be found by it."""
    if (filled.email or needed) and email_address(filled.email) is None:
        raise AccountError("email", "That is no e-mail address.")


def _told(error: AccountError) -> dict[str, str]:
    return {_PLACES[error.reason]: gettext(_FAULTS[error.reason])}


def _new_page(filled: Filled, errors: dict[str, str] | None = None) -> tuple[str, int]:
    return render_template(
        "panel/account-new.html", filled=filled, errors=errors or {}, company=oidc.button()
    ), 422 if errors else 200


def _edit_page(
    found: Account,
    *,
    errors: dict[str, str] | None = None,
    filled: Filled | None = None,
    password: str = "",
    done: str = "",
) -> tuple[str, int]:
    """password: a new one, shown this once."""
    from kb.accounts.identities import Company, means

    ways = means(records().store, found.id)
    known = Filled(
        found.login, found.name, found.email, found.role.value, found.language,
        ways.company is not Company.NO,
    )  # fmt: skip
    return render_template(
        "panel/account-edit.html",
        found=found,
        means=ways,
        filled=filled or known,
        errors=errors or {},
        password=password,
        done=done,
        company=oidc.button(),
    ), 422 if errors else 200
