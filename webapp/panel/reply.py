"""What an agent does with the draft of an answer: change, check, approve, turn down, take back."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from kb.accounts.model import Role
from kb.errors import (
    AlreadyDecided,
    NotAllowed,
    NotFound,
    ReviewError,
    StaleDraft,
    Unconfirmed,
)
from kb.inbox.model import Filter
from webapp.inputs import one_line, several_lines
from webapp.language import count, gettext
from webapp.panel import desk, names, reply_view
from webapp.panel.access import bp, current_account, needs
from webapp.panel.case_actions import Answer, overtaken, version_seen
from webapp.panel.conversation import page, refused
from webapp.panel.inbox import conversation_address, following
from webapp.panel.reply_view import Typed
from webapp.records import records
from webapp.serving import serving

if TYPE_CHECKING:
    from kb.review.model import Reviewed

#: What the button pressed asks for, in the field `akcja`.
CHECK, SAVE, APPROVE = "sprawdz", "zapisz", "zatwierdz"
_LONGEST_REASON = 500
_MOST_KEYS = 50
_MOST_CONFIRMED = 500
_MOST_FOUND = 5


@bp.post("/sprawa/<number>/odpowiedz")
@needs(Role.AGENT)
def answer(number: str) -> Answer | str:
    """The form of the reply, by the button that was pressed; a check is what Enter does."""
    typed = _typed()
    action = request.form.get("akcja", CHECK)
    fault = _fault(typed.text) if action in (SAVE, APPROVE) or typed.text else ""
    if fault:
        return refused(number, typed, fault, HTTPStatus.UNPROCESSABLE_ENTITY)
    if action not in (SAVE, APPROVE):
        return page(desk.open_conversation(number), _wanted(), typed)
    try:
        return _approve(number, typed) if action == APPROVE else _save(number, typed)
    except (AlreadyDecided, StaleDraft, Unconfirmed, NotAllowed, ReviewError) as error:
        return refused(number, typed, told_of(error), HTTPStatus.CONFLICT)


@bp.post("/sprawa/<number>/sprawdz")
@needs(Role.AGENT)
def check(number: str) -> str | Answer:
    """The part of the page that says what the check finds, for a script that asks while typing."""
    typed = _typed()
    draft = _draft(number)
    return render_template("panel/check.html", reply=reply_view.view(draft, typed), names=names)


@bp.post("/sprawa/<number>/odrzuc")
@needs(Role.AGENT)
def reject(number: str) -> Answer:
    from kb.review.store import reject as turn_down

    reason = one_line(request.form.get("powod", ""))[:_LONGEST_REASON]
    other = one_line(request.form.get("inny", ""))[:_LONGEST_REASON]
    if not (reason or other):
        told = gettext("Wybierz albo wpisz powód, dla którego odrzucasz szkic.")
        return refused(number, None, told, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        turn_down(
            records().store, _named_draft(number), current_account(), ": ".join(
                filter(None, (reason, other))
            ), version_seen(), _field("klucz"), serving().clock(), desk.rules(),
        )  # fmt: skip
    except ReviewError as error:
        return refused(number, None, told_of(error), HTTPStatus.CONFLICT)
    return redirect(_page(number), HTTPStatus.SEE_OTHER)


@bp.post("/sprawa/<number>/cofnij")
@needs(Role.AGENT)
def undo(number: str) -> Answer:
    from kb.review.store import undo as take_back

    try:
        take_back(
            records().store, _named_draft(number), current_account(), version_seen(),
            _field("klucz"), serving().clock(),
        )  # fmt: skip
    except ReviewError as error:
        return refused(number, None, told_of(error), HTTPStatus.CONFLICT)
    return redirect(_page(number), HTTPStatus.SEE_OTHER)


@bp.get("/sprawa/<number>/szukaj")
@needs(Role.AGENT)
def find(number: str) -> str:
    """Passages of public articles that can be put into the reply; a script takes them from here."""
    asked = one_line(request.args.get("pytanie", ""))[:300]
    found = serving().assistant.find(asked)[:_MOST_FOUND] if asked else ()
    return render_template("panel/found-page.html", asked=asked, found=found, number=number)


@bp.post("/sprawa/<number>/pytanie-do-redakcji")
@needs(Role.AGENT)
def ask_editors(number: str) -> Answer:
    """Put a question that the base does not answer on the editors' list."""
    from kb.review.gaps import ask

    known = desk.open_conversation(number).conversation.number
    question = one_line(request.form.get("pytanie", ""))[:1000]
    note = one_line(request.form.get("uwaga", ""))[:1000]
    if question:
        ask(
            records().store, question, note, known, current_account().id, serving().clock(),
            desk.rules().patterns,
        )  # fmt: skip
    return redirect(_page(number) + "#p_pytania", HTTPStatus.SEE_OTHER)


