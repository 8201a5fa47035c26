"""A desk with one approved reply, and a mail server on this machine that keeps what it gets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kb.delivery.letter import Sender
from kb.delivery.mail import MailServer, Tls
from kb.delivery.post import Post
from kb.delivery.survey import Invitations
from kb.review.workflow import text_hash
from kb.store.database import Store
from kb.store.messages import NewMessage, add_message, new_number
from kb.store.schema import accounts, decisions, deliveries, drafts, messages
from tests.delivery.sink import Sink, serving
from tests.store.conftest import empty, server, sqlite, store

__all__ = ["empty", "server", "sqlite", "store"]

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TEXT = "Dzień dobry, Pani Anno,\n\nzwrot pieniędzy dotrze do 26 listopada.\n\nPozdrawiamy"
INVITATIONS = Invitations(
    key=b"k" * 32,
    questions={"pl": "Jak oceniasz tę odpowiedź?", "en": "How do you rate this answer?"},
    addresses={
        "pl": "https://pomoc.example.pl/ankieta",
        "en": "https://pomoc.example.pl/en/survey",
    },
)

#: Stores a message and an approved reply to it. Returns the delivery's id.
Approve = Callable[..., str]


def approved(
    store: Store, *, means: str = "smtp", approved_text: str = TEXT, **message: Any
) -> str:
    """A conversation with one approved reply, as the review leaves it."""
    fields = {
        "key": new_number(),
        "language": "pl",
        "topic": "",
        "text": "Gdzie moje pieniądze?",
        "email": "anna@example.org",
        "name": "Anna Żak",
        "subject": "Zwrot za stół",
        "mail_id": "<pytanie@example.org>",
    }
    received = add_message(store, NewMessage(**fields | message), NOW - timedelta(hours=1))
    number = received.number
    delivery, reply = f"{new_number()}".replace("-", "").lower(), new_number()
    with store.writing() as connection:
        agent = connection.scalar(accounts.select().where(accounts.c.login == "ewa"))
        if agent is None:
            agent = connection.execute(
                accounts.insert().values(
                    login="ewa", name="Ewa Nowak", role="agent", created_at=NOW, credentials_at=NOW
                )
            ).inserted_primary_key[0]  # type: ignore[index]
        connection.execute(
            messages.insert().values(
                number=reply, key=reply, received_at=NOW, language="pl", topic="",
                text=approved_text, email="", phone="", searched=[], page="", conversation=number,
                direction="out", author=agent,
            )
        )  # fmt: skip
        connection.execute(
            drafts.insert().values(
                id=f"d{delivery}", conversation=number, ordinal=1, message=number, made_at=NOW,
                generator="composer", commit="a" * 40, document={},
            )
        )  # fmt: skip
        decision = connection.execute(
            decisions.insert().values(
                draft=f"d{delivery}",
                version=1,
                state="approved",
                account=agent,
                at=NOW,
                text_hash=text_hash(approved_text),
            )
        ).inserted_primary_key[0]  # type: ignore[index]
        connection.execute(
            deliveries.insert().values(
                id=delivery, conversation=number, decision=decision, message=reply, means=means,
                state="pending", due_at=NOW,
            )
        )  # fmt: skip
    return delivery


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server that takes everything unless it is told otherwise."""
    with serving(Sink()) as kept:
        yield kept


def post(store: Store, *, survey: bool = False) -> Post:
    sender = Sender("pomoc@sklep.example", {"pl": "Sklep Dąb", "en": "Oak Shop"})
    invitations = INVITATIONS if survey else None
    return Post(store, lambda: sender, lambda: invitations, lambda: NOW)


def mail_server(sink: Sink, **options: Any) -> MailServer:
    known: dict[str, Any] = {"host": "127.0.0.1", "port": sink.port, "tls": Tls.NONE}
    return MailServer(**known | options)
