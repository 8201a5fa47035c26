"""How a view reaches the library: one object per process, one reader per request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from flask import Flask, current_app

from kb.model import Audience
from kb.settings import Settings

if TYPE_CHECKING:
    from kb.answer.suggest import Assistant
    from kb.ingest.editorial import Editorial
    from kb.ingest.versions import Versions
    from kb.reader import Library, Reader
    from kb.review.model import Rules

_KEY = "podpowiedz"


@dataclass
class Serving:
    """The library of this process, and the last editorial settings that could be read.

    The settings are kept so that an error page still names the phone and the e-mail when the index
    behind them has just become unreadable. `clock` gives the present moment.
    """

    library: Library
    settings: Settings
    last_editorial: Editorial | None = None
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    @cached_property
    def versions(self) -> Versions:
        """What reads older versions of articles from their repository."""
        from kb.ingest.versions import Versions

        return Versions()

    @cached_property
    def assistant(self) -> Assistant:
        """What drafts replies, made when the first one is asked for."""
        from kb.wiring import open_assistant

        return open_assistant(self.settings, self.library)

    @cached_property
    def review_rules(self) -> Callable[[], Rules]:
        """What reviews ask of the base and of its editors, as they are at each call."""
        from kb.wiring import open_review

        return open_review(self.library, self.assistant)


def attach(app: Flask, library: Library, settings: Settings) -> None:
    app.extensions[_KEY] = Serving(library, settings)


def serving() -> Serving:
    found: Serving = current_app.extensions[_KEY]
    return found


def public_reader() -> Reader:
    """The current public generation. Raises IndexUnavailable and its kinds."""
    state = serving()
    reader = state.library.reader(Audience.PUBLIC)
    state.last_editorial = reader.editorial
    return reader


def editorial_or_none() -> Editorial | None:
    """The shop's name and contacts; None only when nothing was ever served by this process."""
    try:
        return public_reader().editorial
    except Exception:  # noqa: BLE001 - error pages call this: it must not fail on any fault
        return serving().last_editorial
