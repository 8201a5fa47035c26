"""The way to a person: the contact form, its receipt, and answers that make it unnecessary."""

from __future__ import annotations

import hashlib
import json
import logging
import math
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kb.errors import IndexUnavailable, NotFound, QueryError, StoreUnavailable
from kb.opening import answered_by
from kb.privacy.reach import email_address, phone_number
from webapp import guard
from webapp.addresses import public_address
from webapp.contact import data_controller
from webapp.form_token import Fault, FormTokens
from webapp.inputs import TRAP, one_line
from webapp.language import count, current, gettext, later, page, phrases
from webapp.language.times import Timed
from webapp.limits import FORMS, RateLimited
from webapp.overload import Overloaded
from webapp.public import overview
from webapp.public.contact_form import ContactForm, filled, opened, page_of_site
from webapp.public.views import bp
from webapp.records import mark, records
from webapp.serving import editorial_or_none, public_reader, serving

if TYPE_CHECKING:
    from kb.delivery.receipt import Acknowledgement
    from kb.model import Hit
    from kb.store.messages import NewMessage

log = logging.getLogger(__name__)

#: What the button pressed asks for, in the field `akcja`; without one the form is sent.
SHOW_MATCHES, ANSWERED = "pokaz", "odpowiedziane"
MOST_MATCHES = 3
#: The beginning of a message says what it is about; the model reads no more at once.
_SEARCHED_LENGTH = 1000

_CAUGHT: dict[Fault | str, str] = {
    TRAP: later(
        "Wypełniono pole, którego na stronie nie widać, zapewne zrobił to program. Pole jest już "
        "puste. Wyślij wiadomość jeszcze raz."
    ),
    Fault.UNKNOWN: later("Nie rozpoznaliśmy formularza. Wyślij wiadomość jeszcze raz."),
    Fault.EARLY: later(
        "Formularz przyszedł szybciej, niż da się go wypełnić. Odczekaj kilka sekund i wyślij "
        "wiadomość jeszcze raz."
    ),
    Fault.EXPIRED: later(
        "Formularz był otwarty dłużej niż 12 godzin. Wyślij wiadomość jeszcze raz."
    ),
}


@dataclass(frozen=True, slots=True)
class Matches:
    """Articles that may answer a message; `away` when they cannot be searched now."""

    hits: tuple[Hit, ...] = ()
    away: bool = False


@page(bp, "/kontakt", "/en/contact", methods=("GET", "POST"))
def contact() -> tuple[str, int] | Response:
    if request.method != "POST":
        return _form_page(opened(request.args))
    form = filled(request.form)
    action = request.form.get("akcja", "")
    if action == ANSWERED:
        return redirect(
            url_for("public.contact_answered", strona=form.strona.data or None),
            HTTPStatus.SEE_OTHER,
        )
    try:
        guard.count(FORMS)
    except RateLimited as error:
        return _later(form, error)
    if action == SHOW_MATCHES:
        return _show_matches(form)
    return _send(form)


@page(bp, "/kontakt/<number>", "/en/contact/<number>")
def contact_receipt(number: str) -> str:
    from kb.store.messages import message

    found = message(records().store, number)
    if found is None:
        raise NotFound("There is no message with this number.")
    return render_template(
        "public/contact-receipt.html",
        number=found.receipt.number,
        promise=_promise(found.sent.promised_by),
        missed=_missed(found.sent.promised_by),
    )


@page(bp, "/kontakt/dziekujemy", "/en/contact/thank-you")
def contact_answered() -> str:
    back = page_of_site(one_line(request.args.get("strona", "")))
    return render_template("public/contact-answered.html", back=back)


