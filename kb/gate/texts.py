"""Words of commits, questions and articles as nothing but words, in a terminal and in Markdown."""

from __future__ import annotations

import re

from kb.ingest.printable import one_line

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: "-" and "+" and "#" only matter where a line begins; a cell and an item have words before them.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>|~@&#:])")


def short(text: str, length: int = 60) -> str:
    """One line of at most so many characters."""
    return one_line(text, length)


def safe(line: str) -> str:
    """Without signs that move the cursor or turn the direction of a line."""
    return _CONTROL.sub(" ", line)


def escaped(text: str) -> str:
    """For Markdown: no markup, no HTML, no mentions."""
    return _MARKUP.sub(lambda match: f"&#{ord(match[1])};", safe(text))


def code(text: str) -> str:
    """For the inside of backticks."""
    return safe(text).replace("`", "'")
