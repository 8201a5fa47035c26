"""What an agent does with a conversation besides answering it; each is a form of its page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from http import HTTPStatus

from flask import redirect, request
from werkzeug.wrappers import Response

from kb.accounts.model import Role
from kb.errors import AlreadyDecided, NotFound, ReviewError
from kb.inbox.model import Filter
from webapp.inputs import one_line, several_lines, whole_number
from webapp.language import gettext
from webapp.panel import desk, moments
from webapp.panel.access import bp, current_account, needs
from webapp.panel.conversation import refused
from webapp.panel.inbox import conversation_address, following
from webapp.records import records
from webapp.serving import serving

Answer = Response | tuple[str, int]
_LONGEST_NOTE = 4000
#: Values of the field `na`: hours from now, or the next working morning.
_HOURS = {"1": 1, "4": 4}
_MORNING = time(8, 0)


@bp.post("/sprawa/<number>/przypisz")
@needs(Role.AGENT)
def assign(number: str) -> Answer:
    from kb.inbox.changes import assign as give

    to = whole_number(request.form.get("osoba", ""))
    return _change(number, lambda **known: give(records().store, number, to, **known))


@bp.post("/sprawa/<number>/odloz")
@needs(Role.AGENT)
def snooze(number: str) -> Answer:
    from kb.inbox.changes import snooze as put_off

    until = _until(request.form.get("na", ""))
    return _change(
        number, lambda **known: put_off(records().store, number, until, **known), leave=True
    )


@bp.post("/sprawa/<number>/zamknij")
@needs(Role.AGENT)
def close(number: str) -> Answer:
    from kb.inbox.changes import close as end

    return _change(number, lambda **known: end(records().store, number, **known), leave=True)


@bp.post("/sprawa/<number>/otworz")
@needs(Role.AGENT)
def reopen(number: str) -> Answer:
    from kb.inbox.changes import reopen as again

    return _change(number, lambda **known: again(records().store, number, **known))


@bp.post("/sprawa/<number>/polacz")
@needs(Role.AGENT)
def merge(number: str) -> Answer:
    from kb.inbox.changes import merge as join

    into = one_line(request.form.get("z", ""))[:20]
    try:
        into = desk.open_conversation(into).conversation.number
    except NotFound:
        told = gettext("Nie ma sprawy o numerze „%(number)s”. Sprawdź numer i spróbuj jeszcze raz.")
        return refused(number, None, told % {"number": into}, HTTPStatus.UNPROCESSABLE_ENTITY)
    answer = _change(number, lambda **known: join(records().store, number, into, **known))
    return redirect(_page(into), HTTPStatus.SEE_OTHER) if isinstance(answer, Response) else answer


@bp.post("/sprawa/<number>/notatka")
@needs(Role.AGENT)
def note(number: str) -> Answer:
    from kb.inbox.changes import add_note

    text = several_lines(request.form.get("tresc", ""))
    if len(text) > _LONGEST_NOTE:
        told = gettext("Notatka może mieć najwyżej 4000 znaków. Skróć ją.")
        return refused(number, None, told, HTTPStatus.UNPROCESSABLE_ENTITY, note=text)
    if text:
        me, now = current_account(), serving().clock()
        key = one_line(request.form.get("klucz", ""))[:60]
        add_note(records().store, number, text, account=me.id, now=now, key=key)
    return redirect(_page(number), HTTPStatus.SEE_OTHER)


def _change(number: str, change: Callable[..., int], *, leave: bool = False) -> Answer:
    """Do it by the version that the agent saw, then show the conversation, or the next one."""
    wanted = Filter.from_query(request.args)
    onwards = following(wanted, number) if leave else _page(number)
    try:
        change(version=version_seen(), account=current_account().id, now=serving().clock())
    except AlreadyDecided as error:
        return refused(number, None, overtaken(error), HTTPStatus.CONFLICT)
    except NotFound:
        # The conversation is there, unless its page says otherwise: the other account is not.
        told = gettext("Tego konta już nie ma albo jest wyłączone. Wybierz inną osobę.")
        return refused(number, None, told, HTTPStatus.CONFLICT)
    except ReviewError:
        told = gettext("W obecnym stanie tej sprawy nie da się tego zrobić. Nic nie zmieniono.")
        return refused(number, None, told, HTTPStatus.CONFLICT)
    if leave:
        onwards = desk.with_query(onwards, f"zmienione={number}")
    return redirect(onwards, HTTPStatus.SEE_OTHER)


def overtaken(error: AlreadyDecided) -> str:
    """Who was first, for the second of two agents."""
    who = error.by or gettext("Klient albo program")
    told = gettext(
        "Ktoś był szybszy: %(who)s, %(time)s. Nic nie zmieniono; poniżej jest obecny stan sprawy."
    )
    return told % {"who": who, "time": moments.exact(error.at)}


def version_seen() -> int:
    """The version of what the agent saw, as the form carries it; 0, which nothing has, for none."""
    return whole_number(request.form.get("wersja", "")) or 0


def _page(number: str) -> str:
    return conversation_address(number, Filter.from_query(request.args))


def _until(written: str) -> datetime:
    """The moment to which a conversation is put off; tomorrow morning where nothing was chosen."""
    now = serving().clock()
    if written in _HOURS:
        return now + timedelta(hours=_HOURS[written])
    local = now.astimezone(moments.shop_zone())
    days = 7 - local.weekday() if written == "poniedzialek" else 1
    return datetime.combine(local.date() + timedelta(days=days), _MORNING, local.tzinfo)
