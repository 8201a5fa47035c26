"""The agents' desk: accounts, conversations, drafts, decisions and what is sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Messages that were there open a conversation each."""
    _registers()
    _accounts()
    _conversations()
    _messages()
    _decisions()
    _around()


def _registers() -> None:
    """`conversations` held registers alone; the name is needed for the conversations themselves."""
    op.create_table(
        "registers",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("register", sa.String(16), nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    op.create_index("ix_registers_at", "registers", ["at"])
    op.execute("INSERT INTO registers SELECT * FROM conversations")
    op.drop_index("ix_conversations_at", "conversations")
    op.drop_table("conversations")


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("login", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, server_default="", nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("language", sa.String(8), server_default="pl", nullable=False),
        sa.Column("password_hash", sa.Text),
        sa.Column("password_temporary", sa.Boolean, server_default=sa.false(), nullable=False),
        sa.Column("totp_secret", sa.Text),
        sa.Column("totp_counter", sa.Integer, server_default="0", nullable=False),
        sa.Column("recovery_codes", sa.JSON, server_default="[]", nullable=False),
        sa.Column("issuer", sa.Text),
        sa.Column("subject", sa.Text),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("credentials_at", moment, nullable=False),
        sa.Column("disabled_at", moment),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("issuer", "subject", name="uq_accounts_identity"),
        sa.UniqueConstraint("login"),
    )
    op.create_table(
        "sessions",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("seen_at", moment, nullable=False),
        sa.Column("verified", sa.Boolean, server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"]),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index("ix_sessions_account", "sessions", ["account"])
    op.create_index("ix_sessions_seen_at", "sessions", ["seen_at"])
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_attempts_at", "attempts", ["at"])
    op.create_index("ix_attempts_key", "attempts", ["key"])


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("number", sa.String(9), nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("opened_at", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        sa.Column("due_at", moment),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("assignee", sa.Integer),
        sa.Column("snoozed_until", moment),
        sa.Column("merged_into", sa.String(9)),
        sa.Column("version", sa.Integer, server_default="1", nullable=False),
        sa.Column("changed_by", sa.Integer),
        sa.Column("flags", sa.JSON, server_default="[]", nullable=False),
        sa.Column("escalate", sa.Boolean, server_default=sa.false(), nullable=False),
        sa.Column("first_answered_at", moment),
        sa.Column("answered_at", moment),
        sa.Column("closed_at", moment),
        sa.Column("external", sa.String(200)),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("external"),
        sa.ForeignKeyConstraint(["assignee"], ["accounts.id"]),
        sa.ForeignKeyConstraint(["changed_by"], ["accounts.id"]),
    )
    op.create_index("ix_conversations_answered_at", "conversations", ["answered_at"])
    op.create_index("ix_conversations_assignee", "conversations", ["assignee"])
    op.create_index("ix_conversations_due_at", "conversations", ["due_at"])
    op.create_index("ix_conversations_merged_into", "conversations", ["merged_into"])
    op.create_index("ix_conversations_opened_at", "conversations", ["opened_at"])
    op.create_index("ix_conversations_status", "conversations", ["status"])
    op.create_index("ix_conversations_updated_at", "conversations", ["updated_at"])


def _messages() -> None:
    op.execute(
        "INSERT INTO conversations (number, origin, channel, language, topic, opened_at, "
        "updated_at, due_at, status) SELECT number, 'form', 'email', language, topic, "
        "received_at, received_at, "
        "promised_by, 'open' FROM messages"
    )
    with op.batch_alter_table("messages") as batch:
        batch.add_column(sa.Column("conversation", sa.String(9), nullable=False, server_default=""))
        batch.add_column(sa.Column("direction", sa.String(8), server_default="in", nullable=False))
        batch.add_column(sa.Column("name", sa.Text, server_default="", nullable=False))
        batch.add_column(sa.Column("subject", sa.Text, server_default="", nullable=False))
        batch.add_column(sa.Column("mail_id", sa.Text))
        batch.add_column(sa.Column("author", sa.Integer))
        batch.add_column(sa.Column("attachments", sa.JSON, nullable=False, server_default="[]"))
        batch.add_column(sa.Column("findable", sa.Text))
        batch.add_column(sa.Column("placeholders", sa.JSON, server_default="{}", nullable=False))
        batch.add_column(sa.Column("erased_at", moment))
        batch.create_foreign_key("fk_messages_author", "accounts", ["author"], ["id"])
        batch.drop_column("status")
    op.execute("UPDATE messages SET conversation = number")
    with op.batch_alter_table("messages") as batch:
        batch.alter_column("conversation", server_default=None)
        batch.create_index("ix_messages_conversation", ["conversation"])
        batch.create_index("ix_messages_mail_id", ["mail_id"])


def _decisions() -> None:
    op.create_table(
        "draft_jobs",
        sa.Column("conversation", sa.String(9), nullable=False),
        sa.Column("queued_at", moment, nullable=False),
        sa.Column("attempts", sa.Integer, server_default="0", nullable=False),
        sa.Column("leased_until", moment),
        sa.Column("error", sa.Text, server_default="", nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversations.number"]),
        sa.PrimaryKeyConstraint("conversation"),
    )
    op.create_index("ix_draft_jobs_queued_at", "draft_jobs", ["queued_at"])
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("conversation", sa.String(9), nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("message", sa.String(9), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("generator", sa.Text, nullable=False),
        sa.Column("commit", sa.String(64), nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("erased_at", moment),
        sa.ForeignKeyConstraint(["conversation"], ["conversations.number"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("conversation", "ordinal", name="uq_drafts_ordinal"),
    )
    op.create_index("ix_drafts_made_at", "drafts", ["made_at"])
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("draft", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("account", sa.Integer),
        sa.Column("at", moment, nullable=False),
        sa.Column("reason", sa.Text, server_default="", nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("text_hash", sa.String(64)),
        sa.Column("sentences", sa.JSON, server_default="[]", nullable=False),
        sa.Column("confirmed", sa.JSON, server_default="[]", nullable=False),
        sa.Column("changes", sa.JSON, server_default="[]", nullable=False),
        sa.Column("undoes", sa.Integer),
        sa.Column("key", sa.String(64)),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"]),
        sa.ForeignKeyConstraint(["draft"], ["drafts.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("draft", "version", name="uq_decisions_version"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_decisions_account", "decisions", ["account"])
    op.create_index("ix_decisions_at", "decisions", ["at"])
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("conversation", sa.String(9), nullable=False),
        sa.Column("decision", sa.Integer, nullable=False),
        sa.Column("message", sa.String(9)),
        sa.Column("means", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, server_default="0", nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("leased_until", moment),
        sa.Column("sent_at", moment),
        sa.Column("error", sa.Text, server_default="", nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversations.number"]),
        sa.ForeignKeyConstraint(["decision"], ["decisions.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("decision"),
    )
    op.create_index("ix_deliveries_conversation", "deliveries", ["conversation"])
    op.create_index("ix_deliveries_due_at", "deliveries", ["due_at"])
    op.create_index("ix_deliveries_state", "deliveries", ["state"])
    op.create_table(
        "surveys",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("conversation", sa.String(9), nullable=False),
        sa.Column("sent_at", moment, nullable=False),
        sa.Column("answered_at", moment),
        sa.Column("csat", sa.Integer),
        sa.Column("effort", sa.Integer),
        sa.Column("nps", sa.Integer),
        sa.Column("words", sa.Text, server_default="", nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversations.number"]),
        sa.PrimaryKeyConstraint("hash"),
        sa.UniqueConstraint("conversation"),
    )
    op.create_index("ix_surveys_answered_at", "surveys", ["answered_at"])
    op.create_index("ix_surveys_sent_at", "surveys", ["sent_at"])


def _around() -> None:
    op.create_table(
        "gaps",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("note", sa.Text, server_default="", nullable=False),
        sa.Column("conversation", sa.String(9)),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("done_at", moment),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_gaps_at", "gaps", ["at"])
    op.create_table(
        "received_webhooks",
        sa.Column("system", sa.String(16), nullable=False),
        sa.Column("delivery", sa.String(128), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("system", "delivery"),
    )
    op.create_index("ix_received_webhooks_at", "received_webhooks", ["at"])
    op.create_table(
        "access_log",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("account", sa.Integer),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_access_log_at", "access_log", ["at"])
    op.create_table(
        "markers",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("account", sa.Integer),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
