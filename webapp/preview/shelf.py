"""The previews that this process has open: few, and closed again when nobody looks at them.

Each takes memory and, with the embedded engine, a copy of its index on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock, Timer
from time import monotonic
from typing import TYPE_CHECKING

from flask import Flask, current_app

from kb.errors import NotFound
from kb.preview.model import Preview, State
from webapp.serving import Serving, serving

if TYPE_CHECKING:
    from kb.preview.shown import ShownArticle
    from kb.reader import Library

KEY = "podpowiedz.previews"
MOST_OPEN = 2
IDLE_S = 600.0


@dataclass
class OpenPreview:
    """A preview with its library. uses: requests that are at it now."""

    preview: Preview
    serving: Serving
    make_site: Callable[[Library], Flask]
    uses: int = 0
    used_at: float = field(default_factory=monotonic)

    @property
    def library(self) -> Library:
        """Its generation."""
        return self.serving.library

    @cached_property
    def site(self) -> Flask:
        """The application that makes its pages, once the first one is asked for."""
        return self.make_site(self.library)

    @cached_property
    def articles(self) -> Mapping[str, ShownArticle]:
        """Its articles by path."""
        from kb.preview_wiring import served_articles

        return served_articles(self.library)


class Shelf:
    """Safe to use from several threads."""

    def __init__(self, idle_s: float = IDLE_S) -> None:
        self._idle_s = idle_s
        self._open: dict[str, OpenPreview] = {}
        self._left: list[OpenPreview] = []
        self._lock = Lock()
        self._timer: Timer | None = None
        self._served: tuple[str, Mapping[str, ShownArticle]] = ("", {})

    @contextmanager
    def use(self, preview: Preview, make_site: Callable[[Library], Flask]) -> Iterator[OpenPreview]:
        """A preview for the length of a request. Raises NotFound while it is not ready;
        IndexUnavailable."""
        if preview.state is not State.READY:
            raise NotFound(f"The preview {preview.id} is not ready.")
        with self._lock:
            found = self._open.get(preview.id)
            if found is None or found.preview.generation != preview.generation:
                if found is not None:
                    self._put_away(found)
                found = self._open[preview.id] = _opened(preview, make_site)
            found.uses += 1
            found.used_at = monotonic()
            self._make_room(found)
        try:
            yield found
        finally:
            with self._lock:
                found.uses -= 1
                found.used_at = monotonic()
                self._close_left()
                self._look_later()

    def articles_of(self, live: Library) -> Mapping[str, ShownArticle]:
        """The articles of what is served by path, read once for each generation."""
        from kb.model import Audience
        from kb.preview_wiring import served_articles

        name = live.reader(Audience.PUBLIC).manifest.name
        known = self._served
        if known[0] != name:
            self._served = known = (name, served_articles(live))
        return known[1]

    def names(self) -> tuple[str, ...]:
        """Ids of what is open."""
        with self._lock:
            return tuple(self._open)

    def close_all(self) -> None:
        """Close everything, for the end of the process."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            for one in list(self._open.values()):
                self._put_away(one)
            self._close_left()

    def close_idle(self) -> None:
        """Close what nobody has looked at for a while."""
        with self._lock:
            self._timer = None
            since = monotonic() - self._idle_s
            for one in [one for one in self._open.values() if one.used_at <= since]:
                self._put_away(one)
            self._close_left()
            self._look_later()

    def _make_room(self, wanted: OpenPreview) -> None:
        by_age = sorted(self._open.values(), key=lambda one: one.used_at)
        for one in [one for one in by_age if one is not wanted][: max(0, len(by_age) - MOST_OPEN)]:
            self._put_away(one)
        self._close_left()

    def _put_away(self, one: OpenPreview) -> None:
        self._open.pop(one.preview.id, None)
        self._left.append(one)

    def _close_left(self) -> None:
        for one in [one for one in self._left if not one.uses]:
            self._left.remove(one)
            one.library.close()

    def _look_later(self) -> None:
        if self._timer is None and (self._open or self._left):
            self._timer = Timer(self._idle_s + 1, self.close_idle)
            self._timer.daemon = True
            self._timer.start()


def _opened(preview: Preview, make_site: Callable[[Library], Flask]) -> OpenPreview:
    from kb.model import Audience
    from kb.preview_wiring import open_preview

    live = serving()
    library = open_preview(live.settings, preview, live.library)
    try:
        for audience in Audience:
            library.reader(audience)
    except BaseException:
        library.close()
        raise
    # Drafts of a preview never cost anybody's tokens.
    settings = live.settings.model_copy(update={"llm_url": ""})
    return OpenPreview(preview, Serving(library, settings, clock=live.clock), make_site)


def shelf() -> Shelf:
    found: Shelf = current_app.extensions[KEY]
    return found
