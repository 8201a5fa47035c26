"""Who wrote again after an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from kb.store.schema import conversations, messages


def returned(connection: Connection, which: ColumnElement[bool]) -> Mapping[str, datetime]:
    """When customers first wrote again after the first answer, by the number of a conversation.

    In it, in a double that was merged into it, or in a new conversation of the same customer
    (`conversations.follows`), whatever that is about. which: a condition on `conversations`.
    """
    doubles = conversations.alias("doubles")
    merged = select(doubles.c.number, doubles.c.merged_into).where(
        doubles.c.merged_into.is_not(None)
    )
    inside = merged.subquery()
    columns = select(conversations.c.number, func.min(messages.c.received_at))
    written = (which, messages.c.direction == "in",
               messages.c.received_at > conversations.c.first_answered_at)  # fmt: skip
    new = conversations.alias("new")
    queries = (
        columns.join(messages, messages.c.conversation == conversations.c.number).where(*written),
        columns.join(inside, inside.c.merged_into == conversations.c.number)
        .join(messages, messages.c.conversation == inside.c.number)
        .where(*written),
        select(conversations.c.number, func.min(new.c.opened_at))
        .join(new, new.c.follows == conversations.c.number)
        .where(
            which,
            new.c.opened_at > conversations.c.first_answered_at,
            # What an agent found to be a double counts in the case that it went into.
            new.c.status != "merged",
        ),
    )
    found: dict[str, datetime] = {}
    for query in queries:
        for number, moment in connection.execute(query.group_by(conversations.c.number)):
            found[number] = min(moment, found.get(number, moment))
    return found
