"""The automatic receipt of a first message: a fixed text that editors have approved in kb.toml.

It is the one letter that leaves without a person's decision about it, so nothing in it is composed:
the number and the promised time fill two places of a text that stands in git. Off unless kb.toml
says otherwise. To no program: see `Acknowledgement.note`, after RFC 3834.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from secrets import token_hex
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select, update

from kb.delivery.letter import Sender, bracketed, named_address
from kb.delivery.means import Means
from kb.errors import NotFound
from kb.inbox.changes import note
from kb.store.database import Store
from kb.store.messages import NewMessage, Receipt, in_one_transaction, take_in
from kb.store.schema import conversations, deliveries, messages

#: So many receipts a day go to one address, so that two programs that answer each other, and a form
#: that is filled with a stranger's address, come to an end.
MOST_A_DAY = 3
_DAY = timedelta(days=1)
_BY_MAIL_OR_FORM = frozenset(("email", "form"))
#: For agents, in the note that keeps what is sent.
_TOLD = "Automatyczne potwierdzenie dla klienta:\n\n"
_MONTHS = {
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października "
    "listopada grudnia",
    "en": "January February March April May June July August September October November December",
}
_SUBJECTS = {"pl": "Mamy Twoją wiadomość {number}", "en": "We have your message {number}"}
_NUMBERED = {"pl": "Numer sprawy: {number}", "en": "Case number: {number}"}


@dataclass(frozen=True, slots=True)
class ReceiptWords:
    """The approved text in one language. promise: added where a time was promised; {number} and
    {until} are filled in."""

    text: str
    promise: str

    def filled(self, number: str, until: str) -> str:
        """The whole text. until: empty where nothing was promised."""
        told = self.text.replace("{number}", number)
        return f"{told}\n\n{self.promise.replace('{until}', until)}" if until else told


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What is answered to first messages. words: by language, Polish always. zone: of the shop."""

    words: Mapping[str, ReceiptWords]
    zone: ZoneInfo

    def note(self, connection: Connection, number: str, sent: NewMessage, now: datetime) -> bool:
        """Put the receipt of a message into the outbox, in the transaction that took it in; whether
        there is one.

        Only for the message that opened its conversation, came by e-mail or the contact form and
        left an address. Letters of programs and of mailing lists (Auto-Submitted, Precedence,
        List-*) never get so far: `kb.inbox.receiving` takes no message from them. number: of the
        message. Raises StoreUnavailable.
        """
        if not sent.email or sent.origin not in _BY_MAIL_OR_FORM:
            return False
        opened = select(conversations.c.number).where(conversations.c.number == number)
        if connection.scalar(opened) is None or _had(connection, number, sent.email, now):
            return False
        language = sent.language if sent.language in self.words else "pl"
        until = sent.promised_by.astimezone(self.zone) if sent.promised_by else None
        text = self.words[language].filled(number, _moment(until, language) if until else "")
        # Behind the message that it is about.
        then = now + timedelta(microseconds=1)
        kept = note(connection, number, f"{_TOLD}{text}", None, then, f"receipt {number}")
        connection.execute(
            deliveries.insert().values(
                id=token_hex(16), conversation=number, decision=None, message=kept,
                means=Means.SMTP.value, state="pending", due_at=now,
            )
        )  # fmt: skip
        return True


def take_in_and_acknowledge(
    store: Store, sent: NewMessage, now: datetime, receipts: Acknowledgement | None
) -> Receipt:
    """Store a message as `kb.store.messages.add_message`, with its receipt where there are any."""

    def write(connection: Connection) -> Receipt:
        taken = take_in(connection, sent, now)
        if receipts:
            receipts.note(connection, taken.number, sent, now)
        return taken

    return in_one_transaction(store, write)


def _had(connection: Connection, number: str, address: str, now: datetime) -> bool:
    """Whether the conversation has its receipt, or the address has had enough of them today."""
    one, said = deliveries.c, messages.c
    theirs = select(said.conversation).where(
        said.email.in_({address, address.lower()}), said.direction == "in"
    )
    count = select(func.count()).where(one.decision.is_(None))
    if connection.scalar(count.where(one.conversation == number)):
        return True
    today = count.where(one.conversation.in_(theirs), one.due_at > now - _DAY)
    return (connection.scalar(today) or 0) >= MOST_A_DAY


def _moment(until: datetime, language: str) -> str:
    """„30 listopada 2026, godz. 14:05", "30 November 2026, 14:05"."""
    month = _MONTHS[language].split()[until.month - 1]
    hour = "godz. " if language == "pl" else ""
    return f"{until.day} {month} {until.year}, {hour}{until.hour}:{until.minute:02}"


def receipt_letter(connection: Connection, delivery: str, sender: Sender) -> EmailMessage | None:
    """The letter of a delivery that is a receipt, always the same; None where it is another.

    Its Message-ID is kept first, as that of a reply is. Raises NotFound where there is nothing to
    say any more, because the customer was answered meanwhile or the text was erased; DeliveryError.
    """
    row = connection.execute(
        select(
            deliveries.c.conversation,
            deliveries.c.message,
            deliveries.c.decision,
            conversations.c.status,
            conversations.c.first_answered_at,
        )
        .join(conversations, conversations.c.number == deliveries.c.conversation)
        .where(deliveries.c.id == delivery)
    ).one_or_none()
    if row is None or row.decision is not None:
        return None
    if row.first_answered_at is not None or row.status not in ("open", "snoozed"):
        raise NotFound("The customer was answered meanwhile.")
    kept, asked = (
        connection.execute(select(messages).where(messages.c.number == number)).mappings().one()
        for number in (row.message, row.conversation)
    )
    if kept["erased_at"] is not None or not asked["email"]:
        raise NotFound("The text of this delivery was erased.")
    language = asked["language"] if asked["language"] in _SUBJECTS else "pl"
    origin = sender.mailbox()
    name = kept["mail_id"] or f"<{delivery}@{origin.domain}>"
    connection.execute(
        update(messages).where(messages.c.number == row.message).values(mail_id=name)
    )
    mail = EmailMessage(policy=SMTP)
    mail["From"] = origin
    mail["To"] = named_address(asked["name"], asked["email"])
    mail["Subject"] = _SUBJECTS[language].format(number=row.conversation)
    mail["Date"] = format_datetime(kept["received_at"])
    mail["Message-ID"] = name
    if answered := bracketed(asked["mail_id"] or ""):
        mail["In-Reply-To"] = mail["References"] = answered
    # RFC 3834, 5: nobody's program answers it. The second is what Exchange understands.
    mail["Auto-Submitted"] = "auto-replied"
    mail["X-Auto-Response-Suppress"] = "All"
    shop = sender.names.get(language) or sender.names.get("pl", "")
    text = str(kept["text"]).removeprefix(_TOLD).rstrip()
    number = _NUMBERED[language].format(number=row.conversation)
    lines = filter(None, ("-- ", shop, number))
    mail.set_content(f"{text}\n\n" + "\n".join(lines) + "\n", charset="utf-8",
                     cte="quoted-printable")  # fmt: skip
    mail["Content-Language"] = language
    return mail
