"""Readers of the published base: what a web worker, the command line and LlamaIndex call."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from time import monotonic

from kb.embedding.encoder import Encoder
from kb.errors import (
    ArticleGone,
    ArticleMoved,
    ConfigError,
    IndexMissing,
    IndexUnavailable,
    NotFound,
)
from kb.ingest.editorial import Editorial
from kb.ingest.flag_rules import FlagRules, read_flag_rules
from kb.ingest.phrases import Phrases, read_phrases
from kb.ingest.shipped import shipped_editorial, shipped_settings
from kb.model import ArticlePage, ArticleSummary, Audience, SearchResult, Status
from kb.search.engine import EngineBuilder, Filter
from kb.search.generation import Manifest, current_name, read_manifest, verify
from kb.search.index import Index
from kb.search.search import search
from kb.search.unlinked import unlinked

_log = logging.getLogger(__name__)
#: How often a running server looks at the pointer file.
_LOOK_EVERY_S = 0.1
#: Requests that began on the previous generation have this long to end.
_GRACE_S = 10.0


class Reader:
    """One audience of one generation. Safe to use from several threads."""

    def __init__(
        self,
        index: Index,
        manifest: Manifest,
        editorial: Editorial,
        settings_files: Mapping[str, bytes],
        encoder: Encoder | None,
    ) -> None:
        self.index = index
        self.manifest = manifest
        self.editorial = editorial
        self.encoder = encoder
        self._settings_files = settings_files

    @cached_property
    def flag_rules(self) -> FlagRules:
        """What makes a message need more than an answer; read when the first draft needs it."""
        return read_flag_rules(self._settings_files)[0]

    @cached_property
    def phrases(self) -> Phrases:
        """The approved wording of drafts; read when the first draft needs it."""
        return read_phrases(self._settings_files)[0]

    def search(
        self,
        query: str,
        *,
        limit: int = 5,
        category: str | None = None,
        language: str | None = None,
        exact: bool = False,
    ) -> SearchResult:
        """Answer a question. Raises QueryError, IndexUnavailable."""
        return search(
            self.index,
            self.encoder,
            query,
            limit=limit,
            only=Filter(category, language),
            now=self.now(),
            commit=self.manifest.commit,
            exact=exact,
        )

    def complete(self, prefix: str, *, limit: int = 8) -> tuple[str, ...]:
        """Whole queries for what has been typed so far: its last word completed."""
        stem, _, word = prefix.rpartition(" ")
        if len(word) < 2:
            return ()
        tables = self.index.tables
        words = tables.lexicon.complete(word, limit, tables.words_not_shown(self.now()))
        return tuple(f"{stem} {found}".strip() for found in words)

    def article(self, slug: str) -> ArticlePage:
        """An article that is valid now.

        Raises NotFound: ArticleMoved where it has another address, ArticleGone where it was.
        """
        tables, now = self.index.tables, self.now()
        row = tables.slug_row.get(slug)
        if row is None:
            raise self._elsewhere(slug)
        if tables.articles[row].is_over_at(now):
            near = (item.slug for item in tables.page(slug).related)
            raise ArticleGone(slug, self._shown(near))
        if not tables.articles[row].is_valid_at(now):
            # Nothing may tell that it is about to come.
            raise NotFound(f"There is no article {slug!r}.")
        page = tables.page(slug)
        hidden = {row.summary.slug for row in tables.articles if not row.is_valid_at(now)}
        if not hidden:
            return page
        related = tuple(item for item in page.related if item.slug not in hidden)
        return replace(page, html=unlinked(page.html, hidden), related=related)

    @property
    def slugs_by_path(self) -> Mapping[str, str]:
        """Path of a file, of today or before it was renamed → slug of today."""
        return self.index.tables.addresses.paths

    def _elsewhere(self, slug: str) -> NotFound:
        """What to say of an address that no article has."""
        addresses = self.index.tables.addresses
        target = addresses.moved.get(slug)
        if target is not None and self.shows(target):
            return ArticleMoved(slug, target)
        if target is not None or slug in addresses.gone:
            return ArticleGone(slug, self._shown(addresses.gone.get(slug, ())))
        return NotFound(f"There is no article {slug!r}.")

    def _shown(self, slugs: Iterable[str]) -> list[ArticleSummary]:
        tables = self.index.tables
        return [tables.articles[tables.slug_row[one]].summary for one in slugs if self.shows(one)]

    def shows(self, slug: str) -> bool:
        """Whether there is such an article and it is valid now."""
        row = self.index.tables.slug_row.get(slug)
        return row is not None and self.index.tables.articles[row].is_valid_at(self.now())

    def articles(self, category: str | None = None) -> tuple[ArticleSummary, ...]:
        """Articles that are valid now, by category and title."""
        now = self.now()
        shown = (row.summary for row in self.index.tables.articles if row.is_valid_at(now))
        return tuple(
            sorted(
                (item for item in shown if category is None or item.category == category),
                key=lambda item: (item.category, item.title),
            )
        )

    def categories(self) -> tuple[tuple[str, str, int], ...]:
        """(slug, title, number of articles) in the editors' order; empty ones are left out."""
        counts = Counter(item.category for item in self.articles())
        listed = [category.slug for category in self.editorial.categories]
        ordered = [*listed, *sorted(set(counts) - set(listed))]
        return tuple(
            (slug, self.editorial.category_title(slug), counts[slug])
            for slug in ordered
            if counts[slug]
        )

    def now(self) -> datetime:
        """The moment by which articles become valid and expire."""
        return _now()

    def status(self) -> Status:
        """What is being served."""
        return Status(
            commit=self.manifest.commit,
            committed_at=self.manifest.committed,
            published_at=self.manifest.published,
            articles=len(self.index.tables.articles),
            chunks=len(self.index.tables.article_of),
            fingerprint=f"{self.manifest.model} {self.manifest.index_version}",
            engine=self.index.engine.info().name,
            degraded=() if self.encoder else ("dense",),
        )


