"""The tables. A change here needs a migration beside it (a test compares the two)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    false,
)

#: The newest migration, `versions/v0001_….py`. Older numbers are upgraded, newer ones refused.
REVISION = "0004"

metadata = MetaData()

#: PostgreSQL keeps no NUL, and half a surrogate pair is no character at all.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Moment(TypeDecorator[datetime]):
    """A moment with its time zone; UTC in the database and when it comes back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} names no time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text that a person wrote, without the characters that a database cannot hold."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _UNSTORABLE.sub("", value)


def _said(name: str, kind: Any, **options: Any) -> Column[Any]:
    """A column that is never empty."""
    return Column(name, kind, nullable=False, **options)


messages = Table(
    "messages",
    metadata,
    _said("number", String(9), primary_key=True),
    _said("key", String(64), unique=True),
    _said("received_at", Moment, index=True),
    _said("language", String(8)),
    _said("topic", Words),
    _said("text", Words),
    _said("email", Words),
    _said("phone", Words),
    _said("searched", JSON),
    _said("page", Words),
    Column("promised_by", Moment),
    _said("status", String(16)),
    _said("may_improve", Boolean, server_default=false()),
)

ratings = Table(
    "ratings",
    metadata,
    _said("key", String(64), primary_key=True),
    _said("slug", Words),
    _said("commit", String(64)),
    _said("language", String(8)),
    _said("helpful", Boolean),
    _said("reason", String(32)),
    _said("words", Words),
    _said("at", Moment, index=True),
)

searches = Table(
    "searches",
    metadata,
    _said("token", String(64), primary_key=True),
    _said("at", Moment, index=True),
    _said("text", Words),
    # The text in one case and with single spaces, so that the same question counts as one in every
    # database; SQLite by itself knows the case of ASCII letters only.
    _said("folded", Words),
    _said("language", String(8)),
    _said("source", String(16)),
    _said("answered", Boolean),
    _said("confidence", Float(53)),
    Column("top", Words),
    _said("results", Integer),
    Column("clicked", Words),
    _said("rejected", Boolean),
    _said("contacted", Boolean),
)
conversations = Table(
    "conversations",
    metadata,
    _said("key", String(64), primary_key=True),
    _said("register", String(16)),
    _said("at", Moment, index=True),
)

Index("ix_ratings_slug", ratings.c.slug)

tokens = Table(
    "tokens",
    metadata,
    _said("name", String(64), primary_key=True),
    _said("hash", String(64), unique=True),
    _said("scopes", JSON),
    _said("created_at", Moment),
    Column("last_used_at", Moment),
    Column("revoked_at", Moment),
    Column("expires_at", Moment),
)
