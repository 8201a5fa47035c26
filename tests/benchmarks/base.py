"""Bases to measure on: folders of articles in git repositories, published to scratch folders."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from typing import TYPE_CHECKING, Any

from kb.ingest.editorial import read_editorial
from kb.ingest.load import load_articles
from kb.ingest.repository import read_worktree
from kb.model import Article, Audience
from tests.benchmarks.fresh import ROOT, kb

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SAMPLE = ROOT / "kb" / "articles"
#: Folder of the articles inside repositories made here.
FOLDER = "pomoc"
_IDENTITY = ("-c", "user.name=Redakcja", "-c", "user.email=redakcja@example.org")


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack a tar of articles; the folder that holds them."""
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    entries = list(folder.iterdir())
    return entries[0] if len(entries) == 1 and entries[0].is_dir() else folder


def read_articles(folder: Path) -> list[Article]:
    """The public articles of a folder."""
    snapshot = read_worktree(folder)
    editorial, _ = read_editorial(snapshot.config)
    base = load_articles(snapshot, editorial, Audience.PUBLIC)
    return [article for article in base.articles if article.audience is Audience.PUBLIC]


def scratch_data(folder: Path, shared: Path) -> Path:
    """A data folder without an index, which takes vectors and unpacked models from another one."""
    folder.mkdir(parents=True)
    for name in ("cache", "models"):
        (shared / name).mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to((shared / name).absolute(), target_is_directory=True)
    return folder


def publish_folder(articles: Path, data: Path, embedder: str, *options: str) -> Mapping[str, Any]:
    """Publish a folder as it is on disk with `kb publish`; articles are public by default."""
    return kb(
        "publish",
        "--worktree",
        *options,
        content_repo=articles.absolute().parent,
        articles=articles.name,
        data_dir=data.absolute(),
        default_audience="public",
        embedder=embedder,
    )


def publish_repository(repo: Path, data: Path, embedder: str, *options: str) -> Mapping[str, Any]:
    """Publish HEAD of a repository made by `repository`."""
    return kb("publish", *options, **repository_settings(repo, data, embedder))


def repository_settings(repo: Path, data: Path, embedder: str) -> dict[str, object]:
    """The settings with which such a repository is published and served."""
    return {
        "content_repo": repo.absolute(),
        "content_ref": "HEAD",
        "articles": FOLDER,
        "data_dir": data.absolute(),
        "default_audience": "public",
        "embedder": embedder,
    }


def repository(articles: Path, repo: Path) -> Path:
    """A git repository whose only commit holds a copy of the articles."""
    shutil.copytree(articles, repo / FOLDER)
    _git(repo, "init", "-q")
    commit_all(repo)
    return repo


def commit_all(repo: Path, message: str = "Zmiana") -> str:
    """Commit everything; the full SHA."""
    _git(repo, "add", "-A")
    _git(repo, "-c", "commit.gpgsign=false", "commit", "-q", "-m", message)
    return _git(repo, "rev-parse", "HEAD").strip()


def _git(repo: Path, *arguments: str) -> str:
    command = ["git", "-C", str(repo), *_IDENTITY, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
