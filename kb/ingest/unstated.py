"""Which articles get their audience from the operator's default, because nobody states one."""

from __future__ import annotations

from kb.ingest.article_keys import audience_of
from kb.ingest.editorial import read_editorial
from kb.ingest.frontmatter import (
    EMPTY,
    FrontMatter,
    FrontMatterError,
    read_front_matter,
    split_front_matter,
)
from kb.ingest.repository import Snapshot
from kb.model import Audience, Level, SourceFile


def count_unstated_audiences(snapshot: Snapshot) -> int:
    """Number of articles whose audience neither they nor kb.toml state.

    Only front matter is read, so this is quick; files that cannot be read do not count.
    """
    editorial, _ = read_editorial(snapshot.config)
    count = 0
    for file in snapshot.files:
        folder = file.path.split("/", 1)[0] if "/" in file.path else ""
        front = _front_matter(file)
        count += front is not None and all(
            audience_of(front, editorial.audience_of_folder(folder, default), _ignore) is default
            for default in Audience
        )
    return count


def _front_matter(file: SourceFile) -> FrontMatter | None:
    try:
        head, _, _ = split_front_matter(file.data.decode("utf-8-sig").replace("\r\n", "\n"))
        return EMPTY if head is None else read_front_matter(head)
    except (UnicodeDecodeError, FrontMatterError):
        return None


def _ignore(level: Level, rule: str, message: str, place: tuple[int, int]) -> None:
    """Problems are told by `examine`."""
