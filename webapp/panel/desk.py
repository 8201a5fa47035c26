"""What the views of a conversation ask of the library, in one place."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from kb.errors import IndexUnavailable
from kb.model import Audience
from webapp.records import records
from webapp.serving import editorial_or_none, public_reader, serving

if TYPE_CHECKING:
    from kb.inbox.model import Opened
    from kb.review.model import Reviewed, Rules


def open_conversation(number: str) -> Opened:
    """The conversation with a number, also of one that was merged. Raises NotFound."""
    from kb.inbox.conversations import opened

    return opened(records().store, number, serving().clock())


def current_draft(number: str) -> Reviewed | None:
    """The newest draft of a conversation; None before there is one."""
    from kb.review.history import current

    return current(records().store, number, rules().freshness)


def rules() -> Rules:
    """What a review asks of the base and of its editors, as they are now."""
    return serving().review_rules()


def means_of(found: Opened) -> str:
    """How an approved answer would leave: see kb.delivery.means."""
    from kb.delivery.means import choose
    from kb.desk_wiring import configured_means

    has_address = any(entry.email for entry in found.entries)
    configured = configured_means(serving().settings)
    return choose(configured, found.conversation.origin, has_address=has_address).value


def undo_delay() -> timedelta:
    """How long an approved answer waits, so that it can be taken back."""
    editorial = editorial_or_none()
    return timedelta(seconds=editorial.desk.undo_seconds if editorial else 30)


def phrases_of(draft: Reviewed) -> tuple[str, ...]:
    """Approved phrases that stand by themselves, in the language and register of the draft."""
    from kb.answer.model import Register
    from kb.answer.phrases import pickable

    document = draft.document
    book = public_reader().phrases.book(str(document["language"]))
    return pickable(book, Register(document["register"]))


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
