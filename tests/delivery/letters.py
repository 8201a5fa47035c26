"""A reply as carriers get it."""

from __future__ import annotations

from datetime import UTC, datetime

from kb.delivery.letter import Sender
from kb.delivery.reply import Reply
from tests.delivery.conftest import TEXT

SENDER = Sender("pomoc@sklep.example", {"pl": "Sklep Dąb", "en": "Oak Shop"})
REPLY = Reply(
    delivery="abc123",
    number="7K4M-2QX9",
    answers="7K4M-2QX9",
    message="0000-0001",
    origin="email",
    channel="email",
    language="pl",
    external="",
    text=TEXT,
    author="Ewa Nowak",
    written_at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    name="Anna Żak",
    email="anna@example.org",
    phone="",
    subject="Zwrot za stół",
    in_reply_to="<2@example.org>",
    thread=("<1@example.org>", "<2@example.org>"),
    mail_id="",
)
