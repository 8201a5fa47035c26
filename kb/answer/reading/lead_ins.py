"""Words with which a question is led in, and which it reads better without."""

from __future__ import annotations

import re

from kb.answer.reading.cues import LED_IN, asks, key_of, one_of
from kb.answer.reading.lines import fold_same

#: Longer lead-ins tell something of their own.
_LONGEST = 120
#: "Druga sprawa:", "Aha, i jeszcze jedno –", whatever follows.
_ANNOUNCED = re.compile(
    r"(?:(?:a|i|no|aha|oraz|and)\b[, ]{1,2}){0,3}"
    + one_of(
        r"""
        (?:mam |mialabym |mialbym )?(?:jeszcze |takie |tylko |krotkie |szybkie |moje
          +|do (?:was|panstwa) ){0,3}
          +(?:(?:jedn|pierwsz|drug|trzec|ostatni|kolejn|inn|nastepn)\w{1,2} ){0,1}
          +(?:sprawa|rzecz|pytanie|pytania|kwestia|problem|temat|prosba)(?: brzmi)?
        (?:mam )?(?:kilka|pare|dwa|trzy) pytan(?:ia)?
        jeszcze (?:jedn[oa]|cos)
        (?:po )?(?:pierwsz|drug|trzec)(?:e|ie|a|ia)
        przy okazji|poza tym|dodatkowo|ponadto
        (?:one more|another) (?:thing|question)|(?:my )?(?:first|second|last) question|question
        (?:ще одне|моє)? ?(?:питання|запитання)
        """
    )
    + r" ?[:–—-]{1,2} "
)
#: Hangs on the question before it, and without its "a" would not: "A jak dobiorę coś?".
_HANGS = re.compile("a (?:jak|co|jesli)\\b")


def lead_in(question: str) -> int:
    """Length of what leads a question in: of "I jeszcze jedno: " in "I jeszcze jedno: ile …?"."""
    folded = fold_same(question)
    announced = _ANNOUNCED.match(folded)
    start = announced.end() if announced else 0
    led = LED_IN.match(folded, start)
    if led and not _HANGS.match(folded, start) and asks(key_of(folded[led.end() :])):
        start = led.end()
    rest = question[start:]
    return start if start <= _LONGEST and len(rest.split()) > 1 else 0
