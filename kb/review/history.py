"""Drafts with their history out of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from kb.errors import NotFound
from kb.review.model import Decision, Freshness, Reviewed, Stale, State
from kb.store.database import Store
from kb.store.messages import in_conversation
from kb.store.schema import accounts, conversations, decisions, deliveries, drafts, messages

#: Conversations in which nobody waits for a reply any more.
_OVER = ("closed", "merged")


def current(store: Store, conversation: str, freshness: Freshness | None = None) -> Reviewed | None:
    """The newest draft of a conversation, None before there is one.

    freshness: to learn of changed articles, too; without it only the conversation is looked at.
    Raises StoreUnavailable, IndexUnavailable.
    """
    with store.reading() as connection:
        draft = newest_draft(connection, conversation)
        found = read(connection, draft) if draft else None
    return found and with_freshness(found, freshness)


def newest_draft(connection: Connection, conversation: str) -> str | None:
    """Id of the newest draft of a conversation; None before there is one."""
    return connection.scalar(
        select(drafts.c.id)
        .where(drafts.c.conversation == conversation)
        .order_by(drafts.c.ordinal.desc())
        .limit(1)
    )


def reviewed(store: Store, draft: str, freshness: Freshness | None = None) -> Reviewed:
    """A draft by its id, whichever became of it. Raises as `current`, and NotFound."""
    with store.reading() as connection:
        found = read(connection, draft)
    return with_freshness(found, freshness)


def drafts_of(store: Store, conversation: str) -> tuple[Reviewed, ...]:
    """Every draft of a conversation, oldest first."""
    wanted = (
        select(drafts.c.id).where(drafts.c.conversation == conversation).order_by(drafts.c.ordinal)
    )
    with store.reading() as connection:
        return tuple(read(connection, draft) for draft in connection.scalars(wanted).all())


def with_freshness(draft: Reviewed, freshness: Freshness | None) -> Reviewed:
    """The draft with what changed in the base since, unless it is stale or decided already."""
    if freshness is None or draft.stale or not draft.state.is_open:
        return draft
    return replace(draft, stale=staleness(draft, freshness, ()))


def staleness(draft: Reviewed, freshness: Freshness, added: tuple[str, ...]) -> Stale:
    """Whether the passages of a draft, and those that a person added, still say what they said."""
    changed = set(freshness((*draft.keys, *added)).values())
    return Stale.EXPIRED if changed == {Stale.EXPIRED} else Stale(max(changed, default=Stale.NO))


def read(connection: Connection, draft: str) -> Reviewed:
    """A draft in an open transaction. Raises NotFound."""
    found = connection.execute(select(drafts).where(drafts.c.id == draft)).mappings().one_or_none()
    if found is None:
        raise NotFound(f"There is no draft {draft}.")
    history = tuple(map(_decision, connection.execute(_entries(draft)).mappings()))
    here = conversations.c
    around = connection.execute(
        select(here.status, here.escalate).where(here.number == found["conversation"])
    ).one()
    over = around.status in _OVER
    gone_on = over or last_message(connection, found["conversation"]) != found["message"]
    return Reviewed(
        id=found["id"],
        conversation=found["conversation"],
        ordinal=found["ordinal"],
        message=found["message"],
        made_at=found["made_at"],
        document=found["document"],
        history=history,
        placeholders=placeholders_of(connection, found["message"]).get(draft, {}),
        escalates=around.escalate or bool(found["document"]["escalate"]),
        stale=Stale.CONVERSATION if gone_on and history[-1].state.is_open else Stale.NO,
        delivery=_delivery(connection, draft, history[-1]),
    )


def placeholders_of(connection: Connection, message: str) -> dict[str, dict[str, str]]:
    """What stands behind the placeholders of each draft that answers a message."""
    wanted = select(messages.c.placeholders).where(messages.c.number == message)
    return dict(connection.scalar(wanted) or {})


def names_in(connection: Connection, conversation: str) -> tuple[str, ...]:
    """How the customers of a conversation call themselves, each once; empty once erased."""
    wanted = select(messages.c.name).where(in_conversation(conversation), messages.c.name != "")
    return tuple(connection.scalars(wanted.distinct().order_by(messages.c.name)))


def last_message(connection: Connection, conversation: str) -> str | None:
    """Number of the customer's newest message."""
    return connection.scalar(
        select(messages.c.number)
        .where(in_conversation(conversation), messages.c.direction == "in")
        .order_by(messages.c.received_at.desc(), messages.c.number.desc())
        .limit(1)
    )


def _entries(draft: str) -> Any:
    joined = decisions.outerjoin(accounts, accounts.c.id == decisions.c.account)
    return (
        select(decisions, accounts.c.name.label("by_name"))
        .select_from(joined)
        .where(decisions.c.draft == draft)
        .order_by(decisions.c.version)
    )


def _decision(row: Mapping[Any, Any]) -> Decision:
    return Decision(
        version=row["version"],
        state=State(row["state"]),
        account=row["account"],
        by_name=row["by_name"] or "",
        at=row["at"],
        reason=row["reason"],
        text=row["text"],
        text_hash=row["text_hash"] or "",
        sentences=tuple(row["sentences"]),
        confirmed=tuple(row["confirmed"]),
        changes=tuple(row["changes"]),
        undoes=row["undoes"],
    )


def _delivery(connection: Connection, draft: str, last: Decision) -> str:
    """State of what the last decision sends; that of an attempt counts as on its way."""
    if last.state is not State.APPROVED:
        return ""
    joined = deliveries.join(decisions, decisions.c.id == deliveries.c.decision)
    row = connection.execute(
        select(deliveries.c.state, deliveries.c.attempts)
        .select_from(joined)
        .where(decisions.c.draft == draft, decisions.c.version == last.version)
    ).one_or_none()
    if row is None:
        return ""
    return "sending" if row.state == "pending" and row.attempts else str(row.state)
