"""Cyrillic words in Latin letters, as their bearers and their Polish neighbours write them.

A customer signs as „Оксана Шевченко", her parcel is for Oksana Shevchenko, and an agent who hears
the name writes Szewczenko.
"""

from __future__ import annotations

import re

_CYRILLIC = re.compile("[\u0400-\u04ff]")

#: By the resolution 55 of the Cabinet of Ministers of Ukraine of 27 January 2010, as passports have
#: it; letters that only Russian has by their sound.
_PASSPORT = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh",
    "з": "z", "и": "y", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n",
    "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia", "ь": "", "'": "", "’": "",
    "ё": "e", "ы": "y", "э": "e", "ъ": "",
}  # fmt: skip
_PASSPORT_AT_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
#: As Poles write what they hear, without diacritics, which searches leave out.
_POLISH = _PASSPORT | {
    "в": "w", "ж": "z", "й": "j", "ї": "ji", "х": "ch", "ц": "c", "ч": "cz", "ш": "sz",
    "щ": "szcz", "є": "je", "ю": "ju", "я": "ja",
}  # fmt: skip
#: Behind a consonant the Polish softening is an i, of which l keeps nothing.
_SOFT = re.compile("(?<=[bcdfghkmnprstvwz])j(?=[aeu])")
_AFTER_L = re.compile("(?<=l)j(?=[aeu])")


def in_latin(word: str) -> tuple[str, ...]:
    """A word in Latin letters: as passports have it, then as Poles write it by ear.

    In small letters without diacritics; one form where both are the same, none for a word without
    Cyrillic letters.
    """
    letters = word.casefold()
    if not _CYRILLIC.search(letters):
        return ()
    # The digraph зг, which would read as ж.
    passport = "".join(
        "zgh" if letters[at : at + 2] == "зг" else
        "" if letter == "г" and at and letters[at - 1] == "з" else
        (_PASSPORT_AT_FIRST if not at else _PASSPORT).get(letter, _PASSPORT.get(letter, letter))
        for at, letter in enumerate(letters)
    )  # fmt: skip
    by_ear = "".join(_POLISH.get(letter, letter) for letter in letters)
    by_ear = _AFTER_L.sub("", _SOFT.sub("i", by_ear))
    return tuple(dict.fromkeys((passport, by_ear)))
