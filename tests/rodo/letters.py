"""Letters of two people who have nothing to do with each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from kb.store.database import Store
from kb.store.messages import NewMessage, add_message

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANNA = NewMessage(
    key="",
    language="pl",
    topic="zwroty",
    text="Proszę o zwrot pieniędzy.\nAnna Lewandowska",
    email="Anna.Lewandowska@example.pl",
    phone="+48 600-700-800",
    name="Anna Lewandowska",
    subject="Zwrot",
    searched=("ile na zwrot",),
    page="/artykul/zwrot",
    mail_id="<1@lewandowska.example.pl>",
    attachments=("lewandowska.pdf",),
)
JAN = NewMessage(
    key="",
    language="pl",
    topic="dostawa",
    text="Gdzie jest paczka?",
    email="jan@example.pl",
    phone="511 222 333",
    name="Jan Wrona",
)
_keys = count()


def sent(store: Store, letter: NewMessage, now: datetime = NOW, **changes: Any) -> str:
    """Take a letter in; the number of its receipt."""
    return add_message(store, replace(letter, key=f"key {next(_keys)}", **changes), now).number
