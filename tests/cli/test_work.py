"""`kb work`: what the desk does in the background, from the command line."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kb.inbox.conversations import listed, opened
from kb.inbox.model import Drafting, Filter
from kb.review.history import current
from kb.settings import Settings
from kb.store.database import Store
from kb.store.messages import NewMessage, add_message
from kb.wiring import migrate, open_store
from tests.cli.conftest import Base

QUESTION = "Dzień dobry, ile mam czasu na zwrot? Ewa Nowak, tel. 600 100 200"


def store_at(folder: Path) -> Store:
    settings = Settings(data_dir=folder)
    migrate(settings)
    return open_store(settings)


def written(store: Store) -> str:
    sent = NewMessage(key="k", language="pl", topic="", text=QUESTION)
    return add_message(store, sent, datetime.now(UTC) - timedelta(minutes=1)).number


def test_what_waits_has_its_draft_when_the_command_ends(base: Base) -> None:
    with closing(store_at(base.data)) as store:
        number = written(store)

        done = base.kb("work", "--once")

        assert done.exit_code == 0, done.output
        draft = current(store, number)
        assert draft is not None
        assert "600 100 200" not in str(draft.document)
        assert opened(store, number, datetime.now(UTC)).conversation.drafting is Drafting.NONE


def test_without_a_published_base_messages_wait(unpublished: Base) -> None:
    with closing(store_at(unpublished.data)) as store:
        number = written(store)

        done = unpublished.kb("work", "--once")

        assert done.exit_code == 7
        (row,) = listed(store, Filter(), datetime.now(UTC)).conversations
        assert (row.number, row.drafting) == (number, Drafting.WAITS)
