"""The inbox: what waits for an answer, in the order in which it is to be answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from flask import Response, jsonify, render_template, request, url_for

from kb.accounts.model import Role
from kb.inbox.model import NOBODY, Counts, Filter, Status
from webapp.language import gettext
from webapp.panel import alerts, desk, moments, names
from webapp.panel.access import bp, current_account, needs
from webapp.records import records
from webapp.serving import serving

if TYPE_CHECKING:
    from kb.accounts.model import Account

#: A screen that follows the inbox asks so often.
FOLLOW_S = 12
_PAGE = 50
#: Parts of a filter that the form under the tabs does not show.
_BEHIND_THE_FORM = frozenset(("stan", "temat", "zrodlo", "bez-szkicu"))


@bp.get("")
@needs(Role.AGENT)
def inbox() -> str:
    from kb.inbox import conversations

    store, now, me = records().store, serving().clock(), current_account()
    wanted, people = Filter.from_query(request.args), desk.agents()
    page = conversations.listed(store, wanted, now, limit=_PAGE, after=request.args.get("po", ""))
    counts = conversations.counts(store, me.id, now)
    return render_template(
        "panel/inbox.html",
        wanted=wanted,
        kept=[pair for pair in parse_qsl(wanted.to_query()) if pair[0] in _BEHIND_THE_FORM],
        plain_address=_address(Filter(status=wanted.status)),
        address_of=lambda number: conversation_address(number, wanted),
        page=page,
        next_page=_address(wanted, page.after) if page.after else "",
        tabs=_tabs(wanted, counts, me.id),
        people=people,
        me=me,
        now=now,
        names=names,
        in_use=_in_use(wanted, me.id, people),
        narrowed=wanted != Filter(status=wanted.status, assignee=wanted.assignee),
        done=desk.just_done(),
        fresh_key=desk.new_key(),
        waves=_waves(now, me),
        follow_s=FOLLOW_S,
        since=now.isoformat(),
    )


@bp.get("/zmiany")
@needs(Role.AGENT)
def changes() -> Response:
    """What changed since a moment, for a screen that is open: numbers with their versions."""
    from kb.inbox import conversations

    now = serving().clock()
    changed = conversations.changes_since(records().store, _since(request.args.get("od", ""), now))
    found = [
        {
            "number": one.number,
            "version": one.version,
            "updated": one.updated_at.isoformat(),
            "open": one.status is Status.OPEN,
        }
        for one in changed
    ]
    return jsonify({"since": now.isoformat(), "changed": found})


def _since(written: str, now: datetime) -> datetime:
    """The moment of a screen's last question; no screen is open for longer than a session."""
    from kb.accounts.sessions import ABSOLUTE

    try:
        since = datetime.fromisoformat(written)
    except ValueError:
        return now
    since = since.replace(tzinfo=UTC) if since.tzinfo is None else since
    return min(max(since, now - ABSOLUTE), now)


def _in_use(wanted: Filter, me: int, people: Sequence[Account]) -> list[str]:
    """The filters in use that a narrow screen folds away, in words; persons of the tabs are not."""
    who = "" if wanted.assignee in (None, me, NOBODY) else _name(wanted.assignee, people)
    channel = wanted.channel and names.named(names.CHANNELS, wanted.channel)
    flag = wanted.flag and names.named(names.FLAGS, wanted.flag)
    late = gettext("po terminie") if wanted.overdue else ""
    escalated = gettext("dla kierownika zmiany") if wanted.escalate else ""
    return [words for words in (who, channel, flag, late, escalated) if words]


def _name(number: int | None, people: Sequence[Account]) -> str:
    return next((one.name for one in people if one.id == number), gettext("inna osoba"))


def _waves(now: datetime, me: Account) -> list[str]:
    """What comes in waves at this hour, for who can do something about it."""
    if not me.role.may(Role.LEAD):
        return []
    return [words for _, words in alerts.named_waves(now, moments.shop_zone())]


def following(wanted: Filter, after: str) -> str:
    """The address of the conversation to be answered behind one; the inbox where there is none.

    Asked before that one is changed, because a change may take it out of its place in the list.
    """
    from kb.inbox import conversations

    number = conversations.next_after(
        records().store, wanted, serving().clock(), after=after, account=current_account().id
    )
    return conversation_address(number, wanted) if number else _address(wanted)


def conversation_address(number: str, wanted: Filter) -> str:
    """The conversation's page, which knows which list it was opened from."""
    return desk.with_query(url_for("panel.conversation", number=number), wanted.to_query())


def _address(wanted: Filter, after: str = "") -> str:
    address = desk.with_query(url_for("panel.inbox"), wanted.to_query())
    return desk.with_query(address, f"po={after}") if after else address


def _tabs(wanted: Filter, counts: Counts, me: int) -> list[Mapping[str, object]]:
    """Name, address, number and whether it is the present one."""
    any_of = replace(wanted, status=Status.OPEN, assignee=None)
    offered: tuple[tuple[str, Filter, int | None], ...] = (
        (gettext("Do odpowiedzi"), any_of, counts.open),
        (gettext("Moje"), replace(any_of, assignee=me), counts.mine),
        (gettext("Niczyje"), replace(any_of, assignee=NOBODY), counts.unassigned),
        (gettext("Odłożone"), replace(any_of, status=Status.SNOOZED), counts.snoozed),
        (gettext("Odpowiedziane"), replace(any_of, status=Status.ANSWERED), None),
        (gettext("Zamknięte"), replace(any_of, status=Status.CLOSED), None),
        (gettext("Wszystkie"), replace(any_of, status=None), None),
    )
    return [
        {"title": title, "address": _address(one), "number": number, "current": one == wanted}
        for title, one, number in offered
    ]
