"""Titles → names of files and folders that every file system and every reader of ours takes."""

from __future__ import annotations

import re
from collections.abc import Container

from kb.ingest.article import make_slug

_CATEGORY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: Windows opens devices by these names, whatever the extension; git there cannot check them out.
_DEVICES = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
#: Files of a repository that are never read as articles (kb.ingest.repository).
_NOT_ARTICLES = frozenset({"readme", "changelog", "contributing", "license"})
_MAX_LENGTH = 100


def file_stem(title: str) -> str:
    """Return the name of an article's file without ".md", from any text: [a-z0-9-], 1-108 long.

    "Jak zgłosić reklamację?" → "jak-zglosic-reklamacje". Long titles end at a whole word.
    """
    stem = make_slug(title, title)
    if len(stem) > _MAX_LENGTH:
        cut = stem[: _MAX_LENGTH + 1].rpartition("-")[0]
        stem = cut or stem[:_MAX_LENGTH]
    if _DEVICES.fullmatch(stem) or stem in _NOT_ARTICLES:
        return f"artykul-{stem}"
    return stem


def free_stem(stem: str, taken: Container[str]) -> str:
    """Return the stem, or the first of "stem-2", "stem-3", … that is not taken."""
    number, free = 2, stem
    while free in taken:
        free, number = f"{stem}-{number}", number + 1
    return free


def is_category(name: str) -> bool:
    """Whether a folder may have this name: a-z, 0-9 and hyphens, as kb.toml wants it."""
    return bool(_CATEGORY.fullmatch(name)) and len(name) <= _MAX_LENGTH
