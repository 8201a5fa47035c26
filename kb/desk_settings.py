"""Settings of the desk's ways in and out: mailbox, mail server, webhooks, other help desks.

A part of `kb.settings.Settings`, which reads them with all others.
"""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings

from kb.outgoing import endpoint, is_loopback

#: By Standard Webhooks: 24 to 64 bytes in base64.
_SIGNED_BY = r"^whsec_(?:[A-Za-z0-9+/]{4}){8,21}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"


class DeskSettings(BaseSettings):
    """How messages come in beside the form, and how approved replies leave."""

    imap_host: str = Field(
        default="",
        pattern=r"^[\w.:-]*$",
        description="Server of the mailbox whose unread letters become messages; empty for none.",
    )
    imap_port: int = Field(default=993, ge=1, le=65535, description="Port of that server.")
    imap_user: str = Field(
        default="", validate_default=True, description="Name to sign in with there."
    )
    imap_password: str | None = Field(
        default=None, validate_default=True, description="Its password.", repr=False
    )
    imap_folder: str = Field(
        default="INBOX", min_length=1, description="Folder that is read; no other is touched."
    )
    imap_tls: Literal["tls", "starttls", "none"] = Field(
        default="tls",
        description="`tls` from the beginning, `starttls` after it (port 143), or `none`, which "
        "sends the password openly and is for this machine alone.",
    )
    smtp_host: str = Field(
        default="",
        max_length=253,
        pattern=r"^[A-Za-z0-9.:_-]*$",
        description="Mail server that approved replies are sent through; empty means that none is "
        "sent by e-mail. See docs/integrations.md.",
    )
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Port of that server.")
    smtp_user: str = Field(default="", description="Name to sign in with there; empty for none.")
    smtp_password: str | None = Field(default=None, description="Its password.", repr=False)
    smtp_from: str = Field(
        default="",
        max_length=320,
        validate_default=True,
        description="Mailbox that replies come from, such as `Sklep <pomoc@example.pl>`; needed "
        "with `KB_SMTP_HOST`.",
    )
    smtp_tls: Literal["starttls", "tls", "optional", "none"] = Field(
        default="starttls",
        description="`starttls` (required), `tls` (from the first byte, port 465), `optional` "
        "(STARTTLS where it is offered) or `none`.",
    )

    webhook_url: str = Field(
        default="",
        description="Address that approved replies are posted to where no e-mail can carry them, "
        "signed by `KB_WEBHOOK_SECRET`. See docs/integrations.md.",
    )
    webhook_secret: str | None = Field(
        default=None,
        pattern=_SIGNED_BY,
        validate_default=True,
        description="Signs these webhooks (Standard Webhooks): `whsec_` and 24 to 64 random bytes "
        "in base64.",
        repr=False,
    )
    messages_secret: str | None = Field(
        default=None,
        pattern=_SIGNED_BY,
        description="Verifies messages that other systems post to `/hooks/messages`, in the same "
        "form; without it that address is closed.",
        repr=False,
    )
    chatwoot_url: str = Field(default="", description="Base address of a Chatwoot installation.")
    chatwoot_account: int = Field(
        default=0, ge=0, le=10**12, validate_default=True,
        description="Number of the account there; needed with `KB_CHATWOOT_URL`.",
    )  # fmt: skip
    chatwoot_token: str | None = Field(
        default=None,
        pattern=r"^[!-~]+$",
        validate_default=True,
        description="Access token of a user or agent bot there, for replies.",
        repr=False,
    )
    chatwoot_secret: str | None = Field(
        default=None,
        min_length=16,
        validate_default=True,
        description="Secret of the webhook there that calls `/hooks/chatwoot`.",
        repr=False,
    )
    chatwoot_replies: Literal["note", "message"] = Field(
        default="note",
        description="What an approved reply becomes: a private `note` for agents, or a `message` "
        "to the customer.",
    )
    zammad_url: str = Field(default="", description="Base address of a Zammad installation.")
    zammad_token: str | None = Field(
        default=None,
        pattern=r"^[!-~]+$",
        validate_default=True,
        description="Access token of an agent there, with `ticket.agent`.",
        repr=False,
    )
    zammad_secret: str | None = Field(
        default=None,
        min_length=16,
        validate_default=True,
        description="HMAC signature token of the webhook there that calls `/hooks/zammad`.",
        repr=False,
    )
    zammad_replies: Literal["note", "message"] = Field(
        default="note",
        description="What an approved reply becomes: an internal `note`, or an e-mail article as "
        "`message`.",
    )

    @field_validator("chatwoot_account", "chatwoot_token", "chatwoot_secret")
    @classmethod
    def _chatwoot_is_whole(cls, written: int | str | None, info: ValidationInfo) -> object:
        if info.data.get("chatwoot_url") and not written:
            raise ValueError("KB_CHATWOOT_URL needs it")
        return written

    @field_validator("zammad_token", "zammad_secret")
    @classmethod
    def _zammad_is_whole(cls, written: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("zammad_url") and not written:
            raise ValueError("KB_ZAMMAD_URL needs it")
        return written

    @field_validator("webhook_secret")
    @classmethod
    def _webhooks_are_signed(cls, written: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("webhook_url") and not written:
            raise ValueError("KB_WEBHOOK_URL needs a secret that signs")
        return written

    @field_validator("imap_user", "imap_password")
    @classmethod
    def _mailbox_is_whole(cls, written: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("imap_host") and not written:
            raise ValueError("KB_IMAP_HOST needs it")
        return written

    @field_validator("imap_tls")
    @classmethod
    def _no_open_password(cls, written: str, info: ValidationInfo) -> str:
        if written == "none" and not is_loopback(info.data.get("imap_host") or "localhost"):
            raise ValueError("the password would cross the network openly; use tls or starttls")
        return written

    @field_validator("smtp_from")
    @classmethod
    def _is_a_mailbox(cls, written: str, info: ValidationInfo) -> str:
        if info.data.get("smtp_host") and not re.search(r"[^\s@<>]+@[^\s@<>]+>?\s*$", written):
            raise ValueError("KB_SMTP_HOST needs an address, such as Sklep <pomoc@example.pl>")
        return written.strip()

    @field_validator("webhook_url", "chatwoot_url", "zammad_url")
    @classmethod
    def _may_be_posted_to(cls, written: str) -> str:
        """No link-local or metadata address, plain http on this machine only."""
        return endpoint(written) if written.strip() else ""
