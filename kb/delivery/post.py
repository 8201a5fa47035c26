"""Letters of the outbox: the carrier that sends them, and the file that a person sends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage

from sqlalchemy import update

from kb.delivery.letter import Sender, letter, message_id, written
from kb.delivery.mail import MailServer
from kb.delivery.receipt import receipt_letter
from kb.delivery.reply import read_reply
from kb.delivery.survey import Invitations
from kb.store.database import Store
from kb.store.schema import messages


@dataclass(frozen=True, slots=True)
class Post:
    """Writes letters for the replies and receipts of the outbox.

    sender: in whose name, read anew for each letter; raises what reading the shop's name raises.
    invitations: None without a survey, or where no link can be made.
    """

    store: Store
    sender: Callable[[], Sender]
    invitations: Callable[[], Invitations | None]
    clock: Callable[[], datetime]

    def letter(self, delivery: str) -> EmailMessage:
        """The letter of a delivery, always the same.

        Its Message-ID is kept first, so that the customer's answer finds the conversation however
        this ends. Raises NotFound, DeliveryError, StoreUnavailable.
        """
        sender, invitations = self.sender(), self.invitations()
        with self.store.writing() as connection:
            if (receipt := receipt_letter(connection, delivery, sender)) is not None:
                return receipt
            reply = read_reply(connection, delivery)
            reply = replace(reply, mail_id=message_id(reply, sender.mailbox().domain))
            connection.execute(
                update(messages)
                .where(messages.c.number == reply.message)
                .values(mail_id=reply.mail_id)
            )
            question = None
            if invitations:
                question = invitations.invite(
                    connection, reply.number, reply.language, self.clock()
                )
        return letter(reply, sender, question)

    def eml(self, delivery: str) -> bytes:
        """The letter as a file that a mail program opens (message/rfc822)."""
        return written(self.letter(delivery))


@dataclass(frozen=True, slots=True)
class MailCarrier:
    """Carries by e-mail."""

    post: Post
    server: MailServer

    def __call__(self, delivery: str) -> None:
        """Hand one letter to the mail server. Raises DeliveryError, StoreUnavailable."""
        self.server.send(self.post.letter(delivery))
