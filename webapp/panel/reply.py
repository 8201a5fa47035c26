"""What an agent does with the draft of an answer: change, check, approve, turn down, take back."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from kb.accounts.model import Role
from kb.errors import (
    AlreadyDecided,
    MessageError,
    NotAllowed,
    NotFound,
    ReviewError,
    StaleDraft,
    Unconfirmed,
)
from kb.inbox.model import Filter
from webapp.inputs import one_line
from webapp.language import count, gettext
from webapp.panel import desk, names, reply_view
from webapp.panel.access import bp, current_account, needs
from webapp.panel.case_actions import Answer, overtaken
from webapp.panel.conversation import page, refused
from webapp.panel.inbox import conversation_address, following
from webapp.panel.reply_view import Typed
from webapp.records import records
from webapp.serving import serving

if TYPE_CHECKING:
    from kb.answer.request import Request
    from kb.review.model import Reviewed

#: What the button pressed asks for, in the field `akcja`.
CHECK, SAVE, APPROVE = "sprawdz", "zapisz", "zatwierdz"
_LONGEST = 20_000
_LONGEST_REASON = 500
_MOST_KEYS = 50
_MOST_FOUND = 5


@bp.post("/sprawa/<number>/odpowiedz")
@needs(Role.AGENT)
def answer(number: str) -> Answer | str:
    """The form of the reply, by the button that was pressed; a check is what Enter does."""
    typed = _typed()
    if len(typed.text) > _LONGEST:
        told = gettext("Odpowiedź może mieć najwyżej 20 000 znaków. Skróć ją.")
        return refused(number, typed, told, HTTPStatus.UNPROCESSABLE_ENTITY)
    action = request.form.get("akcja", CHECK)
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
    shortened = Typed(typed.text[:_LONGEST], typed.keys, typed.confirmed)
    return render_template(
        "panel/check.html", reply=reply_view.view(draft, shortened), names=names, live=True
    )


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
            records().store, _field("szkic"), current_account(), ": ".join(
                filter(None, (reason, other))
            ), _version(), _field("klucz"), serving().clock(), desk.rules(),
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
            records().store, _field("szkic"), current_account(), _version(), _field("klucz"),
            serving().clock(),
        )  # fmt: skip
    except ReviewError as error:
        return refused(number, None, told_of(error), HTTPStatus.CONFLICT)
    return redirect(_page(number), HTTPStatus.SEE_OTHER)


@bp.post("/sprawa/<number>/nowy-szkic")
@needs(Role.AGENT)
def redraft(number: str) -> Answer:
    """A draft made anew, in the register, channel and by the generator that were chosen."""
    from kb.inbox.drafting import request_for
    from kb.review.store import propose

    found = desk.open_conversation(number)
    asked = request_for(found)
    if asked is None:
        told = gettext("Na tę sprawę nie czeka żadna wiadomość, więc nie ma na co odpowiadać.")
        return refused(number, None, told, HTTPStatus.CONFLICT)
    asked = _as_chosen(asked)
    last = found.unanswered[-1].number
    try:
        proposal = serving().assistant.propose(asked)
        propose(records().store, found.conversation.number, last, proposal, serving().clock())
    except MessageError:
        told = gettext("Tej wiadomości nie da się odczytać. Odpowiedz na nią bez szkicu.")
        return refused(number, None, told, HTTPStatus.UNPROCESSABLE_ENTITY)
    except ReviewError as error:
        return refused(number, None, told_of(error), HTTPStatus.CONFLICT)
    return redirect(_page(number), HTTPStatus.SEE_OTHER)


@bp.get("/sprawa/<number>/szukaj")
@needs(Role.AGENT)
def find(number: str) -> str:  # noqa: ARG001 - the address of its conversation
    """Passages of public articles that can be put into the reply."""
    asked = one_line(request.args.get("pytanie", ""))[:300]
    found = serving().assistant.find(asked)[:_MOST_FOUND] if asked else ()
    return render_template("panel/found.html", asked=asked, found=found)


@bp.post("/sprawa/<number>/pytanie-do-redakcji")
@needs(Role.AGENT)
def ask_editors(number: str) -> Answer:
    """Put a question that the base does not answer on the editors' list."""
    from kb.review.gaps import ask

    question = one_line(request.form.get("pytanie", ""))[:1000]
    note = one_line(request.form.get("uwaga", ""))[:1000]
    if question:
        ask(
            records().store, question, note, number, current_account().id, serving().clock(),
            desk.rules().patterns,
        )  # fmt: skip
    return redirect(_page(number) + "#p_pytania", HTTPStatus.SEE_OTHER)


