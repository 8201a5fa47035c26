"""The word patterns of rules, one regular expression a line, in `kb/check/wording/<rule>.txt`.

`#` begins a comment. `name = …` names a part that later lines use as `%name%`. A space stands for
any white space, `~` for up to four words between. Case does not matter.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

_PART = re.compile(r"([a-z]+) = (.+)")
_NEAR = r"\W+(?:\w+\W+){0,4}?"


@lru_cache(maxsize=16)
def patterns(rule: str) -> tuple[re.Pattern[str], ...]:
    """The compiled lines of a rule's file, in order."""
    text = (files("kb.check") / "wording" / f"{rule}.txt").read_text(encoding="utf-8")
    parts: dict[str, str] = {}
    found = []
    for written in text.splitlines():
        if not written.strip() or written.startswith("#"):
            continue
        line = written
        for name, part in parts.items():
            line = line.replace(f"%{name}%", part)
        named = _PART.fullmatch(line)
        if named:
            parts[named[1]] = named[2]
        else:
            source = line.replace(" ~ ", _NEAR).replace(" ", r"\s+")
            found.append(re.compile(source, re.IGNORECASE | re.MULTILINE))
    return tuple(found)


@lru_cache(maxsize=16)
def any_of(rule: str) -> re.Pattern[str]:
    """The same as one expression: the first line that fits at the leftmost place."""
    joined = "|".join(f"(?:{pattern.pattern})" for pattern in patterns(rule))
    return re.compile(joined, re.IGNORECASE | re.MULTILINE)
