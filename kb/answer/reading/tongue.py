"""The language of a message or a sentence of one."""

from __future__ import annotations

from kb.polish.text import tokenise
from kb.search.language import detect_language

#: Words that join sentences together in English and are no Polish words.
_ENGLISH = frozenset(
    """
    the is are was were am been have has had you he she we they my your our their this that these
    those an of at for from with without by about and or but not yes does did can could will would
    should how what when where which who why if there here any some please thank thanks got it
    """.split()
)
#: Of all words of English text, more than a third are of the above.
_SHARE = 0.25
_FEWEST = 4


def tongue_of(text: str) -> str:
    """Return "pl", "en" or "uk"; "pl" when in doubt, and for a language that is none of them.

    Polish names and addresses in an English text do not make it Polish.
    """
    words = [token.form.casefold() for token in tokenise(text) if token.is_word]
    english = sum(word in _ENGLISH for word in words)
    if len(words) >= _FEWEST and english >= _SHARE * len(words):
        return "en"
    found = detect_language(text)
    return found if found in {"en", "uk"} else "pl"
