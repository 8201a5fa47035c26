"""The source of an article with everything masked that is not prose."""

from __future__ import annotations

import re
from functools import lru_cache

_HEAD = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?:.*\r?\n)*?(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")
_CODE = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n(?:[^\n]*\n)*?(?: {0,3}(?P=fence)[^\n]*|\Z)"
    r"|^(?: {4}|\t)[^\n]*$"
    r"|(?P<tick>`+)[^`\n]{1,500}(?P=tick)",
    re.MULTILINE,
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_LINKS = re.compile(
    r"\]\([^)\n]{0,500}\)|^ {0,3}\[[^\]\n]{1,300}\]:[^\n]*$|<[^<>\n]{1,500}>|(?:https?://|www\.)[^\s<>]+"
    r"|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+|^[ \t|:+=*_-]+$",
    re.MULTILINE,
)


@lru_cache(maxsize=8)
def protected(source: str, links: bool = True) -> str:
    """The source, as long as before, with "\\0" for front matter, code and comments; with `links`
    also for addresses, HTML and lines of rules. Line ends stay."""
    text = _HEAD.sub(_blank, source)
    for pattern in (_COMMENT, _CODE, *((_LINKS,) if links else ())):
        text = pattern.sub(_blank, text)
    return text


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\r\n]", "\0", match[0])