@bp.get("/sprawa/<number>/list.eml")
@needs(Role.AGENT)
def letter(number: str) -> Response:
    """The approved answer as a file that a mail program opens and sends."""
    from kb.delivery.outbox import deliveries_of
    from kb.desk_wiring import open_post

    state = serving()
    going = [one for one in deliveries_of(records().store, number) if one.state != "cancelled"]
    if not going:
        raise NotFound("There is no approved answer in this conversation.")
    post = open_post(state.settings, state.library, records().store, state.clock)
    response = Response(post.eml(going[-1].id), mimetype="message/rfc822")
    response.headers["Content-Disposition"] = f'attachment; filename="odpowiedz-{number}.eml"'
    return response


def _approve(number: str, typed: Typed) -> Answer:
    from kb.review.model import Approval
    from kb.review.store import approve

    found = desk.open_conversation(number)
    by_hand = request.form.get("jak", "") in ("copy", "eml")
    approve(
        records().store,
        _field("szkic"),
        current_account(),
        Approval(
            text=typed.text,
            version=_version(),
            key=_field("klucz"),
            keys=typed.keys,
            confirmed=typed.confirmed,
            means=_field("jak") if by_hand else desk.means_of(found),
            delay=desk.undo_delay(),
        ),
        desk.rules(),
        serving().clock(),
    )
    after = following(_wanted(), found.conversation.number)
    done = f"zrobione={found.conversation.number}"
    return redirect(desk.with_query(after, done), HTTPStatus.SEE_OTHER)


def _save(number: str, typed: Typed) -> Answer:
    from kb.review.store import edit

    edit(
        records().store, _field("szkic"), current_account(), typed.text, _version(),
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
            "Tę odpowiedź zatwierdza przełożony. Twój tekst możesz zapisać; sprawę mu przypisz."
        )
    return gettext("Tego nie da się teraz zrobić. Niczego nie wysłano, tekst został w polu.")


def _as_chosen(asked: Request) -> Request:
    """The request with the form of address, the channel and the author that were chosen."""
    from kb.answer.model import Channel, Register

    if _field("rejestr") in {one.value for one in Register}:
        asked = replace(asked, register=Register(_field("rejestr")))
    if _field("kanal") in {one.value for one in Channel}:
        asked = replace(asked, channel=Channel(_field("kanal")))
    return replace(asked, generator="llm" if _field("kto") == "llm" else "extractive")


def _draft(number: str) -> Reviewed:
    found = desk.current_draft(number)
    if found is None:
        raise NotFound("There is no draft in this conversation.")
    return found


def _typed() -> Typed:
    return Typed(
        request.form.get("tekst", ""),
        tuple(request.form.getlist("zrodlo")[:_MOST_KEYS]),
        tuple(request.form.getlist("potwierdzam")[:_MOST_KEYS]),
    )


def _version() -> int:
    written = request.form.get("wersja", "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else 0


def _field(name: str) -> str:
    return one_line(request.form.get(name, ""))[:200]


def _wanted() -> Filter:
    return Filter.from_query(request.args)


def _page(number: str) -> str:
    return conversation_address(number, _wanted())
