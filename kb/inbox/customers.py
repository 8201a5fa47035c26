"""What else a customer wrote."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select

from kb.inbox.conversations import conversation_at
from kb.inbox.model import Conversation, Opened
from kb.inbox.rows import here
from kb.store.database import Store
from kb.store.messages import in_conversation
from kb.store.schema import conversations, messages


def others_of(
    store: Store, found: Opened, now: datetime, *, most: int = 5
) -> tuple[Conversation, ...]:
    """Other conversations of the customer, the latest message first, as long as texts are kept.

    By the addresses and telephones of this one's messages, as they are written. now: with time
    zone. Raises StoreUnavailable.
    """
    said = messages.c
    written = [entry for entry in found.entries if entry.direction == "in"]
    emails = {way for one in written if one.email for way in (one.email, one.email.lower())}
    phones = {one.phone for one in written if one.phone}
    ways = [said.email.in_(emails)] if emails else []
    ways += [said.phone.in_(phones)] if phones else []
    if not ways:
        return ()
    leading = func.coalesce(here.merged_into, here.number)
    query = (
        select(leading)
        .select_from(conversations.join(messages, said.conversation == here.number))
        .where(or_(*ways), said.direction == "in", ~in_conversation(found.conversation.number))
        .group_by(leading)
        .order_by(func.max(said.received_at).desc(), leading)
        .limit(most)
    )
    with store.reading() as connection:
        numbers = list(connection.scalars(query))
        return tuple(conversation_at(connection, number, now) for number in numbers)
