"""Messages, ratings and searches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """The three tables with their indexes."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "messages",
        sa.Column("number", sa.String(9), primary_key=True),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("received_at", moment, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("searched", sa.JSON, nullable=False),
        sa.Column("page", sa.Text, nullable=False),
        sa.Column("promised_by", moment),
        sa.Column("status", sa.String(16), nullable=False),
    )
    op.create_index("ix_messages_received_at", "messages", ["received_at"])
    op.create_table(
        "ratings",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("commit", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    op.create_index("ix_ratings_at", "ratings", ["at"])
    op.create_index("ix_ratings_slug", "ratings", ["slug"])
    op.create_table(
        "searches",
        sa.Column("token", sa.String(64), primary_key=True),
        sa.Column("at", moment, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("answered", sa.Boolean, nullable=False),
        sa.Column("confidence", sa.Float(53), nullable=False),
        sa.Column("top", sa.Text),
        sa.Column("results", sa.Integer, nullable=False),
        sa.Column("clicked", sa.Text),
        sa.Column("rejected", sa.Boolean, nullable=False),
        sa.Column("contacted", sa.Boolean, nullable=False),
    )
    op.create_index("ix_searches_at", "searches", ["at"])
