"""The words that say what a number is about, as two articles are compared by them."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

import yaml

from kb.answer.grounding.words import Word, words_of
from kb.polish.text import fold

_FILE = Path(__file__).with_name("same.yaml")
Keys = frozenset[str]


@cache
def _groups() -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    raw = yaml.safe_load(_FILE.read_text("utf-8"))
    found: dict[str, set[str]] = {}
    for number, line in enumerate(raw["groups"]):
        for word in line.split():
            found.setdefault(word, set()).add(f"+{number}")
    return {word: frozenset(own) for word, own in found.items()}, frozenset(raw["general"].split())


@lru_cache(maxsize=50_000)
def _keys(lemmas: frozenset[str]) -> Keys:
    groups, _ = _groups()
    found = {fold(lemma) for lemma in lemmas}
    for lemma in lemmas:
        found |= groups.get(lemma, frozenset())
    return frozenset(found)


@lru_cache(maxsize=50_000)
def is_general(lemmas: frozenset[str]) -> bool:
    """Whether a word says nothing of what a number is about."""
    return bool(lemmas & _groups()[1])


def keys(word: Word) -> Keys:
    """What a word may be matched by: dictionary forms and groups of either list, no stems."""
    return _keys(word.lemmas) | {key for key in word.keys if key.startswith("=")}


@lru_cache(maxsize=20_000)
def topic(text: str) -> tuple[Keys, ...]:
    """The words of a title or a heading that count."""
    return tuple(keys(word) for word in words_of(text).words if word.weight >= 1)
