"""Whether a message may be used to improve the articles."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Who sent a message before was not asked."""
    column = sa.Column("may_improve", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("messages", column)
