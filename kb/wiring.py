"""The only place that picks concrete classes for the settings."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from kb.embedding.encoder import Encoded, Encoder
from kb.ingest.guard import next_publisher, only_publisher
from kb.ingest.publish import Embedding, Progress, publish, silent
from kb.ingest.repository import WORKTREE, Snapshot, read_commit, read_worktree, resolve
from kb.model import Audience, Published
from kb.publishing.outcome import noted
from kb.reader import Library, Reader
from kb.search.engine import EngineBuilder
from kb.settings import Settings

if TYPE_CHECKING:
    from kb.answer.llm.generate import Generator
    from kb.answer.shelf import Base
    from kb.answer.suggest import Assistant, KeepRegister
    from kb.ingest.editorial import Editorial
    from kb.review.model import Rules
    from kb.store.database import Store
    from kb.store.migrate import Migrated
    from kb.store.recorder import Recorder
    from kb.store.retention import Purged

_log = logging.getLogger(__name__)

BUNDLED = "e5-small"
#: A test double that ships with the library, see kb.embedding.fake.
FAKE = "fake"
#: Up to so many texts ONNX Runtime is done before PyTorch has even been imported (measured).
_SMALL_JOB = 150
_BATCH = 256


def engine_builder(settings: Settings) -> EngineBuilder:
    """The vector engine: embedded, or a server when its address is set."""
    if settings.qdrant_url:
        from kb.search.server import ServerBuilder

        return ServerBuilder.at(settings.qdrant_url, settings.qdrant_api_key)
    from kb.search.edge import EdgeBuilder

    return EdgeBuilder(settings.data_dir / "run")


def query_encoder(settings: Settings) -> Encoder:
    """The encoder of questions. Raises ConfigError."""
    if settings.embedder == BUNDLED:
        from kb.embedding.e5 import E5Encoder

        return E5Encoder(settings.data_dir)
    if settings.embedder == FAKE:
        from kb.embedding.fake import FakeEncoder

        return FakeEncoder()
    from kb.embedding.bulk import SentenceTransformerEncoder

    return SentenceTransformerEncoder(settings.embedder)


def model_fingerprint(settings: Settings) -> str:
    """Name of the embedding model's vectors, without loading it."""
    if settings.embedder == BUNDLED:
        from kb.embedding.e5 import fingerprint

        return fingerprint()
    if settings.embedder == FAKE:
        from kb.embedding.fake import FINGERPRINT

        return FINGERPRINT
    return f"sentence-transformers/{settings.embedder}"


def passage_embedding(settings: Settings) -> Embedding:
    """How the publisher embeds passages: small jobs in ONNX Runtime, large ones in PyTorch."""
    if settings.embedder != BUNDLED:
        encoder = query_encoder(settings)
        return Embedding(encoder.fingerprint, encoder.dimension, _batches(encoder.encode_passages))

    @cache
    def small() -> Encoder:
        from kb.embedding.e5 import E5Encoder

        return E5Encoder(settings.data_dir, threads=2)

    def embed(texts: list[str]) -> Iterable[Sequence[Encoded]]:
        if len(texts) <= _SMALL_JOB:
            return _batches(small().encode_passages)(texts)
        from kb.embedding.bulk import BulkE5

        return _batches(BulkE5(settings.data_dir).encode_passages)(texts)

    return Embedding(model_fingerprint(settings), 384, embed)


def _batches(
    encode: Callable[[Sequence[str]], list[Encoded]],
) -> Callable[[list[str]], Iterable[Sequence[Encoded]]]:
    def embed(texts: list[str]) -> Iterable[Sequence[Encoded]]:
        for at in range(0, len(texts), _BATCH):
            yield encode(texts[at : at + _BATCH])

    return embed


def open_library(settings: Settings) -> Library:
    """The published base, following the publisher."""
    return Library(
        settings.data_dir,
        engine_builder(settings),
        lambda: query_encoder(settings),
        model_fingerprint(settings),
    )


def open_assistant(settings: Settings, library: Library) -> Assistant:
    """The draft engine over what a library serves."""
    from kb.answer.suggest import Assistant

    base, cache = open_shelves(settings, library), settings.data_dir / "cache"
    return Assistant(base, _register_keeper(settings), open_generator(settings), cache)


def open_shelves(settings: Settings, library: Library) -> Callable[[], Base]:
    """What drafts are made of, as a library serves it at each call."""
    from kb.answer.shelf import Base, Shelf

    def shelf(reader: Reader, audience: Audience) -> Shelf:
        return Shelf(
            audience, reader.index, reader.encoder, reader.manifest.commit, reader.now(),
            settings.public_url,
        )  # fmt: skip

    def base() -> Base:
        public, internal = library.readers()
        return Base(
            generation=public.manifest.name,
            public=shelf(public, Audience.PUBLIC),
            internal=shelf(internal, Audience.INTERNAL),
            editorial=public.editorial,
            flag_rules=public.flag_rules,
            phrases=public.phrases,
        )

    return base


