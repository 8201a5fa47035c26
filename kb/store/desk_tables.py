"""Tables of the agents' desk: accounts, conversations, drafts, decisions and what is sent.

None of them holds personal data of customers; `messages` alone does. Texts here are masked, with
the placeholders that the message explains.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from kb.store.columns import Moment, Words, metadata, said

#: role: agent, lead, editor or admin. password_temporary: somebody else gave it and knows it.
#: issuer without subject: an admin allowed the next sign-in there by the account's e-mail address.
#: credentials_at: sessions from before it are over.
#: totp_counter: time step of the last code that was taken, so that none is taken twice.
accounts = Table(
    "accounts",
    metadata,
    said("id", Integer, primary_key=True),
    said("login", String(64), unique=True),
    said("name", Words),
    said("email", Words, server_default=""),
    said("role", String(16)),
    said("language", String(8), server_default="pl"),
    Column("password_hash", Text),
    said("password_temporary", Boolean, server_default=false()),
    Column("totp_secret", Text),
    said("totp_counter", Integer, server_default="0"),
    said("recovery_codes", JSON, server_default="[]"),
    Column("issuer", Words),
    Column("subject", Words),
    said("created_at", Moment),
    said("credentials_at", Moment),
    Column("disabled_at", Moment),
    UniqueConstraint("issuer", "subject", name="uq_accounts_identity"),
)

#: hash: of the random name that the browser's cookie holds. verified: the second factor was shown
#: or is not wanted.
sessions = Table(
    "sessions",
    metadata,
    said("hash", String(64), primary_key=True),
    said("account", ForeignKey("accounts.id"), index=True),
    said("created_at", Moment),
    said("seen_at", Moment, index=True),
    said("verified", Boolean, server_default=false()),
)

#: Failed sign-ins. key: hash of the account's login or of the network address.
attempts = Table(
    "attempts",
    metadata,
    said("id", Integer, primary_key=True),
    said("key", String(64), index=True),
    said("at", Moment, index=True),
)

#: number: that of its first message. origin: form, api, email, pasted, webhook, chatwoot or zammad.
#: channel: email, chat or social. status: open, snoozed, answered, closed or merged. flags: kinds.
#: due_at: the promised time. version: counted up by each change, so that two agents notice.
#: external: the other system's own name for it. changed_by: whose change was the last; None where
#: it came from outside. follows: the one before of the same address or telephone; whose they are it
#: does not say.
conversations = Table(
    "conversations",
    metadata,
    said("number", String(9), primary_key=True),
    said("origin", String(16)),
    said("channel", String(16)),
    said("language", String(8)),
    said("topic", Words),
    said("opened_at", Moment, index=True),
    said("updated_at", Moment, index=True),
    Column("due_at", Moment, index=True),
    said("status", String(16), index=True),
    Column("assignee", ForeignKey("accounts.id"), index=True),
    Column("snoozed_until", Moment),
    Column("merged_into", String(9), index=True),
    said("version", Integer, server_default="1"),
    Column("changed_by", ForeignKey("accounts.id")),
    said("flags", JSON, server_default="[]"),
    said("escalate", Boolean, server_default=false()),
    Column("first_answered_at", Moment),
    Column("answered_at", Moment, index=True),
    Column("closed_at", Moment),
    Column("external", String(200), unique=True),
    Column("follows", String(9), index=True),
)

#: Conversations that wait for a draft. leased_until: a worker is at it.
draft_jobs = Table(
    "draft_jobs",
    metadata,
    said("conversation", ForeignKey("conversations.number"), primary_key=True),
    said("queued_at", Moment, index=True),
    said("attempts", Integer, server_default="0"),
    Column("leased_until", Moment),
    said("error", Words, server_default=""),
)

#: Never changed once written, only emptied of words (kb.store.erasure) at erased_at. message: the
#: last one that it answers. document: as the API gives it, masked. ordinal: 1, 2, … in its
#: conversation.
drafts = Table(
    "drafts",
    metadata,
    said("id", String(32), primary_key=True),
    said("conversation", ForeignKey("conversations.number")),
    said("ordinal", Integer),
    said("message", String(9)),
    said("made_at", Moment, index=True),
    said("generator", Words),
    said("commit", String(64)),
    said("document", JSON),
    Column("erased_at", Moment),
    UniqueConstraint("conversation", "ordinal", name="uq_drafts_ordinal"),
)

#: The history of a draft, only ever added to. version: 1, 2, … of the draft; that it is unique
#: decides between two agents. state: of the draft from then on. text: masked; text_hash: SHA-256 of
#: the exact text. changes: from the draft's text to this one. undoes: the version of the decision
#: that this one takes back. key: idempotency.
decisions = Table(
    "decisions",
    metadata,
    said("id", Integer, primary_key=True),
    said("draft", ForeignKey("drafts.id")),
    said("version", Integer),
    said("state", String(16)),
    Column("account", ForeignKey("accounts.id"), index=True),
    said("at", Moment, index=True),
    said("reason", Words, server_default=""),
    Column("text", Words),
    Column("text_hash", String(64)),
    said("sentences", JSON, server_default="[]"),
    said("confirmed", JSON, server_default="[]"),
    said("changes", JSON, server_default="[]"),
    Column("undoes", Integer),
    Column("key", String(64), unique=True),
    UniqueConstraint("draft", "version", name="uq_decisions_version"),
)

#: The outbox. means: smtp, webhook, chatwoot, zammad, copy or eml. state: pending, sending, sent,
#: failed or cancelled. message: the row of `messages` with the text as it goes out. decision: None
#: of a receipt (kb.delivery.receipt), whose text editors have approved beforehand.
deliveries = Table(
    "deliveries",
    metadata,
    said("id", String(32), primary_key=True),
    said("conversation", ForeignKey("conversations.number"), index=True),
    Column("decision", ForeignKey("decisions.id"), unique=True),
    Column("message", String(9)),
    said("means", String(16)),
    said("state", String(16), index=True),
    said("attempts", Integer, server_default="0"),
    said("due_at", Moment, index=True),
    Column("leased_until", Moment),
    Column("sent_at", Moment),
    said("error", Words, server_default=""),
)

#: One survey for each conversation. hash: of the token in its link. words: masked.
surveys = Table(
    "surveys",
    metadata,
    said("hash", String(64), primary_key=True),
    said("conversation", ForeignKey("conversations.number"), unique=True),
    said("sent_at", Moment, index=True),
    Column("answered_at", Moment, index=True),
    Column("csat", Integer),
    Column("effort", Integer),
    Column("nps", Integer),
    said("words", Words, server_default=""),
)

#: What agents ask the editors to write. question, note: masked. answer: what the editors say when
#: they are done.
gaps = Table(
    "gaps",
    metadata,
    said("id", Integer, primary_key=True),
    said("question", Words),
    said("note", Words, server_default=""),
    Column("conversation", String(9)),
    said("account", ForeignKey("accounts.id")),
    said("at", Moment, index=True),
    Column("done_at", Moment),
    said("answer", Words, server_default=""),
    Column("done_by", ForeignKey("accounts.id", name="fk_gaps_done_by")),
)

#: Questions without an answer about which the editors will not write. key: SHA-256 of the question
#: as `searches.folded` has it.
set_aside = Table(
    "set_aside",
    metadata,
    said("key", String(64), primary_key=True),
    said("at", Moment, index=True),
    said("account", ForeignKey("accounts.id")),
)

#: What other systems have told already, so that telling it again changes nothing.
received_webhooks = Table(
    "received_webhooks",
    metadata,
    said("system", String(16), primary_key=True),
    said("delivery", String(128), primary_key=True),
    said("at", Moment, index=True),
)

#: Who looked at whose data, exported or erased them, or changed an account. subject: the number of
#: a conversation, a hash or a login.
access_log = Table(
    "access_log",
    metadata,
    said("id", Integer, primary_key=True),
    said("at", Moment, index=True),
    Column("account", ForeignKey("accounts.id")),
    said("action", String(32)),
    said("subject", String(64)),
)

#: A moment that figures are compared before and after.
markers = Table(
    "markers",
    metadata,
    said("id", Integer, primary_key=True),
    said("at", Moment),
    said("label", Words),
    Column("account", ForeignKey("accounts.id")),
)
