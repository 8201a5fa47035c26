"""A message that an agent pastes in from somewhere else."""

from __future__ import annotations

from hashlib import sha256
from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kb.accounts.model import Role
from kb.privacy.reach import email_address, phone_number
from webapp.inputs import one_line, several_lines
from webapp.language import gettext
from webapp.panel import desk, names
from webapp.panel.access import bp, current_account, needs
from webapp.records import records
from webapp.serving import editorial_or_none, serving

_LONGEST = 20_000


@bp.get("/nowa")
@needs(Role.AGENT)
def new_message() -> str:
    return _page({**dict.fromkeys((*_FIELDS, "tresc"), ""), "klucz": desk.new_key()})


@bp.post("/nowa")
@needs(Role.AGENT)
def add_message() -> Response | tuple[str, int]:
    from kb.answer.reading.tongue import tongue_of
    from kb.inbox.deadlines import promised
    from kb.store.messages import NewMessage
    from kb.store.messages import add_message as add

    fields = {name: one_line(request.form.get(name, ""))[:200] for name in _FIELDS}
    fields["klucz"] = fields["klucz"] or desk.new_key()
    fields["tresc"] = several_lines(request.form.get("tresc", ""))
    trouble = _fault(fields)
    if trouble:
        return _page(fields, trouble), HTTPStatus.UNPROCESSABLE_ENTITY
    now, editorial = serving().clock(), editorial_or_none()
    channel = fields["kanal"] if fields["kanal"] in names.CHANNELS else "email"
    receipt = add(
        records().store,
        NewMessage(
            key=_key(fields),
            language=tongue_of(fields["tresc"]),
            topic="",
            text=fields["tresc"],
            name=fields["imie"],
            email=email_address(fields["email"]) or "",
            phone=phone_number(fields["telefon"]) or "",
            origin="pasted",
            channel=channel,
            promised_by=promised(editorial, channel, now) if editorial else None,
        ),
        now,
    )
    return redirect(url_for("panel.conversation", number=receipt.number), HTTPStatus.SEE_OTHER)


_FIELDS = ("klucz", "imie", "email", "telefon", "kanal")


def _fault(fields: dict[str, str]) -> str:
    if not fields["tresc"]:
        return gettext("Wklej treść wiadomości.")
    if len(fields["tresc"]) > _LONGEST:
        return gettext("Wiadomość może mieć najwyżej 20 000 znaków. Skróć ją.")
    if fields["email"] and email_address(fields["email"]) is None:
        return gettext("W adresie e-mail jest błąd. Pełny adres wygląda tak: nazwa@poczta.pl")
    if fields["telefon"] and phone_number(fields["telefon"]) is None:
        return gettext("To nie wygląda na numer telefonu. Popraw go albo zostaw puste pole.")
    return ""


def _key(fields: dict[str, str]) -> str:
    """The same form with the same words is one message; with other words it is another."""
    written = [str(current_account().id), *(fields[name] for name in (*_FIELDS, "tresc"))]
    return "pasted " + sha256("\0".join(written).encode()).hexdigest()[:40]


def _page(fields: dict[str, str], trouble: str = "") -> str:
    return render_template("panel/new-message.html", fields=fields, trouble=trouble, names=names)
