"""Where a key stands in a TOML file: tomllib keeps no positions."""

from __future__ import annotations

import re
from typing import Any


def dotted(path: tuple[Any, ...]) -> str:
    """Return a key as people write it; entries of arrays count from 1: "categories.2.title"."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)


def line_of(text: str, path: tuple[Any, ...]) -> int:
    """Find the line of a key, or of its table."""
    names = [part for part in path if isinstance(part, str)]
    number = next((part for part in path if isinstance(part, int)), 0)
    lines = text.splitlines()
    start = 0
    for depth in range(len(names), 0, -1):
        header = re.compile(
            r"\s*\[\[?\s*"
            + r"\s*\.\s*".join(rf"[\"']?{re.escape(n)}[\"']?" for n in names[:depth])
            + r"\s*\]"
        )
        found = [i for i, line in enumerate(lines) if header.match(line)]
        if found:
            start = found[min(number, len(found) - 1)]
            break
    key = re.compile(rf"\s*[\"']?{re.escape(names[-1])}[\"']?\s*=") if names else None
    for index in range(start, len(lines)):
        if key and key.match(lines[index]):
            return index + 1
        if index > start and lines[index].lstrip().startswith("["):
            break
    return start + 1
