"""Generations: complete, immutable indexes in folders of their own, and the pointer to the current.

`<data>/index/<name>/manifest.json` describes a generation, `<data>/index/current` names the one
that is served. A generation becomes current by one atomic rename, so a reader sees the old one or
the new one and never a mixture.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from kb.errors import IndexCorrupt, IndexMismatch, IndexMissing
from kb.versions import INDEX_VERSION

POINTER = "current"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made of. Times are ISO 8601; `files` maps path → size in bytes.

    number: counts the generations of a data folder, because a clock may be set back.
    """

    name: str
    commit: str
    committed_at: str
    published_at: str
    folder: str
    model: str
    index_version: str
    inputs: str
    engine: str
    articles: int
    chunks: int
    files: dict[str, int]
    number: int = 0

    @property
    def committed(self) -> datetime:
        """When the content was committed."""
        return datetime.fromisoformat(self.committed_at)

    @property
    def published(self) -> datetime:
        """When the generation was built."""
        return datetime.fromisoformat(self.published_at)


def index_root(data_dir: Path) -> Path:
    """Folder of all generations."""
    return data_dir / "index"


def inputs_hash(*parts: str) -> str:
    """Short name of everything that a generation depends on besides its commit."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:8]


def current_name(data_dir: Path) -> str | None:
    """Name of the generation that is served, or None before the first publish.

    Raises IndexCorrupt where the pointer cannot be read.
    """
    path = index_root(data_dir) / POINTER
    try:
        return path.read_text("utf-8").strip() or None
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as exc:
        raise IndexCorrupt(f"{path} is damaged ({exc}). Run `kb publish --rebuild`.") from exc


def read_manifest(data_dir: Path, name: str) -> Manifest:
    """Read a generation's description. Raises IndexMissing, IndexCorrupt."""
    path = index_root(data_dir) / name / MANIFEST
    try:
        manifest = Manifest(**json.loads(path.read_text("utf-8")))
        if not isinstance(manifest.files, dict):
            raise TypeError("`files` is not a mapping")
        return manifest
    except FileNotFoundError:
        raise IndexMissing(
            f"The index folder {path.parent} is gone. Run `kb publish` to build it again."
        ) from None
    except (ValueError, TypeError, OSError) as exc:
        raise IndexCorrupt(f"{path} is damaged ({exc}). Run `kb publish --rebuild`.") from exc


def verify(data_dir: Path, manifest: Manifest, model: str) -> Path:
    """Check that a generation can be served by this program; return its folder.

    Raises IndexMismatch (other model or program version), IndexCorrupt (a file is missing or has
    another size than when it was built).
    """
    folder = index_root(data_dir) / manifest.name
    for what, built, here in (
        ("model", manifest.model, model),
        ("index version", manifest.index_version, INDEX_VERSION),
    ):
        if built != here:
            raise IndexMismatch(
                f"The index was built with {what} {built!r}, this program uses {here!r}. "
                "Run `kb publish` to build it again."
            )
    for relative, size in manifest.files.items():
        path = folder / relative
        found = path.stat().st_size if path.is_file() else None
        if found != size:
            state = "is missing" if found is None else f"has {found} bytes instead of {size}"
            raise IndexCorrupt(f"{path} {state}. Run `kb publish --rebuild`.")
    return folder


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the description into a generation's folder."""
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2), "utf-8")


def point_to(data_dir: Path, name: str) -> None:
    """Make a generation current: write, fsync, rename, fsync the folder."""
    root = index_root(data_dir)
    scratch = root / f".{POINTER}-{os.getpid()}"
    with scratch.open("w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(root / POINTER)
    sync(root)


def sync(path: Path) -> None:
    """Make a file durable, or the names in a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def generations(data_dir: Path) -> list[str]:
    """Names of complete generations, newest first."""
    root = index_root(data_dir)
    found = [path.parent for path in root.glob(f"*/{MANIFEST}")] if root.is_dir() else []
    made = {one.name: (number_of(data_dir, one.name), one.stat().st_mtime) for one in found}
    return sorted(made, key=lambda name: made[name], reverse=True)


def number_of(data_dir: Path, name: str) -> int:
    """The number of a generation; 0 for one whose description cannot be read."""
    try:
        return int(read_manifest(data_dir, name).number)
    except (IndexMissing, IndexCorrupt, ValueError, TypeError):
        return 0
