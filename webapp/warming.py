"""What a new process opens before it takes requests."""

from __future__ import annotations

from threading import Thread

from flask import Flask

from kb.errors import KbError, StoreUnavailable
from webapp.api.authorisation import drafts_are_asked_for
from webapp.records import records
from webapp.serving import public_reader, serving


def warm(app: Flask) -> None:
    """Open index and database before the first visitor asks; what fails is told by /readyz."""
    with app.app_context():
        # It brings SQLAlchemy with it, which takes a while to import.
        _ = records().recorder
        try:
            public_reader().status()
            if drafts_are_asked_for():
                serving().assistant.warm()
            elif _desk_is_used():
                # Beside the first visitors, who need none of it: some three seconds.
                Thread(target=_warm_desk, args=(app,), name="warming", daemon=True).start()
        except StoreUnavailable:
            pass  # the recorder tells it when there is something to store
        except KbError as error:
            app.logger.warning("%s", error)


def _desk_is_used() -> bool:
    """Whether anybody may sign in to the desk. Raises StoreUnavailable."""
    from kb.accounts.accounts import all_accounts

    return any(not one.disabled for one in all_accounts(records().store))


def _warm_desk(app: Flask) -> None:
    """What the first agent would wait for: the engine of drafts and checks, and the desk's code."""
    from kb.inbox import conversations, customers  # noqa: F401 - loaded for those who ask later
    from kb.review import history, store  # noqa: F401

    with app.app_context():
        try:
            serving().assistant.warm()
            serving().review_rules()
        except KbError as error:
            app.logger.warning("%s", error)
