"""Which conversation a customer's new one follows, and receipts, which nobody decides about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """A column, its index, two more to find a customer by; a decision that may be missing."""
    with op.batch_alter_table("conversations") as table:
        table.add_column(sa.Column("follows", sa.String(9)))
        table.create_index("ix_conversations_follows", ["follows"])
    op.create_index("ix_messages_email", "messages", ["email"])
    op.create_index("ix_messages_phone", "messages", ["phone"])
    with op.batch_alter_table("deliveries") as table:
        table.alter_column("decision", existing_type=sa.Integer, nullable=True)
    # Made again in the background, with Cyrillic words in Latin letters beside them.
    op.execute(
        "UPDATE messages SET findable = NULL WHERE erased_at IS NULL AND language IN ('uk', 'ru')"
    )
