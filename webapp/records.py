"""What is kept of visits, as views see it: searches and how they ended, ratings, needs.

The database is opened when something is first kept, hence after the fork. Where it is away,
searches and pages go on without it; only a rating fails.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from flask import Flask, current_app, request

from kb.settings import Settings
from webapp.language import current
from webapp.needed import MostNeeded
from webapp.serving import serving

if TYPE_CHECKING:
    from kb.model import SearchResult
    from kb.store.database import Store
    from kb.store.ratings import Rating
    from kb.store.recorder import Recorder
    from kb.store.searches import Mark, Search, Source

RECORDS = "podpowiedz.records"
_SEARCH = "podpowiedz.search"
#: Searches and ratings that are old enough say little about what is needed now.
_NEEDED_DAYS = 30
_MOST_NEEDED = 20


class Records:
    """The database and the recorder of this process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.most_needed = MostNeeded(self._count_needed)

    @cached_property
    def store(self) -> Store:
        """Raises ConfigError; connects to nothing yet."""
        from kb.wiring import open_store

        return open_store(self._settings)

    @cached_property
    def recorder(self) -> Recorder:
        """Takes searches and marks, and never fails."""
        from kb.wiring import open_recorder

        return open_recorder(self._settings, self.store)

    def rate(self, rating: Rating) -> None:
        """Keep a rating. Raises StoreUnavailable."""
        from kb.store.ratings import rate

        rate(self.store, rating, serving().clock())

    def _count_needed(self, now: datetime) -> tuple[str, ...]:
        from kb.store.figures import most_needed

        since = now - timedelta(days=_NEEDED_DAYS)
        return tuple(slug for slug, _ in most_needed(self.store, since, _MOST_NEEDED))


def register(app: Flask, settings: Settings) -> None:
    """Raises ConfigError for an address that is none; a database that is away is no obstacle."""
    app.extensions[RECORDS] = kept = Records(settings)
    if settings.database_url:
        _ = kept.store


def records() -> Records:
    found: Records = current_app.extensions[RECORDS]
    return found


def record_search(result: SearchResult, source: Source) -> str:
    """Record a search that was just answered. Returns its token, for the links of its results."""
    from kb.store.searches import new_token

    token = new_token()
    if request.method == "GET":
        records().recorder.add(described(result, source, token))
    return belongs_to(token)


def described(result: SearchResult, source: Source, token: str) -> Search:
    """A search as it is recorded; its text is masked when it is written."""
    from kb.store.searches import Search

    return Search(
        token=token,
        at=serving().clock(),
        text=result.query,
        language=current(),
        source=source,
        answered=result.answered,
        confidence=float(result.confidence),
        top=result.hits[0].slug if result.hits else None,
        results=len(result.hits),
    )


def belongs_to(token: str) -> str:
    """Note the search to which the page belongs that is being made. Returns its token."""
    request.environ[_SEARCH] = token
    return token


def search_of_page() -> str | None:
    """The token of the search to which the page belongs; None without one."""
    return request.environ.get(_SEARCH) or None


def mark(outcome: Mark) -> None:
    """Record what became of a search; nothing where there is no token."""
    if outcome.token:
        records().recorder.add(outcome)
