"""What groups the questions without an answer, for the settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kb.errors import IndexUnavailable
from kb.model import Audience

if TYPE_CHECKING:
    from kb.editing.grouping import Grouper, Model, Nearest
    from kb.editing.questions import Question
    from kb.reader import Library, Reader
    from kb.settings import Settings
    from kb.store.database import Store

#: Questions from longer ago are not grouped; how long they are kept is KB_RETENTION_DAYS.
LONGEST = timedelta(days=366)


def open_grouper(
    settings: Settings, library: Library, store: Store, now: Callable[[], datetime]
) -> Grouper:
    """The grouper of an installation."""
    from kb.editing.grouping import Grouper
    from kb.editing.questions import Span, unanswered

    def questions() -> Sequence[Question]:
        moment = now()
        return unanswered(store, Span(since=moment - LONGEST, until=moment))

    def model() -> Model | None:
        try:
            return _model(library.reader(Audience.PUBLIC))
        except IndexUnavailable:
            return None

    return Grouper(settings.data_dir, questions, model)


def _model(reader: Reader) -> Model | None:
    """None where the embedding model cannot be loaded."""
    from kb.editing.grouping import Model, Nearest

    encoder = reader.encoder
    if encoder is None:
        return None

    def nearest(text: str) -> Nearest | None:
        found = reader.search(text, limit=1)
        if not found.hits:
            return None
        return Nearest(found.hits[0].slug, found.answered)

    foreign = reader.index.tables.foreign
    return Model(
        generation=reader.manifest.name,
        fingerprint=encoder.fingerprint,
        shared=foreign.mean(axis=0),
        encode=lambda text: encoder.encode_query(text).vector,
        nearest=nearest,
    )
