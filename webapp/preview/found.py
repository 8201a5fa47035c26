"""The preview that an address names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kb.preview.records import find_preview
from webapp.preview.application import make_site
from webapp.preview.shelf import shelf
from webapp.serving import serving

if TYPE_CHECKING:
    from kb.preview.model import Preview
    from webapp.preview.shelf import OpenPreview


def known_preview(name: str) -> Preview:
    """Raises NotFound."""
    state = serving()
    return find_preview(state.settings.data_dir, name, state.clock())


@contextmanager
def ready_preview(name: str) -> Iterator[OpenPreview]:
    """One that is ready, open for the length of a request. Raises NotFound, IndexUnavailable."""
    with shelf().use(known_preview(name), make_site) as one:
        yield one
