"""An article as it was at a commit: one file read from git and rendered with today's rules.

Whoever asks names an article by the address that it had then, or that it has today, and a commit.
Both are strangers' words: they are matched before git sees them, and a commit counts only if what
is published descends from it.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from threading import BoundedSemaphore, Lock

from kb.errors import NotFound, RepositoryError
from kb.ingest.article import ParsedArticle, make_slug, parse_article
from kb.ingest.editorial import read_editorial
from kb.ingest.git import moment_of, require_repository, run_git
from kb.ingest.links import ARTICLE_ADDRESS
from kb.ingest.render import is_external, render_html
from kb.ingest.repository import MAX_BYTES
from kb.model import Article, Audience, SourceFile

_COMMIT = re.compile(r"[0-9a-f]{7,40}|[0-9a-f]{64}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: A reader waits no longer for git, and no more than so many ask it at once.
_LIMIT_S, _AT_ONCE = 5.0, 2
_KEPT = 64
#: Files whose front matter is read to find one that had its address from there.
_MOST_READ = 40


@dataclass(frozen=True, slots=True)
class Version:
    """An article at a commit.

    commit: full SHA. changed_at: of the last change up to then. superseded_at: when the next one
    was committed, None where the text stands as it did. article: with `html`. text: of the file.
    """

    article: Article
    commit: str
    changed_at: datetime
    superseded_at: datetime | None
    text: str

    def was_shown(self, now: datetime) -> bool:
        """Whether there was a moment when this text was in force and within its own dates."""
        since, until = self.article.shown_from, self.article.shown_until
        end = self.superseded_at or now
        return (since is None or since < end) and (until is None or until > self.changed_at)

    def lines(self, first: int, last: int) -> str:
        """Lines of the file, counted from 1 as citations count them."""
        return "\n".join(self.text.split("\n")[max(first, 1) - 1 : last])


@dataclass(frozen=True, slots=True)
class Place:
    """Where versions are read. folder: of the articles. tips: commits of which the ancestors may be
    read; the first is the published one. slugs: path of a file, today or before → slug of today.
    links: the same paths → where links to them lead today."""

    repo: Path
    folder: str
    default_audience: Audience
    tips: tuple[str, ...]
    slugs: Mapping[str, str] = field(default_factory=dict, compare=False)
    links: Mapping[str, str] = field(default_factory=dict, compare=False)


class Versions:
    """Reads versions and keeps the last ones. Safe to use from several threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], Version | None] = OrderedDict()
        self._lock = Lock()
        self._room = BoundedSemaphore(_AT_ONCE)

    def read(self, place: Place, slug: str, commit: str) -> Version:
        """The article that had an address at a commit, then or today.

        Raises NotFound; RepositoryError when git cannot be asked or takes too long.
        """
        if not _COMMIT.fullmatch(commit) or not _SLUG.fullmatch(slug) or len(slug) > 120:
            raise NotFound("There is no such version.")
        key = (place, slug, commit)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return _found(self._kept[key])
        if not self._room.acquire(timeout=_LIMIT_S):
            raise RepositoryError("Too many older versions are asked for at once.")
        try:
            version = _read(place, slug, commit)
        finally:
            self._room.release()
        with self._lock:
            self._kept[key] = version
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return _found(version)


def _found(version: Version | None) -> Version:
    if version is None:
        raise NotFound("There is no such version.")
    return version


def _read(place: Place, slug: str, commit: str) -> Version | None:
    sha = _published(place, commit)
    if sha is None:
        return None
    prefix = f"{place.folder}/" if place.folder else ""
    listing = _git(place, "ls-tree", "-r", "-z", "--long", "--full-tree", sha, "--", prefix or ".")
    files = dict(_files(listing, prefix))
    config = _blob(place, files["kb.toml"]) if "kb.toml" in files else None
    editorial, _ = read_editorial(config)
    for path in _candidates(place, sha, slug, files, prefix):
        data = _blob(place, files[path])
        file = SourceFile(path, data, datetime.now(UTC))
        parsed, _ = parse_article(file, sha, editorial, place.default_audience)
        if parsed is None:
            continue
        if _is_named(parsed.article, slug) or place.slugs.get(path) == slug:
            return _version(place, sha, parsed, data, f"{prefix}{path}")
    return None


