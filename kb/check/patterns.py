"""The word patterns of rules, one regular expression a line, in `kb/check/wording/<rule>.txt`.

`#` begins a comment. `name = …` names a part that later lines use as `%name%`. A space stands for
any white space, `~` for up to four words between. Case does not matter. A line `? word word` lists
beginnings of which a text must hold one for the next line to be tried: plain search is much faster.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

_PART = re.compile(r"([a-z]+) = (.+)")
_NEAR = r"\W+(?:\w+\W+){0,4}?"


@lru_cache(maxsize=16)
def _read(rule: str) -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    text = (files("kb.check") / "wording" / f"{rule}.txt").read_text(encoding="utf-8")
    parts: dict[str, str] = {}
    found = []
    needed: tuple[str, ...] = ()
    for written in text.splitlines():
        if not written.strip() or written.startswith("#"):
            continue
        if written.startswith("? "):
            needed = tuple(written[2:].split())
            continue
        line = written
        for name, part in parts.items():
            line = line.replace(f"%{name}%", part)
        named = _PART.fullmatch(line)
        if named:
            parts[named[1]] = named[2]
        else:
            source = line.replace(" ~ ", _NEAR).replace(" ", r"\s+")
            found.append((re.compile(source, re.IGNORECASE | re.MULTILINE), needed))
            needed = ()
    return tuple(found)


def patterns(rule: str) -> tuple[re.Pattern[str], ...]:
    """The compiled lines of a rule's file, in order."""
    return tuple(pattern for pattern, _ in _read(rule))


def matches(rule: str, text: str) -> list[re.Match[str]]:
    """Where the lines of a rule fit, left to right; of matches that overlap the first line's."""
    lowered = text.casefold()
    found: list[re.Match[str]] = []
    for pattern, needed in _read(rule):
        if needed and not any(word in lowered for word in needed):
            continue
        found = _joined(found, list(pattern.finditer(text)))
    return found


def _joined(found: list[re.Match[str]], more: list[re.Match[str]]) -> list[re.Match[str]]:
    """Both lists in order, without those of `more` that overlap one of `found`; neither list has
    overlaps within. One pass, because a text can hold a hundred thousand matches."""
    if not found or not more:
        return found or more
    joined: list[re.Match[str]] = []
    at = 0
    for match in more:
        while at < len(found) and found[at].end() <= match.start():
            joined.append(found[at])
            at += 1
        if at == len(found) or found[at].start() >= match.end():
            joined.append(match)
    return joined + found[at:]