def open_review(library: Library, assistant: Assistant) -> Callable[[], Rules]:
    """What reviews of drafts ask of the base and of its editors, as they are at each call."""
    from kb.review.rules import rules_of

    return lambda: rules_of(assistant, editorial_of(library))


def _register_keeper(settings: Settings) -> KeepRegister:
    """Registers of conversations in the store; without the store each draft chooses anew."""
    from kb.answer.model import Register
    from kb.errors import StoreUnavailable
    from kb.store.registers import register_of

    store = open_store(settings)

    def keep(conversation: str, register: Register, changes: bool) -> Register:
        now = datetime.now(UTC)
        try:
            return Register(register_of(store, conversation, register.value, now, changes=changes))
        except StoreUnavailable:
            _log.warning("the register of a conversation could not be kept", exc_info=True)
            return register

    return keep


def editorial_of(library: Library) -> Editorial:
    """What editors decided; the defaults while nothing can be served, so that mail goes on."""
    from kb.errors import IndexUnavailable
    from kb.ingest.editorial import default_editorial

    try:
        return library.reader(Audience.PUBLIC).editorial
    except IndexUnavailable:
        return default_editorial()


def open_generator(settings: Settings) -> Generator | None:
    """The language model of the settings, one for each process; None where none is set."""
    if not settings.llm_url:
        return None
    from kb.answer.llm.budget import Budget
    from kb.answer.llm.client import Endpoint
    from kb.answer.llm.generate import Generator

    return Generator(
        Endpoint(settings.llm_url, settings.llm_model, settings.llm_key),
        Budget(settings.data_dir, settings.llm_daily_tokens),
        timeout_s=settings.llm_timeout_s,
        # Half of the threads stay free for pages and searches.
        at_once=max(1, settings.threads // 2),
    )


def read_snapshot(settings: Settings, worktree: bool = False) -> Snapshot:
    """The articles as the settings name them. Raises RepositoryError."""
    if worktree:
        return read_worktree(settings.content_repo / settings.articles)
    commit = resolve(settings.content_repo, settings.content_ref)
    return read_commit(settings.content_repo, commit, settings.articles)


def run_publish(
    settings: Settings,
    worktree: bool = False,
    rebuild: bool = False,
    progress: Progress = silent,
    wait: bool = False,
    keep_rollback: bool = False,
) -> Published:
    """Publish what the settings name, and note how it ended.

    wait: until another publisher has ended. keep_rollback: see `publish`. Raises what it and
    `read_snapshot` raise.
    """
    with noted(settings.data_dir, WORKTREE if worktree else settings.content_ref) as attempt:

        def read() -> Snapshot:
            snapshot = read_snapshot(settings, worktree)
            attempt.commit = snapshot.commit.sha
            return snapshot

        attempt.published = publish(
            read,
            settings.data_dir,
            settings.default_audience,
            passage_embedding(settings),
            engine_builder(settings),
            "qdrant-server" if settings.qdrant_url else "qdrant-edge",
            settings.keep_generations,
            rebuild,
            progress,
            next_publisher if wait else only_publisher,
            keep_rollback=keep_rollback,
        )
        return attempt.published


def open_store(settings: Settings) -> Store:
    """The SQL database, one for each process; connected at its first use. Raises ConfigError."""
    from kb.store.address import address
    from kb.store.database import Store

    # One connection for each thread that answers, and one for the recorder.
    return Store(address(settings.database_url, settings.data_dir), settings.threads + 1)


def open_recorder(settings: Settings, store: Store) -> Recorder:
    """What takes searches and writes them to the store in the background."""
    from kb.store.recorder import Recorder
    from kb.store.searches import record

    return Recorder(lambda batch: record(store, batch), lambda: purge_store(settings, store))


def migrate(settings: Settings) -> Migrated:
    """Make or upgrade the tables of the database. Raises ConfigError, StoreUnavailable."""
    from kb.store.address import address
    from kb.store.migrate import upgrade

    return upgrade(address(settings.database_url, settings.data_dir))


def purge_store(settings: Settings, store: Store) -> Purged:
    """Delete or empty what is older than the settings allow. Raises StoreUnavailable."""
    from kb.store.retention import Limits, purge

    now = datetime.now(UTC)

    def before(days: int) -> datetime:
        return now - timedelta(days=days)

    limits = Limits(
        records=before(settings.retention_days),
        answered=before(settings.message_retention_days),
        unanswered=before(settings.unanswered_retention_days),
        access_log=before(settings.access_log_retention_days),
    )
    return purge(store, limits, now)
