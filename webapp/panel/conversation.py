"""A conversation at the desk: the whole of it on the left, the draft of the answer on the right."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kb.accounts.model import Role
from kb.inbox.model import Filter
from webapp.panel import desk, names, reply_view
from webapp.panel.access import bp, current_account, needs
from webapp.panel.inbox import FOLLOW_S, conversation_address, following
from webapp.panel.reply_view import ReplyView, Typed
from webapp.serving import serving

if TYPE_CHECKING:
    from kb.inbox.model import Opened

#: In the address of the page, after the model that was asked gave no draft.
WITHOUT_MODEL = "bez-modelu"


@bp.get("/sprawa/<number>")
@needs(Role.AGENT)
def conversation(number: str) -> str | Response:
    found = desk.open_conversation(number)
    wanted = Filter.from_query(request.args)
    if found.conversation.number != number:
        return redirect(conversation_address(found.conversation.number, wanted))
    return page(found, wanted)


def page(
    found: Opened, wanted: Filter, typed: Typed | None = None, trouble: str = "", note: str = ""
) -> str:
    """The page, with what the agent has typed and why it was not taken, where there is that."""
    number, me = found.conversation.number, current_account()
    desk.note_opened(number)
    draft = desk.current_draft(number)
    reply: ReplyView | None = reply_view.view(draft, typed) if draft else None
    return render_template(
        "panel/conversation.html",
        found=found,
        one=found.conversation,
        waiting={entry.number for entry in found.unanswered},
        draft=draft,
        reply=reply,
        other=desk.other_version(draft) if draft else None,
        typed=typed,
        trouble=trouble,
        note=note,
        done=desk.just_done(),
        others=desk.others_of_customer(found),
        me=me,
        people=desk.agents(),
        now=serving().clock(),
        names=names,
        query=wanted.to_query(),
        next_address=following(wanted, number),
        list_address=desk.with_query(url_for("panel.inbox"), wanted.to_query()),
        means=desk.means_of(found),
        undo_seconds=desk.undo_delay().total_seconds(),
        addressed=desk.has_address(found),
        away=desk.base_is_away(),
        needs_lead=draft is not None and desk.needs_lead(draft, me),
        asked=desk.asked_questions(number),
        editors_answers=desk.editors_answers(number),
        delivery_error=desk.delivery_error(number),
        without_model=request.args.get("uwaga") == WITHOUT_MODEL,
        phrases=desk.phrases_of(draft) if draft else (),
        procedures=desk.procedure_titles(),
        model=bool(serving().settings.llm_url),
        fresh_key=desk.new_key(),
        follow_s=FOLLOW_S,
    )


def refused(
    number: str, typed: Typed | None, trouble: str, status: HTTPStatus, note: str = ""
) -> tuple[str, int]:
    """The page again, with everything that was typed."""
    found = desk.open_conversation(number)
    return page(found, Filter.from_query(request.args), typed, trouble, note), status