@bp.post("/sprawa/<number>/wyslij-ponownie")
@needs(Role.AGENT)
def resend(number: str) -> Answer:
    """Have the approved answer, which could not be handed over, tried once more."""
    from kb.delivery.outbox import deliveries_of, retry

    known = desk.open_conversation(number).conversation.number
    newest = deliveries_of(records().store, known)[-1:]
    if not any(retry(records().store, one.id, serving().clock()) for one in newest):
        told = gettext("Ta odpowiedź nie czeka na ponowne wysłanie.")
        return refused(number, None, told, HTTPStatus.CONFLICT)
    return redirect(_page(number), HTTPStatus.SEE_OTHER)


@bp.get("/sprawa/<number>/list.eml")
@needs(Role.AGENT)
def letter(number: str) -> Response:
    """The approved answer as a file that a mail program opens and sends."""
    from kb.delivery.outbox import deliveries_of
    from kb.desk_wiring import open_post

    state, known = serving(), desk.open_conversation(number).conversation.number
    going = [one for one in deliveries_of(records().store, known) if one.state != "cancelled"]
    if not going:
        raise NotFound("There is no approved answer in this conversation.")
    desk.note_opened(known)
    post = open_post(state.settings, state.library, records().store, state.clock)
    response = Response(post.eml(going[-1].id), mimetype="message/rfc822")
    response.headers["Content-Disposition"] = f'attachment; filename="odpowiedz-{known}.eml"'
    return response


def _approve(number: str, typed: Typed) -> Answer:
    from kb.review.model import Approval
    from kb.review.store import approve

    found = desk.open_conversation(number)
    after = following(_wanted(), found.conversation.number)
    by_hand = request.form.get("jak", "") in ("copy", "eml")
    approve(
        records().store,
        _named_draft(number),
        current_account(),
        Approval(
            text=typed.text,
            version=version_seen(),
            key=_field("klucz"),
            keys=typed.keys,
            confirmed=typed.confirmed,
            means=_field("jak") if by_hand else desk.means_of(found),
            delay=desk.undo_delay(),
        ),
        desk.rules(),
        serving().clock(),
    )
    done = f"zrobione={found.conversation.number}"
    return redirect(desk.with_query(after, done), HTTPStatus.SEE_OTHER)


def _save(number: str, typed: Typed) -> Answer:
    from kb.review.store import edit

    edit(
        records().store, _named_draft(number), current_account(), typed.text, version_seen(),
        _field("klucz"), serving().clock(), desk.rules(),
    )  # fmt: skip
    return redirect(_page(number), HTTPStatus.SEE_OTHER)


def told_of(error: ReviewError) -> str:
    """What an agent reads when a decision was not taken; what was typed is kept."""
    if isinstance(error, AlreadyDecided):
        return overtaken(error)
    if isinstance(error, StaleDraft):
        why = names.named(names.STALE, error.reason)
        return f"{why} {gettext('Niczego nie wysłano. Przygotuj nowy szkic.')}"
    if isinstance(error, Unconfirmed):
        number = count(len(error.sentences), "zdanie", "zdania", "zdań")
        told = gettext(
            "Bez źródła: %(number)s. Zmień je, usuń albo potwierdź każde z osobna, i zatwierdź "
            "jeszcze raz. Niczego nie wysłano."
        )
        return told % {"number": number}
    if isinstance(error, NotAllowed):
        return gettext(
            "Tę odpowiedź zatwierdza kierownik zmiany. Zapisz tekst i przypisz mu sprawę."
        )
    return gettext("Tego nie da się teraz zrobić. Niczego nie wysłano, tekst został w polu.")


def _draft(number: str) -> Reviewed:
    found = desk.current_draft(number)
    if found is None:
        raise NotFound("There is no draft in this conversation.")
    return found


def _named_draft(number: str) -> str:
    """The draft that the form is about, if it is one of this conversation. Raises NotFound."""
    from kb.review.history import reviewed

    draft = _field("szkic")
    theirs = reviewed(records().store, draft).conversation
    here = desk.open_conversation(number).conversation.number
    if theirs != here and desk.open_conversation(theirs).conversation.number != here:
        raise NotFound("There is no such draft in this conversation.")
    return draft


def _typed() -> Typed:
    # Browsers send two characters at the end of each line, also of a sentence over several.
    confirmed = [one.replace("\r\n", "\n") for one in request.form.getlist("potwierdzam")]
    keys = dict.fromkeys(request.form.getlist("zrodlo"))
    return Typed(
        several_lines(request.form.get("tekst", "")),
        tuple(keys)[:_MOST_KEYS],
        tuple(confirmed[:_MOST_CONFIRMED]),
    )


def _fault(text: str) -> str:
    """Why a text can be neither sent nor kept; empty where it can."""
    if not text:
        return gettext("Odpowiedź jest pusta. Napisz ją albo przygotuj nowy szkic.")
    if len(text) > reply_view.LONGEST:
        return gettext("Odpowiedź może mieć najwyżej 20 000 znaków. Skróć ją.")
    return ""


def _field(name: str) -> str:
    return one_line(request.form.get(name, ""))[:200]


def _wanted() -> Filter:
    return Filter.from_query(request.args)


def _page(number: str) -> str:
    return conversation_address(number, _wanted())
