"""Commit → served generation. All of it or nothing: a failure leaves the old one serving."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from kb.embedding.cache import VectorCache
from kb.embedding.encoder import Encoded
from kb.errors import ContentError, IndexUnavailable, PublishError
from kb.ingest.build import MOST_SENTENCES, build_audience
from kb.ingest.examine import examine
from kb.ingest.generations import (
    drop_on_error,
    free_name,
    make_current,
    make_durable,
    prune,
    remove_leftovers,
)
from kb.ingest.guard import disk_errors, only_publisher
from kb.ingest.load import LoadedBase
from kb.ingest.redirects import find_redirects
from kb.ingest.repository import WORKTREE, Snapshot
from kb.ingest.rollback import rolled_back
from kb.ingest.shipped import ship_editorial
from kb.model import Audience, Level, Problem, Published
from kb.polish.remembered import remembering
from kb.search.engine import EngineBuilder
from kb.search.foreign import foreign_files, foreign_questions
from kb.search.generation import (
    MANIFEST,
    Manifest,
    current_name,
    generations,
    index_root,
    inputs_hash,
    number_of,
    read_manifest,
    sync,
    verify,
    write_manifest,
)
from kb.versions import INDEX_VERSION

#: (step, done, total): called often enough for a progress line.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Embedding:
    """How texts become vectors: `embed` yields batches in the order of its texts."""

    fingerprint: str
    dimension: int
    embed: Callable[[list[str]], Iterable[Sequence[Encoded]]]


def silent(step: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def publish(
    read: Callable[[], Snapshot],
    data_dir: Path,
    default_audience: Audience,
    embedding: Embedding,
    engine: EngineBuilder,
    engine_name: str,
    keep: int,
    rebuild: bool = False,
    progress: Progress = silent,
    lock: Callable[[Path], AbstractContextManager[None]] = only_publisher,
    cache: Path | None = None,
    keep_rollback: bool = False,
) -> Published:
    """Build the generation of a snapshot and make it current.

    read: gives the snapshot; called under the publisher's lock, so that of two publishers the
    later one never brings back the older commit.
    lock: `only_publisher`, or `next_publisher` to wait for one's turn.
    cache: folder of what is known of texts and words; None for that of the data folder.
    keep_rollback: leave a commit alone that a rollback in force took back.

    Raises ContentError (articles break rules), PublishBusy, PublishError (disk full, engine
    failure); in each case the generation that was current stays so.
    """
    started = perf_counter()
    with lock(data_dir):
        # First, because what a killed publisher left may be what fills the disk.
        remove_leftovers(data_dir, engine)
        snapshot = read()
        inputs = inputs_hash(
            INDEX_VERSION,
            embedding.fingerprint,
            engine_name,
            default_audience,
            snapshot.folder,
            *foreign_questions(),
        )
        if keep_rollback and (kept := _taken_back(data_dir, snapshot, embedding)):
            return replace(_published(kept, 0, started, True, ()), taken_back=snapshot.commit.sha)
        unchanged = None if rebuild else _unchanged(data_dir, snapshot, inputs, embedding)
        if unchanged is not None:
            return _published(unchanged, 0, started, True, ())
        progress("articles", 0, len(snapshot.files))
        base, problems = examine(snapshot, default_audience)
        errors = [problem for problem in problems if problem.level is Level.ERROR]
        if errors:
            raise ContentError(errors)
        if not base.articles:
            raise PublishError(
                f"There is no article in {snapshot.folder or 'the folder'} at "
                f"{snapshot.commit.sha[:12]}. Articles are files that end in .md."
            )
        progress("articles", len(snapshot.files), len(snapshot.files))
        with disk_errors(data_dir):
            manifest, embedded = _build(
                snapshot, base, data_dir, inputs, embedding, engine, engine_name, progress,
                cache or data_dir / "cache", default_audience,
            )  # fmt: skip
            make_current(data_dir, manifest.name, engine)
        prune(data_dir, manifest.name, keep, engine)
        return _published(manifest, embedded, started, False, tuple(problems))


def _build(
    snapshot: Snapshot,
    base: LoadedBase,
    data_dir: Path,
    inputs: str,
    embedding: Embedding,
    engine: EngineBuilder,
    engine_name: str,
    progress: Progress,
    caches: Path,
    default_audience: Audience,
) -> tuple[Manifest, int]:
    root = index_root(data_dir)
    root.mkdir(parents=True, exist_ok=True)
    name = free_name(root, f"{snapshot.commit.sha[:12]}-{inputs}")
    # The engine's location ends in the generation's name, which a server uses for its collection.
    scratch = Path(tempfile.mkdtemp(prefix=".building-", dir=root))
    folder = scratch / name
    embedded = 0

    def encode(texts: Sequence[str]) -> list[Encoded]:
        nonlocal embedded
        found, fresh = cache.encode(texts, embedding.fingerprint, _counted(embedding, progress))
        embedded += fresh
        return found

    def encode_sentences(texts: Sequence[str]) -> list[Encoded]:
        nonlocal embedded
        counted = _counted(embedding, progress)
        found, fresh = cache.encode(
            texts,
            f"{embedding.fingerprint}/no-tokens",
            lambda missing: ([replace(one, tokens=None) for one in b] for b in counted(missing)),
        )
        embedded += fresh
        return found

    with ExitStack() as stack:
        stack.callback(shutil.rmtree, scratch, ignore_errors=True)
        stack.push(drop_on_error(folder, engine))
        stack.enter_context(remembering(caches))
        cache = stack.enter_context(closing(VectorCache(caches / "vectors.db")))
        foreign = foreign_files(caches, embedding.fingerprint, encode)
        chunks = 0
        for audience in Audience:
            articles = [a for a in base.articles if a.audience is audience]
            progress(f"index {audience}", 0, 1)
            chunks += build_audience(
                folder / audience, articles, encode, foreign, engine, embedding.dimension,
                encode_sentences,
                # Letters say nothing of internal articles.
                MOST_SENTENCES if audience is Audience.PUBLIC else 0,
                find_redirects(snapshot, articles, default_audience, audience), caches,
            )  # fmt: skip
            progress(f"index {audience}", 1, 1)
        ship_editorial(folder, base.editorial, snapshot, datetime.now(UTC).year)
        manifest = Manifest(
            name=name,
            commit=snapshot.commit.sha,
            committed_at=snapshot.commit.committed_at.isoformat(),
            published_at=datetime.now(UTC).isoformat(timespec="seconds"),
            folder=snapshot.folder,
            model=embedding.fingerprint,
            index_version=INDEX_VERSION,
            inputs=inputs,
            engine=engine_name,
            articles=len(base.articles),
            chunks=chunks,
            files=make_durable(folder),
            number=1 + max((number_of(data_dir, one) for one in generations(data_dir)), default=0),
        )
        write_manifest(folder, manifest)
        sync(folder / MANIFEST)
        sync(folder)
        folder.rename(root / name)
        sync(root)
    return manifest, embedded


def _counted(
    embedding: Embedding, progress: Progress
) -> Callable[[list[str]], Iterator[Sequence[Encoded]]]:
    def embed(texts: list[str]) -> Iterator[Sequence[Encoded]]:
        done = 0
        progress("embedding", 0, len(texts))
        for batch in embedding.embed(texts):
            done += len(batch)
            progress("embedding", done, len(texts))
            yield batch

    return embed


def _unchanged(
    data_dir: Path, snapshot: Snapshot, inputs: str, embedding: Embedding
) -> Manifest | None:
    """The current generation if it is whole and this commit built from the same inputs."""
    try:
        name = current_name(data_dir)
        if name is None or snapshot.commit.sha == WORKTREE:
            return None
        manifest = read_manifest(data_dir, name)
        verify(data_dir, manifest, embedding.fingerprint)
    except IndexUnavailable:
        return None
    same = manifest.commit == snapshot.commit.sha and manifest.inputs == inputs
    return manifest if same else None


def _taken_back(data_dir: Path, snapshot: Snapshot, embedding: Embedding) -> Manifest | None:
    """What is served in place of this commit since a rollback; None where nothing forbids it.

    A program of another version cannot serve what was rolled back to: then the commit returns.
    """
    note = rolled_back(data_dir)
    if note is None or snapshot.commit.sha not in note.commits:
        return None
    try:
        manifest = read_manifest(data_dir, note.generation)
        verify(data_dir, manifest, embedding.fingerprint)
    except IndexUnavailable:
        return None
    return manifest


def _published(
    manifest: Manifest,
    embedded: int,
    started: float,
    unchanged: bool,
    problems: tuple[Problem, ...],
) -> Published:
    return Published(
        commit=manifest.commit,
        generation=manifest.name,
        articles=manifest.articles,
        chunks=manifest.chunks,
        embedded=embedded,
        took_s=perf_counter() - started,
        unchanged=unchanged,
        problems=problems,
    )
