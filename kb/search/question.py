"""What a person types → the question that is searched."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from kb.errors import QueryError
from kb.search.language import detect_language
from kb.search.lexicon import Lexicon

MAX_QUERY = 2_000
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+")
#: "KOD LEN10" is a name; a whole sentence in capitals is a key that was left on.
_SHOUTED_WORDS, _SHOUTED_SHARE = 3, 0.8
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Prepared:
    """A question as it is searched. `corrected` is None where nothing was changed."""

    typed: str
    searched: str
    corrected: str | None
    language: str


def prepare(lexicon: Lexicon, query: str, exact: bool = False) -> Prepared:
    """Clean a question and correct it towards the words of the index.

    exact: search what was typed. Raises QueryError for nothing and for too much.
    """
    typed = _SPACES.sub(" ", _CONTROL.sub(" ", unicodedata.normalize("NFC", query))).strip()
    typed = typed.capitalize() if _is_shouted(typed) else typed
    if not typed:
        raise QueryError("empty", "The question is empty. Type what you want to know.")
    if len(typed) > MAX_QUERY:
        raise QueryError(
            "too-long",
            f"The question has {len(typed)} characters; at most {MAX_QUERY} are searched. "
            "Ask in a sentence or two.",
        )
    if exact:
        return Prepared(typed, typed, None, detect_language(typed))
    return as_searched(lexicon, typed)


def as_searched(lexicon: Lexicon, typed: str) -> Prepared:
    """Correct a clean question; only Polish ones are corrected."""
    language = detect_language(typed)
    if language != "pl":
        return Prepared(typed, typed, None, language)
    correction = lexicon.correct(typed)
    return Prepared(
        typed, correction.text, correction.text if correction.changed else None, language
    )


def _is_shouted(text: str) -> bool:
    """Whether a question is typed in capitals, which the model reads as other words."""
    letters = [sign for sign in text if sign.isalpha()]
    capitals = sum(sign.isupper() for sign in letters)
    return len(text.split()) >= _SHOUTED_WORDS and capitals > _SHOUTED_SHARE * len(letters)
