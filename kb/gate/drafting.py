"""A state of the articles → the draft engine over it, for as long as it is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from kb.answer.shelf import Base, Shelf
from kb.answer.suggest import Assistant
from kb.embedding.encoder import Encoder
from kb.gate.answers import key_of
from kb.gate.side import FOLDER, Bench, index_of
from kb.ingest.build import MOST_SENTENCES
from kb.ingest.editorial import Editorial
from kb.ingest.flag_rules import read_flag_rules
from kb.ingest.phrases import read_phrases
from kb.ingest.repository import Snapshot
from kb.model import Article, Audience
from kb.search.index import Index


@contextmanager
def assistant(
    bench: Bench,
    snapshot: Snapshot,
    articles: Sequence[Article],
    editorial: Editorial,
    encoder: Encoder,
    now: datetime,
) -> Iterator[Assistant]:
    """The draft engine as it would be if a snapshot were published; without a language model.

    Each message is a conversation of its own. Raises PublishError, IndexUnavailable.
    """
    name = key_of(snapshot, bench.embedding.fingerprint, bench.default_audience)
    sides = {audience: [one for one in articles if one.audience is audience]
             for audience in (Audience.PUBLIC, Audience.INTERNAL)}  # fmt: skip
    with (
        index_of(bench, sides[Audience.PUBLIC], MOST_SENTENCES) as public,
        index_of(bench, sides[Audience.INTERNAL]) as internal,
    ):

        def shelf(index: Index, audience: Audience) -> Shelf:
            return Shelf(audience, index, encoder, snapshot.commit.sha, now)

        base = Base(
            generation=name,
            public=shelf(public, Audience.PUBLIC),
            internal=shelf(internal, Audience.INTERNAL),
            editorial=editorial,
            flag_rules=read_flag_rules(snapshot.settings_files)[0],
            phrases=read_phrases(snapshot.settings_files)[0],
        )
        yield Assistant(
            lambda: base, lambda _, register, __: register, cache=bench.data_dir / FOLDER
        )
