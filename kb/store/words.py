"""By which words a stored text is found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.polish.cyrillic import in_latin
from kb.polish.morphology import lemmas
from kb.polish.text import STOP_WORDS, Token, fold, tokenise

#: The rest of a longer text is not searched.
_MOST_CHARACTERS = 100_000
#: Letters of a stem that says something, and the most of the endings that are left out.
_TELLING, _ENDING = 4, 2


def findable(texts: Iterable[str]) -> str:
    """The words of texts as ` paczka paczke zwrot `: each once, without diacritics, both as it is
    written and as the dictionary has it, Cyrillic ones in Latin letters, too, with a space on
    either side. Words without a subject of their own are left out.
    """
    found: dict[str, None] = {}
    for token in _tokens(texts):
        if token.form.casefold() not in STOP_WORDS:
            found[token.key] = None
            found.update(dict.fromkeys((*_lemmas(token), *in_latin(token.form))))
    return f" {' '.join(found)} " if found else ""


def wanted(query: str) -> tuple[tuple[str, ...], ...]:
    """For each word of a query what a findable text holds if the word is in it, one of these.

    A word as it is written is found as a part of a longer one, too ("kowal" in "kowalska"); by its
    dictionary form it is found in every inflection. Where the two differ in their last letters
    alone, what they share stands for both, which halves the time of a search.
    """
    tokens = [token for token in _tokens([query]) if token.key]
    telling = [token for token in tokens if token.form.casefold() not in STOP_WORDS]
    return tuple(
        _ways(
            token.key,
            tuple(one for one in _lemmas(token) if token.key not in one) + in_latin(token.form),
        )
        for token in telling or tokens
    )


def _ways(written: str, others: tuple[str, ...]) -> tuple[str, ...]:
    ways = (written, *others)
    columns = enumerate(zip(*ways, strict=False))
    differs = (at for at, letters in columns if len(set(letters)) > 1)
    shared = next(differs, min(map(len, ways)))
    if shared >= _TELLING and max(map(len, ways)) - shared <= _ENDING:
        return (written[:shared],)
    return (written, *(f" {lemma} " for lemma in others))


def _tokens(texts: Iterable[str]) -> Iterator[Token]:
    for text in texts:
        yield from tokenise(text[:_MOST_CHARACTERS])


def _lemmas(token: Token) -> tuple[str, ...]:
    return tuple(map(fold, lemmas(token.form))) if token.is_word else ()
