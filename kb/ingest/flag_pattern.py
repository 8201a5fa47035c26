"""The small language in which flag rules say which words they look for.

`oddać|skierować .. sprawa .. sąd & nie` reads: one of two words, then within five words "sprawa",
then "sąd", and somewhere in the same sentence "nie". It has these signs:

`word`   the word in any form, also typed without diacritics or with one slip of the finger
`=word`  this form only
`word*`  every word that begins so
`a|b`    any of several
`a b`    one right after the other
`a .. b` at most four words between them (`..9`: at most nine), none of which negates
`A & B`  both in one sentence, in any order
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_GAP = re.compile(r"\.\.(\d{0,2})")
_WORD = re.compile(r"=?[^\W_]+(?:['’][^\W\d_]+)?|[^\W_]{3,}\*")
_USUAL_GAP = 4


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a sequence: the words of which any may stand there, as they are written.

    gap: how many other words may stand before it, after the element in front.
    """

    words: tuple[str, ...]
    gap: int = 0


#: Elements in order.
Sequence = tuple[Element, ...]
#: Sequences that all stand in one sentence.
Pattern = tuple[Sequence, ...]


def parse_pattern(written: str) -> Pattern:
    """Read a pattern. Raises ValueError that says what is wrong with it."""
    return tuple(_sequence(part, written) for part in written.split("&"))


def _sequence(part: str, written: str) -> Sequence:
    elements: list[Element] = []
    gap: int | None = None
    for piece in part.split():
        if found := _GAP.fullmatch(piece):
            if gap is not None or not elements:
                raise ValueError(f"In “{written}” a gap `..` does not stand between two words")
            gap = int(found[1] or _USUAL_GAP)
            continue
        words = tuple(piece.split("|"))
        wrong = next((word for word in words if not _WORD.fullmatch(word)), None)
        if wrong is not None:
            raise ValueError(
                f"In “{written}” “{wrong}” is not a word, `=form` or `begin*` of at least 3 letters"
            )
        elements.append(Element(words, gap or 0))
        gap = None
    if not elements or gap is not None:
        raise ValueError(f"In “{written}” a word is missing")
    return tuple(elements)
