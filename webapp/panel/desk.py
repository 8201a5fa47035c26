"""What the views of a conversation ask of the library, in one place."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import request

from kb.accounts.model import Account, Role
from kb.errors import IndexUnavailable, NotFound
from kb.model import Audience
from webapp.language import current
from webapp.panel.access import current_account
from webapp.records import records
from webapp.serving import editorial_or_none, public_reader, serving

if TYPE_CHECKING:
    from kb.inbox.model import Conversation, Opened
    from kb.review.model import Reviewed, Rules

#: So long the page behind an approved reply offers its text.
_FRESH = timedelta(minutes=10)


def open_conversation(number: str) -> Opened:
    """The conversation with a number, also of one that was merged. Raises NotFound."""
    from kb.inbox.conversations import opened

    return opened(records().store, number, serving().clock())


def note_opened(number: str) -> None:
    """Note who reads a conversation, before it is shown: what cannot be noted must not be seen.

    Raises StoreUnavailable.
    """
    from kb.rodo.access_log import Action, note_access

    note_access(records().store, current_account().id, Action.OPEN, number, serving().clock())


def others_of_customer(found: Opened) -> tuple[Conversation, ...]:
    """Other conversations of the customer, the newest first."""
    from kb.inbox.customers import others_of

    return others_of(records().store, found, serving().clock())


def agents() -> list[Account]:
    """Those to whom a conversation can be given."""
    from kb.accounts.accounts import all_accounts

    people = all_accounts(records().store)
    return [one for one in people if one.role.may(Role.AGENT) and not one.disabled]


def current_draft(number: str) -> Reviewed | None:
    """The newest draft of a conversation; None before there is one."""
    from kb.review.history import current

    return current(records().store, number, rules().freshness)


def other_version(draft: Reviewed) -> Reviewed | None:
    """The newest earlier draft to the same message that was written the other way: by the language
    model, or from quotes alone."""
    if draft.ordinal == 1 or not draft.state.is_open:
        return None
    from kb.review.history import drafts_of

    for one in reversed(drafts_of(records().store, draft.conversation)):
        ways = {str(found.document["generator"]).partition(" ")[0] for found in (one, draft)}
        if one.message == draft.message and len(ways) == 2 and "by" not in ways:
            return one
    return None


def rules() -> Rules:
    """What a review asks of the base and of its editors, as they are now."""
    return serving().review_rules()


def means_of(found: Opened) -> str:
    """How an approved answer would leave: see kb.delivery.means."""
    from kb.delivery.means import choose
    from kb.desk_wiring import configured_means

    configured = configured_means(serving().settings)
    return choose(configured, found.conversation.origin, has_address=has_address(found)).value


def has_address(found: Opened) -> bool:
    """Whether the customer left an e-mail address."""
    return any(entry.email for entry in found.entries)


def undo_delay() -> timedelta:
    """How long an approved answer waits, so that it can be taken back."""
    editorial = editorial_or_none()
    return timedelta(seconds=editorial.desk.undo_seconds if editorial else 30)


def phrases_of(draft: Reviewed) -> tuple[str, ...]:
    """Approved phrases that stand by themselves, in the language and register of the draft."""
    from kb.answer.model import Register
    from kb.answer.phrases import pickable

    document = draft.document
    try:
        book = public_reader().phrases.book(str(document["language"]))
    except IndexUnavailable:
        return ()
    return pickable(book, Register(document["register"]))


def base_is_away() -> bool:
    """Whether no article can be read, so that nothing can be drafted or checked."""
    try:
        public_reader()
    except IndexUnavailable:
        return True
    return False


def needs_lead(draft: Reviewed, who: Account) -> bool:
    """Whether only somebody else may approve a reply: the message is escalated."""
    return draft.escalates and rules().escalation_needs_lead and not who.role.may(Role.LEAD)


@dataclass(frozen=True, slots=True)
class JustDone:
    """What was done a moment ago in a conversation, to be named and taken back on the next page.

    draft: that was decided; None where the conversation was put off or closed. by_hand: a person
    sends the reply. text: of such a reply, for who approved it; else empty. addressed: it can be
    had as a letter.
    """

    conversation: Conversation
    draft: Reviewed | None = None
    by_hand: bool = False
    text: str = ""
    addressed: bool = False


def just_done() -> JustDone | None:
    """What the address of this page says was done in another conversation."""
    if number := request.args.get("zrobione", ""):
        return _just_decided(number)
    if number := request.args.get("zmienione", ""):
        try:
            one = open_conversation(number).conversation
        except NotFound:
            return None
        return JustDone(one) if one.status in ("snoozed", "closed") else None
    return None


def _just_decided(number: str) -> JustDone | None:
    draft = current_draft(number)
    if draft is None or draft.state.is_open:
        return None
    found = open_conversation(draft.conversation)
    by_hand = sent_by_hand(number)
    # Who reads a conversation is noted; who has just approved its reply has been.
    mine = draft.last.account == current_account().id
    fresh = serving().clock() - draft.last.at < _FRESH
    return JustDone(
        found.conversation,
        draft,
        by_hand=by_hand,
        text=draft.text if by_hand and mine and fresh and draft.state == "approved" else "",
        addressed=has_address(found),
    )


def sent_by_hand(number: str) -> bool:
    """Whether the newest approved answer of a conversation is for a person to send."""
    from kb.delivery.means import BY_HAND
    from kb.delivery.outbox import deliveries_of

    return any(one.means in BY_HAND for one in deliveries_of(records().store, number)[-1:])


def asked_questions(number: str) -> frozenset[str]:
    """The masked questions that editors were asked from a conversation."""
    from kb.review.gaps import asked_in

    return asked_in(records().store, number)


def editors_answers(number: str) -> Mapping[str, str]:
    """What editors answered to those questions, by the masked question."""
    from kb.review.gaps import answers_in

    return answers_in(records().store, number)


def delivery_error(number: str) -> str:
    """Why the newest answer could not be handed over, in English; empty where it could."""
    from kb.delivery.outbox import deliveries_of

    newest = deliveries_of(records().store, number)[-1:]
    return next((one.error for one in newest if one.state == "failed"), "")


def article_titles() -> dict[str, str]:
    """Titles of the public articles by slug; none while they cannot be read."""
    try:
        return {one.slug: one.title for one in public_reader().articles()}
    except IndexUnavailable:
        return {}


def topic_title(slug: str) -> str:
    """What a topic is called in the language of the screen; its slug while that is not known."""
    editorial = editorial_or_none()
    return editorial.category_title(slug, current()) if editorial else slug


def procedure_titles() -> dict[str, str]:
    """Titles of the internal articles by slug; none while they cannot be read."""
    try:
        reader = serving().library.reader(Audience.INTERNAL)
        return {one.slug: one.title for one in reader.articles()}
    except IndexUnavailable:
        return {}


def new_key() -> str:
    """A name for one attempt to change something, so that trying twice changes it once."""
    return secrets.token_urlsafe(24)


def with_query(address: str, query: str) -> str:
    """An address with more parameters."""
    if not query:
        return address
    return f"{address}{'&' if '?' in address else '?'}{query}"
