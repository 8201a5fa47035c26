"""What editors answer to agents who asked for an article, and which questions they set aside."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Two columns and one table."""
    moment = sa.DateTime(timezone=True)
    with op.batch_alter_table("gaps") as table:
        table.add_column(sa.Column("answer", sa.Text, nullable=False, server_default=""))
        table.add_column(
            sa.Column("done_by", sa.Integer, sa.ForeignKey("accounts.id", name="fk_gaps_done_by"))
        )
    op.create_table(
        "set_aside",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("at", moment, nullable=False, index=True),
        sa.Column("account", sa.Integer, sa.ForeignKey("accounts.id"), nullable=False),
    )