class Library:
    """The current generation, followed as publishers change it.

    encoder: builds the query encoder; a ConfigError leaves the library searching by words alone.
    """

    def __init__(
        self, data_dir: Path, engine: EngineBuilder, encoder: Callable[[], Encoder], model: str
    ) -> None:
        self._data_dir = data_dir
        self._engine = engine
        self._model = model
        self._make_encoder = encoder
        self._encoder: Encoder | None = None
        self._encoder_tried = False
        self._readers: dict[Audience, Reader] = {}
        self._looked: dict[Audience, float] = {}
        self._refused: str | None = None
        self._retired: list[tuple[float, Index]] = []
        self._lock = Lock()

    def reader(self, audience: Audience) -> Reader:
        """The current generation's reader. Raises IndexUnavailable kinds before the first one."""
        known = self._readers.get(audience)
        if known is not None and monotonic() - self._looked[audience] < _LOOK_EVERY_S:
            return known
        if known is None:
            self._lock.acquire()
        elif not self._lock.acquire(blocking=False):
            return known  # another thread is opening the new generation
        try:
            return self._look(audience)
        finally:
            self._lock.release()

    def readers(self) -> tuple[Reader, Reader]:
        """The public and the internal one, of the same generation. Raises as `reader` does."""
        for audience in Audience:
            self.reader(audience)
        readers = self._readers
        return readers[Audience.PUBLIC], readers[Audience.INTERNAL]

    def _look(self, audience: Audience) -> Reader:
        known = self._readers.get(audience)
        self._looked[audience] = monotonic()
        self._close_retired()
        name: str | None = "?"
        try:
            name = current_name(self._data_dir)
            if known is not None and (name is None or name == known.manifest.name):
                return known
            fresh = self._open_newest(audience, name)
        except (IndexUnavailable, OSError):
            if not self._readers:
                raise
            if name != self._refused:  # it is tried at every look, and told once
                _log.exception("the new generation %s cannot be opened; the old one serves", name)
            self._refused = name
            if known is not None:
                return known
            served = next(iter(self._readers.values())).manifest.name
            fresh = self._open([audience], served)
        replaced = (one.index for own, one in self._readers.items() if own in fresh)
        self._retired += [(monotonic(), index) for index in replaced]
        # At once, so that nobody sees the audiences of two generations.
        self._readers = {**self._readers, **fresh}
        return fresh[audience]

    def _open_newest(self, audience: Audience, name: str | None) -> dict[Audience, Reader]:
        """The readers with which all that are open are of the newest generation."""
        while True:
            behind = [a for a, one in self._readers.items() if one.manifest.name != name]
            try:
                return self._open(list(dict.fromkeys([audience, *behind])), name)
            except IndexUnavailable:
                # A publisher may have swapped the pointer and removed what it named before.
                newest = current_name(self._data_dir)
                if newest == name:
                    raise
                name = newest

    def _open(self, audiences: Iterable[Audience], name: str | None) -> dict[Audience, Reader]:
        if name is None:
            raise IndexMissing("Nothing has been published yet. Run `kb publish`.")
        manifest = read_manifest(self._data_dir, name)
        folder = verify(self._data_dir, manifest, self._model)
        editorial, settings_files = shipped_editorial(folder), shipped_settings(folder)
        with ExitStack() as opened:
            readers = {}
            for audience in audiences:
                index = Index.open(folder / audience, self._engine)
                opened.callback(index.close)
                encoder = self._query_encoder()
                readers[audience] = Reader(index, manifest, editorial, settings_files, encoder)
            opened.pop_all()
        return readers

    def _query_encoder(self) -> Encoder | None:
        if not self._encoder_tried:
            self._encoder_tried = True
            try:
                self._encoder = self._make_encoder()
            except ConfigError:
                _log.exception("the embedding model cannot be loaded; searching by words alone")
        return self._encoder

    def _close_retired(self) -> None:
        now = monotonic()
        due = [index for since, index in self._retired if now - since > _GRACE_S]
        self._retired = [(s, index) for s, index in self._retired if now - s <= _GRACE_S]
        for index in due:
            index.close()

    def close(self) -> None:
        """Close everything that is open."""
        for _, index in self._retired:
            index.close()
        for reader in self._readers.values():
            reader.index.close()
        self._retired.clear()
        self._readers = {}


def _now() -> datetime:
    return datetime.now(UTC)
