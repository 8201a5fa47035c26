"""The desk's ways in and out, as `kb.wiring` for the rest: picks their concrete classes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email.utils import parseaddr
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kb.reader import Library
from kb.settings import Settings
from kb.wiring import editorial_of

if TYPE_CHECKING:
    from kb.connectors.chatwoot import Chatwoot
    from kb.connectors.generic import Messages
    from kb.connectors.git_host import GitHost
    from kb.connectors.zammad import Zammad
    from kb.delivery.letter import Sender
    from kb.delivery.means import Means
    from kb.delivery.outbox import Carrier, Outbox
    from kb.delivery.post import Post
    from kb.delivery.receipt import Acknowledgement
    from kb.delivery.survey import Invitations
    from kb.inbox.imap import MailboxPoll
    from kb.inbox.receiving import Acknowledge
    from kb.ingest.editorial import Editorial
    from kb.store.database import Store

#: Gives the present moment, with its time zone.
Clock = Callable[[], datetime]


def configured_means(settings: Settings) -> frozenset[Means]:
    """The ways in which replies can leave this installation by themselves."""
    from kb.delivery.means import Means

    addresses = {
        Means.SMTP: settings.smtp_host,
        Means.WEBHOOK: settings.webhook_url,
        Means.CHATWOOT: settings.chatwoot_url,
        Means.ZAMMAD: settings.zammad_url,
    }
    return frozenset(means for means, address in addresses.items() if address)


def open_post(settings: Settings, library: Library, store: Store, clock: Clock) -> Post:
    """What writes letters in the shop's name, also for a person to send."""
    from kb.delivery.post import Post

    def sender() -> Sender:
        from kb.delivery.letter import Sender

        editorial = editorial_of(library)
        address = settings.smtp_from or editorial.contact.email
        return Sender(address, {"pl": editorial.name, "en": editorial.name_in("en")})

    return Post(store, sender, lambda: _invitations(settings, editorial_of(library)), clock)


def open_outbox(settings: Settings, library: Library, store: Store, clock: Clock) -> Outbox:
    """What sends approved replies, by the ways that are set up."""
    from kb.delivery.mail import MailServer, Tls
    from kb.delivery.means import Means
    from kb.delivery.outbox import Outbox
    from kb.delivery.post import MailCarrier
    from kb.delivery.signature import signing_key
    from kb.delivery.webhook import WebhookCarrier

    carriers: dict[Means, Carrier] = {}
    if settings.smtp_host:
        server = MailServer(
            host=settings.smtp_host, port=settings.smtp_port, tls=Tls(settings.smtp_tls),
            user=settings.smtp_user, password=settings.smtp_password or "",
        )  # fmt: skip
        carriers[Means.SMTP] = MailCarrier(open_post(settings, library, store, clock), server)
    if settings.webhook_url:
        key = signing_key(settings.webhook_secret or "")
        carriers[Means.WEBHOOK] = WebhookCarrier(store, settings.webhook_url, key, clock)
    if chatwoot := open_chatwoot(settings, store):
        carriers[Means.CHATWOOT] = chatwoot
    if zammad := open_zammad(settings, store):
        carriers[Means.ZAMMAD] = zammad
    return Outbox(store, carriers, clock)


def open_chatwoot(settings: Settings, store: Store) -> Chatwoot | None:
    """The Chatwoot of the settings; None where none is set."""
    from kb.connectors.chatwoot import Chatwoot

    if not settings.chatwoot_url:
        return None
    return Chatwoot(
        store=store, url=settings.chatwoot_url, account=settings.chatwoot_account,
        token=settings.chatwoot_token or "", secret=settings.chatwoot_secret or "",
        private=settings.chatwoot_replies == "note",
    )  # fmt: skip


def open_zammad(settings: Settings, store: Store) -> Zammad | None:
    """The Zammad of the settings; None where none is set."""
    from kb.connectors.zammad import Zammad

    if not settings.zammad_url:
        return None
    return Zammad(
        store=store, url=settings.zammad_url, token=settings.zammad_token or "",
        secret=settings.zammad_secret or "", internal=settings.zammad_replies == "note",
    )  # fmt: skip


