"""The tables. A change here needs a migration beside it (a test compares the two)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    false,
)

from kb.store.columns import Moment, Words, metadata, said
from kb.store.desk_tables import (
    access_log,
    accounts,
    attempts,
    conversations,
    decisions,
    deliveries,
    draft_jobs,
    drafts,
    gaps,
    markers,
    received_webhooks,
    sessions,
    set_aside,
    surveys,
)
from kb.store.words import findable

__all__ = [
    "REVISION",
    "access_log",
    "accounts",
    "attempts",
    "conversations",
    "decisions",
    "deliveries",
    "draft_jobs",
    "drafts",
    "gaps",
    "markers",
    "messages",
    "metadata",
    "ratings",
    "received_webhooks",
    "registers",
    "searches",
    "sessions",
    "set_aside",
    "surveys",
    "tokens",
]

#: The newest migration, `versions/v0001_….py`. Older numbers are upgraded, newer ones refused.
REVISION = "0007"

#: What a message is found by; `findable` is made of them whenever one is stored.
FOUND_BY = ("subject", "text", "name", "email", "phone")


def _findable(context: Any) -> str:
    row = context.get_current_parameters()
    return findable(row.get(name) or "" for name in FOUND_BY)


#: The one table with customers' personal data (a test holds it): what others hold of a message is
#: masked, and the words behind the placeholders stand here.
messages = Table(
    "messages",
    metadata,
    said("number", String(9), primary_key=True),
    said("key", String(64), unique=True),
    said("received_at", Moment, index=True),
    said("language", String(8)),
    said("topic", Words),
    said("text", Words),
    # Indexed, so that what else a customer wrote is found.
    said("email", Words, index=True),
    said("phone", Words, index=True),
    said("searched", JSON),
    said("page", Words),
    Column("promised_by", Moment),
    said("may_improve", Boolean, server_default=false()),
    # The conversation that it belongs to; a message of the contact form opens one.
    said("conversation", String(9), index=True),
    said("direction", String(8), server_default="in"),
    said("name", Words, server_default=""),
    said("subject", Words, server_default=""),
    # Message-ID of an e-mail, so that an answer finds its thread and nothing is taken in twice.
    Column("mail_id", Words, index=True),
    Column("author", ForeignKey("accounts.id")),
    # Names of attached files, which are never opened.
    said("attachments", JSON, server_default="[]"),
    # Words of the message (kb.store.words), as personal as itself; whoever empties a text empties
    # them. None: they are not made yet.
    Column("findable", Words, default=_findable),
    # What stands behind the placeholders of drafts and decisions about this message.
    said("placeholders", JSON, server_default="{}"),
    Column("erased_at", Moment),
)

ratings = Table(
    "ratings",
    metadata,
    said("key", String(64), primary_key=True),
    said("slug", Words),
    said("commit", String(64)),
    said("language", String(8)),
    said("helpful", Boolean),
    said("reason", String(32)),
    said("words", Words),
    said("at", Moment, index=True),
)

searches = Table(
    "searches",
    metadata,
    said("token", String(64), primary_key=True),
    said("at", Moment, index=True),
    said("text", Words),
    # The text in one case and with single spaces, so that the same question counts as one in every
    # database; SQLite by itself knows the case of ASCII letters only.
    said("folded", Words),
    said("language", String(8)),
    said("source", String(16)),
    said("answered", Boolean),
    said("confidence", Float(53)),
    Column("top", Words),
    said("results", Integer),
    Column("clicked", Words),
    said("rejected", Boolean),
    said("contacted", Boolean),
)
registers = Table(
    "registers",
    metadata,
    said("key", String(64), primary_key=True),
    said("register", String(16)),
    said("at", Moment, index=True),
)

Index("ix_ratings_slug", ratings.c.slug)

tokens = Table(
    "tokens",
    metadata,
    said("name", String(64), primary_key=True),
    said("hash", String(64), unique=True),
    said("scopes", JSON),
    said("created_at", Moment),
    Column("last_used_at", Moment),
    Column("revoked_at", Moment),
    Column("expires_at", Moment),
)
