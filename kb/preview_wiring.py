"""Previews with the concrete classes that the settings choose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kb.errors import IndexUnavailable
from kb.ingest.printable import one_line
from kb.ingest.publish import Progress, silent
from kb.ingest.repository import WORKTREE, Snapshot, read_commit, read_worktree, resolve
from kb.model import Audience
from kb.preview.build import (
    Workshop,
    build,
    id_of,
    id_of_commit,
    kept_sources,
    only_builder,
    tidy,
)
from kb.preview.files import CommitSide, Side, TextSide, side_of
from kb.preview.model import Preview, State
from kb.preview.records import ask_for, find_preview, lasting, preview_folder
from kb.preview.refs import LONGEST_REF, about, find_commit
from kb.preview.shown import ShownArticle, articles_by_path
from kb.reader import Library
from kb.wiring import (
    engine_builder,
    model_fingerprint,
    passage_embedding,
    query_encoder,
)

if TYPE_CHECKING:
    from kb.embedding.encoder import Encoder
    from kb.settings import Settings


def ask_for_preview(
    settings: Settings, ref: str, by: str, now: datetime, *, anew: bool = True
) -> Preview:
    """Put the preview of a ref into the queue.

    anew: also where there is one already that is ready; else that one is prolonged and returned.
    Raises RepositoryError (no such ref), PreviewsFull, PublishError.
    """
    commit = find_commit(settings.content_repo, ref, settings.content_remote)
    subject, author = about(settings.content_repo, commit.sha)
    wanted = Preview(
        id=id_of_commit(commit.sha),
        ref=one_line(ref.removeprefix("refs/heads/").removeprefix("refs/remotes/"), LONGEST_REF),
        commit=commit.sha,
        state=State.QUEUED,
        asked_at=now,
        expires_at=lasting(now, settings.preview_days),
        by=by,
        subject=subject,
        author=author,
    )
    return ask_for(settings.data_dir, wanted, anew=anew)


def build_preview(settings: Settings, preview: str, progress: Progress = silent) -> Preview:
    """Build a queued preview. Raises NotFound, PublishError; what is wrong with its articles or
    its commit stands in what is returned."""
    with only_builder(settings.data_dir):
        found = find_preview(settings.data_dir, preview, _now())
        if not found.is_open:
            return found  # another builder was faster

        def read() -> Snapshot:
            commit = resolve(settings.content_repo, found.commit)
            return read_commit(settings.content_repo, commit, settings.articles)

        return build(found, read, workshop(settings), _now, progress)


def preview_worktree(settings: Settings, progress: Progress = silent) -> Preview:
    """Build the preview of the folder as it is on disk. Raises RepositoryError, PublishError."""
    snapshot = read_worktree(settings.content_repo / settings.articles)
    now = _now()
    wanted = Preview(
        id=id_of(snapshot),
        ref="worktree",
        commit=snapshot.commit.sha,
        state=State.QUEUED,
        asked_at=now,
        expires_at=lasting(now, settings.preview_days),
    )
    with only_builder(settings.data_dir):
        return build(wanted, lambda: snapshot, workshop(settings), _now, progress)


def delete_old_previews(settings: Settings) -> int:
    """The number of previews deleted. Raises PublishError."""
    with only_builder(settings.data_dir):
        return tidy(workshop(settings), _now())


def open_preview(settings: Settings, preview: Preview, live: Library) -> Library:
    """The generation of a preview; the model that is loaded already serves it, too."""
    return Library(
        preview_folder(settings.data_dir, preview.id),
        engine_builder(settings),
        _encoder_of(settings, live),
        model_fingerprint(settings),
    )


def sides(settings: Settings, preview: Preview, live: Library) -> tuple[Side, Side] | None:
    """The files of what is served and of a preview.

    None where what is served is no commit of this repository. Raises IndexUnavailable;
    RepositoryError where the preview's commit is gone.
    """
    served = live.reader(Audience.PUBLIC).manifest
    if served.commit == WORKTREE:
        return None
    before = side_of(settings.content_repo, served.commit, served.folder)
    if before is None:
        return None
    if preview.commit == WORKTREE:
        return before.texts_alone(), TextSide(kept_sources(settings.data_dir, preview.id))
    return before, CommitSide(settings.content_repo, preview.commit, served.folder)


def served_articles(library: Library) -> Mapping[str, ShownArticle]:
    """The articles of what a library serves, by the path of their file. Raises
    IndexUnavailable."""
    return articles_by_path({one: library.reader(one).index.tables for one in Audience})


def workshop(settings: Settings) -> Workshop:
    """What builders work with."""
    return Workshop(
        data_dir=settings.data_dir,
        default_audience=settings.default_audience,
        embedding=passage_embedding(settings),
        engine=engine_builder(settings),
        engine_name="qdrant-server" if settings.qdrant_url else "qdrant-edge",
        days=settings.preview_days,
        most=settings.keep_previews,
        most_bytes=settings.preview_mb << 20,
    )


def _encoder_of(settings: Settings, live: Library) -> Callable[[], Encoder]:
    def encoder() -> Encoder:
        try:
            loaded = live.reader(Audience.PUBLIC).encoder
        except IndexUnavailable:
            loaded = None
        return loaded or query_encoder(settings)

    return encoder


def _now() -> datetime:
    return datetime.now(UTC)