def open_messages(settings: Settings, store: Store) -> Messages | None:
    """What takes messages of any other system; None where no secret is set."""
    from kb.connectors.generic import Messages
    from kb.delivery.signature import signing_key

    if not settings.messages_secret:
        return None
    return Messages(store, signing_key(settings.messages_secret))


def open_git_host(settings: Settings, store: Store) -> GitHost | None:
    """What is told of pushes to the content repository; None where no secret is set."""
    from kb.connectors.git_host import GitHost
    from kb.errors import PublishError, RepositoryError, StoreUnavailable
    from kb.publishing.fetch import branch_of
    from kb.publishing.requests import ask

    if not settings.git_webhook_secret:
        return None

    # Whoever told of the push is to tell it again, as when the database is away.
    def branch() -> str:
        try:
            return branch_of(settings.content_repo, settings.content_ref, settings.content_remote)
        except RepositoryError as error:
            raise StoreUnavailable(str(error)) from error

    def asked(by: str, now: datetime) -> None:
        try:
            ask(settings.data_dir, by, now)
        except PublishError as error:
            raise StoreUnavailable(str(error)) from error

    return GitHost(store=store, secret=settings.git_webhook_secret, branch=branch, ask=asked)


def open_mailbox(
    settings: Settings, library: Library, store: Store, clock: Clock
) -> MailboxPoll | None:
    """What takes letters in; None where no mailbox is set."""
    if not settings.imap_host:
        return None
    from kb.inbox.deadlines import promised
    from kb.inbox.imap import Mailbox, MailboxPoll, Tls
    from kb.inbox.receiving import Reception

    def ours() -> frozenset[str]:
        written = (
            settings.imap_user, settings.smtp_from, editorial_of(library).contact.email,
        )  # fmt: skip
        return frozenset(parseaddr(one)[1].lower() for one in written) - {""}

    def acknowledge() -> Acknowledge | None:
        receipts = acknowledgement(settings, editorial_of(library))
        return receipts.note if receipts else None

    reception = Reception(
        store,
        lambda moment: promised(editorial_of(library), "email", moment),
        ours,
        acknowledge,
    )
    mailbox = Mailbox(
        host=settings.imap_host, port=settings.imap_port, tls=Tls(settings.imap_tls),
        user=settings.imap_user, password=settings.imap_password or "",
        folder=settings.imap_folder,
    )  # fmt: skip
    return MailboxPoll(mailbox, reception, clock)


def acknowledgement(settings: Settings, editorial: Editorial) -> Acknowledgement | None:
    """The receipts of first messages; None where kb.toml wants none, or no mail server is set."""
    from kb.delivery.receipt import Acknowledgement, ReceiptWords

    receipt = editorial.desk.receipt
    if not receipt.enabled or not settings.smtp_host:
        return None
    words = {
        "pl": ReceiptWords(receipt.text, receipt.promise),
        "en": ReceiptWords(receipt.text_en, receipt.promise_en),
    }
    opening = editorial.contact.opening
    return Acknowledgement(words, opening.zone if opening else ZoneInfo("Europe/Warsaw"))


def _invitations(settings: Settings, editorial: Editorial) -> Invitations | None:
    """None where no survey is wanted, or where KB_PUBLIC_URL is missing and links have no host."""
    from kb.delivery.survey import Invitations
    from kb.secret import secret_key

    survey = editorial.desk.survey
    if not survey.enabled or not settings.public_url:
        return None
    questions = {"pl": survey.question}
    addresses = {"pl": f"{settings.public_url}/ankieta"}
    if "en" in editorial.languages:
        questions["en"] = survey.question_en
        addresses["en"] = f"{settings.public_url}/en/survey"
    return Invitations(key=secret_key(settings), questions=questions, addresses=addresses)