def _published(place: Place, commit: str) -> str | None:
    """The full name of a commit that one of the tips descends from."""
    said = _git(
        place, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}",
        ok=(0, 1, 128),
    )  # fmt: skip
    sha = said.decode("ascii", "replace").strip()
    if not sha:
        require_repository(place.repo)
    # A branch may be called as a commit could be.
    if not sha.startswith(commit):
        return None
    for tip in place.tips:
        # Of the two, the other way round: nothing that the commit has is missing from the tip.
        missing = _git(
            place, "rev-list", "-n", "1", "--end-of-options", sha, f"^{tip}", ok=(0, 128)
        )
        if not missing.strip() and _is_there(place, tip):
            return sha
    return None


def _is_there(place: Place, tip: str) -> bool:
    return bool(
        _git(place, "rev-parse", "--verify", "--quiet", f"{tip}^{{commit}}", ok=(0, 1, 128))
    )


def _files(listing: bytes, prefix: str) -> Iterator[tuple[str, str]]:
    """Path and blob of the regular files of no more than the size of an article."""
    for record in filter(None, listing.split(b"\0")):
        meta, _, name = record.partition(b"\t")
        mode, _, blob, size = meta.decode("ascii").split()
        path = name.decode("utf-8", "replace")[len(prefix) :]
        if mode.startswith("100") and size != "-" and int(size) <= MAX_BYTES:
            yield path, blob


def _candidates(
    place: Place,
    sha: str,
    slug: str,
    files: Mapping[str, str],
    prefix: str,
) -> Iterator[str]:
    """Files that may have had the address, the likeliest first."""
    articles = [path for path in files if path.lower().endswith(".md")]
    seen = set()
    by_name = [one for one in articles if make_slug(PurePosixPath(one).stem, one) == slug]
    by_path = [one for one in articles if make_slug(one[: -len(".md")], one) == slug]
    by_rename = [one for one in articles if place.slugs.get(one) == slug]
    for path in (*by_name, *by_path, *by_rename):
        if path not in seen:
            seen.add(path)
            yield path
    stated = _git(
        place, "grep", "-l", "-z", "-I", "-E", f"^slug: *[\"']?{slug}[\"']? *$", sha, "--",
        prefix or ".", ok=(0, 1),
    )  # fmt: skip
    for name in filter(None, stated.split(b"\0")):
        path = name.decode("utf-8", "replace").partition(":")[2][len(prefix) :]
        if path in files and path not in seen and len(seen) < _MOST_READ:
            seen.add(path)
            yield path


def _is_named(article: Article, slug: str) -> bool:
    return slug in (article.slug, make_slug(article.source_path[: -len(".md")], ""))


def _version(place: Place, sha: str, parsed: ParsedArticle, data: bytes, path: str) -> Version:
    article = parsed.article

    def resolve(target: str) -> str | None:
        return _address(article.source_path, target, place.links)

    changed = _git(place, "log", "-1", "--no-show-signature", "--format=%ct", sha, "--", path)
    later = _git(
        place, "log", "--no-show-signature", "--format=%ct", f"{sha}..{place.tips[0]}", "--", path
    ).split()
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return Version(
        article=replace(article, html=render_html(parsed.document, resolve)),
        commit=sha,
        changed_at=moment_of(changed),
        superseded_at=moment_of(later[-1]) if later else None,
        text=text,
    )


def _address(source: str, target: str, links: Mapping[str, str]) -> str | None:
    """Where a link of then leads today; None shows its words alone."""
    if is_external(target):
        return target
    address, _, fragment = target.partition("#")
    if not address:
        return f"#{fragment}" if fragment else None
    if address.startswith(ARTICLE_ADDRESS) or not address.endswith(".md"):
        return target if address.startswith("/") and not address.startswith("//") else None
    parts: list[str] = []
    base = () if address.startswith("/") else PurePosixPath(source).parent.parts
    for part in (*base, *PurePosixPath(address.lstrip("/")).parts):
        if part == ".." and parts:
            parts.pop()
        elif part not in ("..", "."):
            parts.append(part)
    return links.get("/".join(parts))


def _blob(place: Place, blob: str) -> bytes:
    return _git(place, "cat-file", "blob", blob)


def _git(place: Place, *arguments: str, ok: tuple[int, ...] = (0,)) -> bytes:
    return run_git(place.repo, *arguments, ok=ok, timeout_s=_LIMIT_S)
