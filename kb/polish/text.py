"""Polish text → units that can be compared: tokens, folded forms, character trigrams.

Everything here is a pure function of its text; what a dictionary must know is in
kb.polish.morphology.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_STROKES = str.maketrans("łŁøØđĐßẞıæÆœŒ", "lLoOdDsSiaAoO")
_POLISH = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzacelnoszz")
_TOKEN = re.compile(
    r"""
      [\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}   # e-mail address
    | (?:https?://)?(?:[\w-]{1,63}\.){1,9}[a-z]{2,63}(?:/[\w/.-]*\w)?(?!\w)   # host, perhaps a path
    | [^\W\d_]{1,5}-\d[\w-]*                        # identifier: LD-204518
    | \d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?(?!\d)   # 1 000 or 12 345,50
    | \d+(?:[.,:/–-]\d+)*                           # 12,99  8:00  2026-10-03
    | [^\W_]+(?:['’][^\W\d_]+)?                     # word, also with digits: LEN10, don't
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SPACES = re.compile(r"[ \u00a0\u202f]")

#: Words that carry no subject of their own. They are dropped only from queries that keep at least
#: one other word, so that "co to" or "jak" still search for something.
STOP_WORDS = frozenset(
    """
    a aby albo ale ani bardzo bez bo bowiem by byc byl byla bylo byly być był była było były ci cie
    cię co cos coś czy czyli czym dla do dzien dzień dobry gdy gdyby gdzie go i ich ile im in iz iż
    ja jak jaka jaki jakie jako je jego jej jest jestem jeszcze jesli jeśli juz już kiedy kto która
    ktore które ktory który lub ma macie mam mi mnie mną moge mogę moj mojego mojej moze może mozna
    można mój moja moje mu my na nad nam nas nasz nie niech nim nich no o od on ona one ono oraz
    pan pani państwa panstwa państwo panstwo po pod poniewaz ponieważ prosze proszę przed przez
    przy sa są sie się skoro sobie ta tak taka taki takie tam te tego tej ten też tez to tu tych
    tylko tym u w was wam we wiec więc witam wszystko z za zas zaś ze że żeby zeby
    the of to is it a an and or in on for my me you your can do does how what when where i
    """.split()
)


class Token(NamedTuple):
    """A token of a text: `text[start:end] == form`.

    A tuple, because a publish makes millions of them and a dataclass takes three times as long.
    """

    form: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it consists of letters only, so that spelling and inflection apply."""
        return self.form.isalpha()

    @property
    def key(self) -> str:
        """The folded form; numbers without spaces inside: "1 000" → "1000"."""
        return fold(_SPACES.sub("", self.form))


def fold(text: str) -> str:
    """Lower case without diacritics: "Żółć" → "zolc". "ł" does not decompose, hence its table."""
    # Almost all text is Polish, and this is the most called function of a publish.
    plain = text.translate(_POLISH)
    if plain.isascii():
        return plain.lower()
    decomposed = unicodedata.normalize("NFKD", text).translate(_STROKES)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def tokenise(text: str) -> Iterator[Token]:
    """Yield words, numbers, amounts, identifiers and addresses with their positions."""
    for match in _TOKEN.finditer(text):
        yield Token(match.group(), match.start(), match.end())


@lru_cache(maxsize=16)
def tokens_of(text: str) -> tuple[Token, ...]:
    """The tokens of a text; the last texts are remembered, because several analysers follow each
    other on the same one."""
    return tuple(tokenise(text))


def is_stop_word(form: str) -> bool:
    """Whether a form carries no subject of its own."""
    return form.casefold() in STOP_WORDS


def trigrams(text: str) -> list[str]:
    """Character trigrams of the folded tokens with one space on each side, in order, with repeats.

    `trigrams("Zwrot")` → `[" zw", "zwr", "wro", "rot", "ot "]`.
    """
    padded = " " + " ".join(token.key for token in tokens_of(text)) + " "
    if len(padded) < 4:
        return [padded] if padded.strip() else []
    return [padded[i : i + 3] for i in range(len(padded) - 2)]
