"""The desk behind the server of the browser tests: its people, its customers and its worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, cast
from urllib.parse import urlsplit

from playwright.sync_api import Page

from kb.accounts.accounts import add_account
from kb.accounts.model import Role
from kb.desk_wiring import open_outbox
from kb.inbox.drafting import Drafter
from kb.review.store import propose
from kb.settings import Settings
from kb.store.database import Store
from kb.store.messages import NewMessage, add_message
from kb.wiring import migrate, open_assistant, open_library, open_store

PASSWORD = "trzy zielone lampy"
#: Longer than an approved reply waits to be taken back.
LATER = timedelta(minutes=5)
_keys = count()


def now() -> datetime:
    return datetime.now(UTC)


class Desk:
    """The worker of an installation, which works when it is told to, and its customers."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self.store = store
        library = open_library(settings)
        assistant = open_assistant(settings, library)
        self._library = library
        self._drafter = Drafter(store, assistant.propose, lambda *it: propose(store, *it), now)
        self._outbox = open_outbox(settings, library, store, lambda: now() + LATER)

    def write(self, text: str, **fields: Any) -> str:
        """A message of a customer; the number of its conversation."""
        given = {
            "key": f"d{next(_keys)} {now().timestamp()}", "language": "pl", "topic": "",
            "text": text, "email": "anna@poczta.example",
            "promised_by": now() + timedelta(hours=4),
        } | fields  # fmt: skip
        return add_message(self.store, NewMessage(**cast("Any", given)), now()).number

    def work(self) -> None:
        """Make every draft that waits."""
        while self._drafter.work_once():
            pass

    def send(self) -> None:
        """Hand over every approved reply, as the worker would some minutes later."""
        self._outbox.send_due()

    def close(self) -> None:
        self._library.close()


@contextmanager
def working(settings: Settings, **logins: Role) -> Iterator[Desk]:
    """A desk with people, whose names are their logins with a capital."""
    migrate(settings)
    store = open_store(settings)
    for login, role in logins.items():
        add_account(store, login, f"{login.title()} Żak", role, now(), password=PASSWORD)
    made = Desk(settings, store)
    try:
        yield made
    finally:
        made.close()
        store.close()


def sign_in(page: Page, login: str, to: str = "/panel") -> None:
    page.goto(f"/panel/wejscie?dalej={to}")
    page.get_by_label("Login").fill(login)
    page.get_by_label("Hasło").fill(PASSWORD)
    page.get_by_role("button", name="Zaloguj").click()
    page.wait_for_url(lambda address: urlsplit(address).path == to)
