"""Expressions of several words brought to one wording, so that "nic nie kosztuje" is found in "jest
bezpłatny": what dictionary forms and synonyms of single words cannot see."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

import yaml

from kb.answer.grounding.corrections import in_one_order

_FILE = Path(__file__).with_name("wordings.yaml")
#: How a reply names the customer between two words.
_ADDRESS = (
    r"(?: (?:Pani|Panią|Pana|Panu|Panem|Pan|Państwo|Państwa|Państwu|Państwem|Cię|Ciebie|Ci"
    r"|klienta|klientowi))?"
)
#: How a number begins, in digits or in words.
_NUMBER = (
    r"(?:\d|jed(?:en|n)|dw(?:a|ie|óch|om|u)|trz(?:y|e)|czter|pię[ćct]|sze[śs]|sied|osie?m|dziewi|dziesi"
    r"|jedenas|st[ou]\b|tysi|pół|kwadrans|dob[ęy]|godzin|tydz|tygod|miesi|rok)"
)


class _Wording(NamedTuple):
    pattern: re.Pattern[str]
    means: str


def _read() -> tuple[_Wording, ...]:
    entries = yaml.safe_load(_FILE.read_text("utf-8"))
    return tuple(_Wording(_pattern(entry["said"]), entry["means"]) for entry in entries)


def _pattern(said: list[str]) -> re.Pattern[str]:
    one = "|".join(said).replace(" ADDRESS", _ADDRESS).replace("NUMBER", _NUMBER)
    return re.compile(rf"(?<!\w)(?:{one})(?!\w)", re.IGNORECASE)


_WORDINGS = _read()


@lru_cache(maxsize=2048)
def reworded(text: str) -> str:
    """The text with every known expression in its one wording; its digits as they are."""
    text = in_one_order(re.sub(r"[ \u00a0\u202f]+", " ", text))
    for wording in _WORDINGS:
        text = wording.pattern.sub(partial(_as_written, wording.means), text)
    return text


def _as_written(template: str, match: re.Match[str]) -> str:
    means = match.expand(template)
    return means[0].upper() + means[1:] if match[0][0].isupper() else means
