"""What a new process opens before it takes requests."""

from __future__ import annotations

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
        except StoreUnavailable:
            pass  # the recorder tells it when there is something to store
        except KbError as error:
            app.logger.warning("%s", error)