def _send(form: ContactForm) -> tuple[str, int] | Response:
    from kb.delivery.receipt import take_in_and_acknowledge
    from kb.store.searches import Mark

    now = serving().clock()
    try:
        caught = _caught(form, now)
        if not form.validate():
            return _form_page(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        if caught:
            return _form_page(form, HTTPStatus.UNPROCESSABLE_ENTITY, caught)
        sent = _message(form, now)
        receipt = take_in_and_acknowledge(records().store, sent, now, _receipts())
    except StoreUnavailable as error:
        log.error("A message could not be stored: %s", error)
        return _form_page(form, HTTPStatus.SERVICE_UNAVAILABLE, away=True)
    mark(Mark(form.z.data, contacted=True))
    address = url_for("public.contact_receipt", number=receipt.number)
    return redirect(address, HTTPStatus.SEE_OTHER)


def _receipts() -> Acknowledgement | None:
    """What acknowledges messages by e-mail, where the shop wants that."""
    from kb.desk_wiring import acknowledgement

    editorial = editorial_or_none()
    return acknowledgement(serving().settings, editorial) if editorial else None


def _later(form: ContactForm, error: RateLimited) -> Response:
    """Too many forms from one address, or of all together: the text waits in its field."""
    minutes = math.ceil(error.retry_after / 60)
    told = gettext(
        "Przyszło do nas naraz bardzo dużo wiadomości. Wyślij swoją jeszcze raz za %(wait)s. "
        "W pilnej sprawie zadzwoń."
    )
    wait = count(minutes, "minutę", "minuty", "minut")
    page, _ = _form_page(form, trouble=told % {"wait": wait})
    return Response(page, 429, guard.limit_headers(error), mimetype="text/html")


def _caught(form: ContactForm, now: datetime) -> str:
    """What to say when the form seems to come from a program; the form itself stays good."""
    sent = _tokens().read(form.token.data or "")
    fault: Fault | str | None = sent.fault(now) if sent else Fault.UNKNOWN
    if form[TRAP].data:
        form[TRAP].data = ""
        fault = TRAP
    return gettext(_CAUGHT[fault]) if fault else ""


def _message(form: ContactForm, now: datetime) -> NewMessage:
    """The message of a form without faults."""
    from kb.store.messages import NewMessage

    editorial = editorial_or_none()
    opening = editorial.contact.opening if editorial else None
    topics = {topic.slug for topic in _topics()}
    return NewMessage(
        key=_key(form),
        language=current(),
        topic=form.temat.data if form.temat.data in topics else "",
        text=form.wiadomosc.data,
        email=email_address(form.email.data) or "",
        phone=phone_number(form.telefon.data) or "",
        name=form.imie.data,
        searched=tuple(form.bylo.data),
        page=form.strona.data,
        promised_by=answered_by(opening, now) if opening else None,
        may_improve=form.zgoda.data,
    )


def _key(form: ContactForm) -> str:
    """The same for the same form sent twice; another one once anything in it was changed."""
    sent = _tokens().read(form.token.data)
    content = [
        sent and sent.name,
        {field.name: field.data for field in form if field.name != "token"},
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _show_matches(form: ContactForm) -> tuple[str, int]:
    text = form.wiadomosc.data
    if not text:
        form.wiadomosc.errors = [gettext("Napisz, w czym możemy pomóc.")]
        return _form_page(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _form_page(form, matches=_matches(text))


def _matches(text: str) -> Matches:
    """Articles for a message, none unless the base is confident that it answers."""
    try:
        guard.spare()
        result = public_reader().search(one_line(text[:_SEARCHED_LENGTH]), limit=MOST_MATCHES)
    except QueryError:
        return Matches()
    except (IndexUnavailable, Overloaded):
        return Matches(away=True)
    return Matches(result.hits if result.answered else ())


def _form_page(
    form: ContactForm,
    status: int = HTTPStatus.OK,
    trouble: str = "",
    *,
    matches: Matches | None = None,
    away: bool = False,
) -> tuple[str, int]:
    """The form with everything that was typed. trouble: what is wrong with no single field."""
    return render_template(
        "public/contact.html",
        address=public_address("public.contact"),
        form=form,
        topics=_topics(),
        token=_token_for(form),
        errors=[(f"p_{field.id}", error) for field in form for error in field.errors],
        trouble=trouble,
        matches=matches,
        away=away,
        controller=_controller(),
        retention_days=serving().settings.message_retention_days,
    ), status


def _token_for(form: ContactForm) -> str:
    """The form's own token as long as it is good, else a new one."""
    now, tokens = serving().clock(), _tokens()
    kept: str = form.token.data or ""
    sent = tokens.read(kept)
    if sent and sent.fault(now) is not Fault.EXPIRED:
        return kept
    return tokens.issue(now)


def _tokens() -> FormTokens:
    return FormTokens(current_app.config["SECRET_KEY"], "contact")


def _topics() -> tuple[overview.Topic, ...]:
    """The categories with a page; none while nothing can be served, the form works without."""
    try:
        reader = public_reader()
    except IndexUnavailable:
        return ()
    return overview.topics(reader.categories(), reader.editorial, current())


def _controller() -> str:
    """Who answers for the data of the form; nothing while nobody knows."""
    editorial = editorial_or_none()
    return data_controller(editorial) if editorial else ""


def _promise(by: datetime | None) -> Timed | None:
    """By when an answer comes, in the shop's time; None when nothing is promised, or no longer."""
    editorial = editorial_or_none()
    opening = editorial.contact.opening if editorial else None
    now = serving().clock()
    if by is None or opening is None or by < now:
        return None
    return phrases().answer_promise(by.astimezone(opening.zone), now)


def _missed(by: datetime | None) -> bool:
    return by is not None and by < serving().clock()
