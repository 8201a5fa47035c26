"""Commit → served generation. All of it or nothing: a failure leaves the old one serving."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from kb.embedding.cache import VectorCache
from kb.embedding.encoder import Encoded
from kb.errors import ContentError, KbError, PublishBusy, PublishError
from kb.ingest.build import build_audience
from kb.ingest.check import check_articles
from kb.ingest.editorial import CONFIG_PATH, read_editorial
from kb.ingest.load import LoadedBase, load_articles
from kb.ingest.repository import Snapshot
from kb.model import Audience, Level, Problem, Published
from kb.search.engine import EngineBuilder
from kb.search.generation import (
    Manifest,
    current_name,
    generations,
    index_root,
    inputs_hash,
    point_to,
    read_manifest,
    sync_folder,
    write_manifest,
)
from kb.versions import INDEX_VERSION

LOCK = "publish.lock"
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


def examine(snapshot: Snapshot, default_audience: Audience) -> tuple[LoadedBase, list[Problem]]:
    """Load and check a snapshot; problems sorted by path and line."""
    editorial, problems = read_editorial(snapshot.config)
    base = load_articles(snapshot, editorial, default_audience)
    problems = [*problems, *base.problems, *check_articles(base.articles, snapshot)]
    return base, sorted(problems, key=lambda p: (p.path, p.line, p.column, p.rule))


def publish(
    snapshot: Snapshot,
    data_dir: Path,
    default_audience: Audience,
    embedding: Embedding,
    engine: EngineBuilder,
    engine_name: str,
    keep: int,
    rebuild: bool = False,
    progress: Progress = silent,
) -> Published:
    """Build the generation of a snapshot and make it current.

    Raises ContentError (articles break rules), PublishBusy, PublishError (disk full, engine
    failure); in each case the generation that was current stays so.
    """
    started = perf_counter()
    with _only_publisher(data_dir):
        inputs = inputs_hash(
            INDEX_VERSION, embedding.fingerprint, engine_name, default_audience, snapshot.folder
        )
        unchanged = None if rebuild else _unchanged(data_dir, snapshot, inputs)
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
        with _disk_errors(data_dir):
            manifest, embedded = _build(
                snapshot, base, data_dir, inputs, embedding, engine, engine_name, progress
            )
            point_to(data_dir, manifest.name)
            _prune(data_dir, manifest.name, keep, engine)
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
) -> tuple[Manifest, int]:
    root = index_root(data_dir)
    root.mkdir(parents=True, exist_ok=True)
    name = _free_name(root, f"{snapshot.commit.sha[:12]}-{inputs}")
    # The engine's location ends in the generation's name, which a server uses for its collection.
    scratch = Path(tempfile.mkdtemp(prefix=".building-", dir=root))
    folder = scratch / name
    cache = VectorCache(data_dir / "cache" / "vectors.db")
    embedded = 0

    def encode(texts: Sequence[str]) -> list[Encoded]:
        nonlocal embedded
        found, fresh = cache.encode(texts, embedding.fingerprint, _counted(embedding, progress))
        embedded += fresh
        return found

    try:
        chunks = 0
        for audience in Audience:
            articles = [a for a in base.articles if a.audience is audience]
            progress(f"index {audience}", 0, 1)
            chunks += build_audience(
                folder / audience, articles, encode, engine, embedding.dimension
            )
            progress(f"index {audience}", 1, 1)
        if snapshot.config is not None:
            (folder / CONFIG_PATH).write_bytes(snapshot.config)
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
            files=_make_durable(folder),
        )
        write_manifest(folder, manifest)
        sync_folder(folder)
        os.rename(folder, root / name)
        sync_folder(root)
    except BaseException:
        for audience in Audience:
            engine.drop(str(folder / audience / "shard"))
        raise
    finally:
        cache.close()
        shutil.rmtree(scratch, ignore_errors=True)
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


def _make_durable(folder: Path) -> dict[str, int]:
    """Flush every file to the disk; return relative path → size."""
    sizes = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        with path.open("rb") as file:
            os.fsync(file.fileno())
        sizes[path.relative_to(folder).as_posix()] = path.stat().st_size
    return sizes


def _unchanged(data_dir: Path, snapshot: Snapshot, inputs: str) -> Manifest | None:
    """The current generation if it already is this commit built from the same inputs."""
    name = current_name(data_dir)
    if name is None or snapshot.commit.sha == "worktree":
        return None
    try:
        manifest = read_manifest(data_dir, name)
    except KbError:
        return None
    same = manifest.commit == snapshot.commit.sha and manifest.inputs == inputs
    return manifest if same else None


def _free_name(root: Path, base: str) -> str:
    number = 1
    while (root / f"{base}-{number}").exists():
        number += 1
    return f"{base}-{number}"


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


def _prune(data_dir: Path, current: str, keep: int, engine: EngineBuilder) -> None:
    """Remove generations beyond the newest `keep`, and what crashed publishers left."""
    root = index_root(data_dir)
    others = [name for name in generations(data_dir) if name != current]
    for name in others[keep - 1 :]:
        for audience in Audience:
            engine.drop(str(root / name / audience / "shard"))
        shutil.rmtree(root / name, ignore_errors=True)
    for left in root.glob(".building-*"):
        shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _only_publisher(data_dir: Path) -> Iterator[None]:
    """Hold the publisher's lock; the system releases it when the process dies."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = (data_dir / LOCK).open("w")
    except OSError as exc:
        raise PublishError(f"The data folder {data_dir} cannot be written: {exc}.") from exc
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PublishBusy(
                f"Another publisher is at work on {data_dir}. Wait until it ends; what is served "
                "does not change until then."
            ) from None
        yield


@contextmanager
def _disk_errors(data_dir: Path) -> Iterator[None]:
    try:
        yield
    except KbError:
        raise
    except (OSError, sqlite3.Error) as exc:
        full = isinstance(exc, OSError) and exc.errno == errno.ENOSPC
        full = full or "disk is full" in str(exc)
        reason = "The disk is full" if full else f"The index could not be written ({exc})"
        raise PublishError(
            f"{reason}: {data_dir}. The previous generation keeps serving. "
            "Free some space and publish again."
        ) from exc
