"""A new process is ready for agents where there are any, without keeping visitors waiting."""

from __future__ import annotations

import threading
from threading import Thread

from flask import Flask

from kb.accounts.accounts import disable
from kb.accounts.model import Role
from kb.errors import IndexMissing
from kb.store.database import Store
from tests.webapp.fakes import FakeAssistant
from tests.webapp.panel.conftest import Clock, SignIn
from webapp.serving import serving
from webapp.warming import warm


def warmed(app: Flask) -> int:
    """How often the engine of drafts was made ready by a process that starts."""
    assistant = FakeAssistant()
    with app.app_context():
        serving().assistant = assistant  # type: ignore[assignment]
    warm(app)
    for thread in _warming():
        thread.join()
    return assistant.warmed


def _warming() -> list[Thread]:
    return [one for one in threading.enumerate() if one.name == "warming"]


def test_where_agents_work_their_engine_is_ready_before_they_ask(
    app: Flask, sign_in: SignIn
) -> None:
    sign_in(Role.AGENT)

    assert warmed(app) == 1


def test_where_nobody_can_sign_in_nothing_is_made_ready(
    app: Flask, sign_in: SignIn, store: Store, clock: Clock
) -> None:
    assert warmed(app) == 0
    account = sign_in(Role.AGENT).account
    assert account
    disable(store, account.id, clock())
    assert warmed(app) == 0


def test_an_engine_that_cannot_be_made_ready_stops_nobody(app: Flask, sign_in: SignIn) -> None:
    class Broken(FakeAssistant):
        def warm(self) -> None:
            super().warm()
            raise IndexMissing("Nothing was published yet.")

    sign_in(Role.AGENT)
    broken = Broken()
    with app.app_context():
        serving().assistant = broken  # type: ignore[assignment]

    warm(app)
    for thread in _warming():
        thread.join()

    assert broken.warmed == 1
