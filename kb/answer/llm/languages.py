"""Whether a sentence is written in the language of the reply."""

from __future__ import annotations

import re

from kb.polish.morphology import is_known
from kb.polish.text import tokenise
from kb.search.language import detect_language

#: Of fewer words names and product names can be all.
_FEWEST_WORDS = 4
_POLISH_SHARE = 0.6
_POLISH_LETTERS = re.compile(r"[ąćęłńóśźż]", re.IGNORECASE)
_RUSSIAN_LETTERS = re.compile(r"[ыэъё]", re.IGNORECASE)


def in_language(sentence: str, language: str) -> bool:
    """Whether a sentence may pass for one in "pl", "en" or "uk"; True for any other language.

    Polish is judged by the share of words in the dictionary, so that Czech or German, which use
    Latin letters too, are told from it. Short sentences get the benefit of the doubt.
    """
    detected = detect_language(sentence)
    if language == "uk":
        return detected == "uk" and not _RUSSIAN_LETTERS.search(sentence)
    if language not in {"pl", "en"}:
        return True
    if detected in {"uk", "other"}:
        return False
    words = [token.form for token in tokenise(sentence) if token.is_word]
    if len(words) < _FEWEST_WORDS:
        return True
    known = sum(is_known(word.casefold()) for word in words) / len(words)
    polish = known >= _POLISH_SHARE and detected == "pl"
    if language == "pl":
        return polish
    accented = sum(bool(_POLISH_LETTERS.search(word)) for word in words)
    return detected == "en" or (not polish and accented < 2)
