"""What the folder of articles holds already: addresses, identities, categories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.ingest.article import make_slug
from kb.ingest.editorial import read_editorial
from kb.ingest.frontmatter import FrontMatterError, read_front_matter, split_front_matter
from kb.ingest.repository import read_worktree


@dataclass(frozen=True, slots=True)
class Existing:
    """Paths are relative to the folder. by_identity, by_stem: path of the article that has it."""

    paths: frozenset[str]
    by_identity: Mapping[str, str]
    by_stem: Mapping[str, str]
    categories: frozenset[str]


def read_existing(folder: Path) -> Existing:
    """Read a folder of articles; one that is not there yet is empty. Raises RepositoryError."""
    if not folder.exists():
        return Existing(frozenset(), {}, {}, frozenset())
    snapshot = read_worktree(folder)
    identities: dict[str, str] = {}
    stems: dict[str, str] = {}
    for file in snapshot.files:
        identity, slug = _named(file.data)
        stem = Path(file.path).stem
        identities.setdefault(identity or file.path.removesuffix(".md"), file.path)
        stems.setdefault(make_slug(slug or stem, file.path), file.path)
        stems.setdefault(stem, file.path)
    editorial, _ = read_editorial(snapshot.config)
    return Existing(
        paths=frozenset(file.path for file in snapshot.files) | snapshot.other_paths,
        by_identity=identities,
        by_stem=stems,
        categories=frozenset(
            {*editorial.folder_audiences, *(one.slug for one in editorial.categories)}
        ),
    )


def _named(data: bytes) -> tuple[str, str]:
    """The `id` and `slug` of a file, "" where it states none or cannot be read."""
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    try:
        head, _, _ = split_front_matter(text)
        texts = read_front_matter(head).texts if head is not None else {}
    except FrontMatterError:
        return "", ""
    identity, slug = texts.get("id"), texts.get("slug")
    return (
        identity if isinstance(identity, str) else "",
        slug if isinstance(slug, str) else "",
    )
