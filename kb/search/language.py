"""Which language a question is written in: enough to know which analysis applies."""

from __future__ import annotations

from kb.polish.morphology import is_known
from kb.polish.text import fold, tokenise

_ENGLISH = frozenset(
    """
    the is are was were am be been have has had i you he she it we they my your our their this that
    these those a an of to in on at for from with without by about and or but not no yes do does
    did can could will would should may how what when where which who why if there here any some
    much many get got return returns refund order delivery shipping pay payment help want need
    """.split()
)
#: Typed by Poles without diacritics; none is an English word.
_POLISH = frozenset(
    """
    jak czy gdzie kiedy ile czemu dlaczego nie sie jest sa mam moge chce prosze dzien dobry zwrot
    zwrocic przesylka paczka zamowienie placic zaplacic pieniadze kurier moja moje mojej juz jeszcze
    """.split()
)


def detect_language(text: str) -> str:
    """Return "pl", "en", "uk" (any Cyrillic) or "other" for a question; "pl" when in doubt."""
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return "pl"
    cyrillic = sum("\u0400" <= c <= "\u04ff" for c in letters)
    if cyrillic * 2 > len(letters):
        return "uk"
    latin = sum(c < "\u0250" for c in letters)
    if latin * 2 < len(letters):
        return "other"
    words = [token.form.casefold() for token in tokenise(text) if token.is_word]
    if any(c in "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ" for c in text):
        return "pl"
    english = sum(word in _ENGLISH for word in words)
    polish = sum(
        word not in _ENGLISH and (fold(word) in _POLISH or is_known(word)) for word in words
    )
    return "en" if english > polish else "pl"


def reply_language(text: str) -> str:
    """The language in which a text is answered: its own, or Polish where replies have none such."""
    found = detect_language(text)
    return "pl" if found == "other" else found
