"""docs/integrations.md says what is sent and taken."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kb.connectors.generic import Messages
from kb.delivery.outbox import DELAYS, MOST_ATTEMPTS
from kb.delivery.signature import signing_key
from kb.delivery.survey import OPEN_FOR
from kb.delivery.webhook import document
from kb.desk_settings import DeskSettings
from kb.store.database import Store
from kb.store.messages import message
from tests.connectors.conftest import MESSAGES_SECRET, by_standard, written
from tests.delivery.conftest import NOW
from tests.delivery.letters import REPLY
from tests.project.imports import ROOT
from tests.store.conftest import sqlite

__all__ = ["sqlite"]

TEXT = (ROOT / "docs/integrations.md").read_text(encoding="utf-8")


def example(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        TEXT.split(f"<!-- {name}: ", 1)[1].split("```json\n", 1)[1].split("```", 1)[0]
    )
    return found


def test_the_example_of_a_webhook_has_the_members_that_are_sent() -> None:
    sent, shown = document(REPLY), example("webhook")
    assert isinstance(sent["data"], dict)

    assert list(sent) == list(shown)
    assert list(sent["data"]) == list(shown["data"])
    assert list(sent["data"]["customer"]) == list(shown["data"]["customer"])
    assert (sent["type"], sent["timestamp"]) == (shown["type"], shown["timestamp"])


def test_the_example_of_a_message_is_taken_in_whole(sqlite: Store) -> None:
    shown = example("messages")
    body = written(shown)

    taken = Messages(sqlite, signing_key(MESSAGES_SECRET)).receive(body, by_standard(body), NOW)

    found = message(sqlite, taken.number)
    assert found is not None
    for name in ("text", "name", "email", "phone", "subject", "language"):
        assert getattr(found.sent, name) == shown[name]


def test_it_tells_the_pauses_between_attempts() -> None:
    told = "after 1, 5 and 30 minutes, 2, 6, 12 and 24 hours: eight times in 44 hours"

    assert told in TEXT
    assert [int(pause.total_seconds() // 60) for pause in DELAYS] == [1, 5, 30, 120, 360, 720, 1440]
    assert MOST_ATTEMPTS == 8
    assert f"after {OPEN_FOR.days} days" in TEXT


@pytest.mark.parametrize("part", ["smtp", "chatwoot", "zammad", "webhook", "messages"])
def test_it_names_the_settings(part: str) -> None:
    wanted = [name for name in DeskSettings.model_fields if name.startswith(part)]

    assert wanted
    assert [name for name in wanted if f"KB_{name.upper()}" not in TEXT] == []
