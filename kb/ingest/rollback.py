"""Back to a generation that was kept. Nothing is built: one pointer changes."""

from __future__ import annotations

from pathlib import Path

from kb.errors import NotFound
from kb.ingest.guard import only_publisher
from kb.search.generation import (
    Manifest,
    current_name,
    generations,
    point_to,
    read_manifest,
    verify,
)


def roll_back(data_dir: Path, name: str | None, model: str) -> Manifest:
    """Make a kept generation current; None is the one before the current one.

    model: fingerprint of the embedding model that will serve it. Raises NotFound (no such
    generation), PublishBusy, and the kinds of IndexUnavailable for one that cannot be served; what
    is served then stays.
    """
    # A publisher at work may be about to remove what is chosen here.
    with only_publisher(data_dir):
        kept = generations(data_dir)
        manifest = read_manifest(data_dir, _chosen(kept, name, current_name(data_dir)))
        verify(data_dir, manifest, model)
        point_to(data_dir, manifest.name)
    return manifest


def _chosen(kept: list[str], name: str | None, current: str | None) -> str:
    listed = f"Kept, newest first: {', '.join(kept)}." if kept else "None is kept."
    if name is not None:
        if name not in kept:
            raise NotFound(f"There is no generation {name!r}. {listed}")
        return name
    older = kept[kept.index(current) + 1 :] if current in kept else kept
    if not older:
        raise NotFound(
            f"There is no generation before {current or 'the first publish'}. {listed} "
            "To serve an older commit: kb publish --ref COMMIT."
        )
    return older[0]
