"""Messages of the checks that read files and settings, in Polish.

Those checks say what is wrong in English, as every error of the library does; the wording in
Polish stands in `kb/check/wording/polish.txt`. The rules of kb.check have both at hand.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def templates() -> tuple[tuple[str, str], ...]:
    """Pairs of an English and a Polish template, in the order of the file."""
    text = (files("kb.check") / "wording" / "polish.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("# ")]
    return tuple(zip(lines[::2], lines[1::2], strict=True))


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile("(.+?)".join(map(_escaped, english.split("{}"))), re.DOTALL), polish)
        for english, polish in templates()
    )


def _escaped(text: str) -> str:
    """A piece of a template; `{_}` is whatever stands there and is not said in Polish."""
    return ".+?".join(map(re.escape, text.split("{_}")))


@lru_cache(maxsize=4_000)
def in_polish(message: str) -> str:
    """The message in Polish, and what it quotes where that is known; "" where no template fits.

    The first template that fits is taken. Holes of both languages are in the same order.
    """
    for pattern, polish in _compiled():
        found = pattern.fullmatch(message)
        if found:
            pieces = polish.split("{}")
            parts = (in_polish(part) or part for part in found.groups())
            return pieces[0] + "".join(
                part + piece for part, piece in zip(parts, pieces[1:], strict=True)
            )
    return ""
