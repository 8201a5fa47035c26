"""Non-breaking spaces of Polish typesetting, added where text becomes HTML."""

from __future__ import annotations

import re

_NBSP = "\u00a0"
_UNITS = (
    r"zł|gr|PLN|EUR|proc\.|dni|dnia|dzień|dniach|dniami|godz\.|godzin\w*|min\.?|minut\w*|sekund\w*"
    r"|tygodni\w*|tydzień|miesi[aąę]c\w*|miesięcy|lat|lata|latach|roku?|r\.|pkt\.?|punkt\w*"
    r"|szt\.|sztuk\w*|mm|cm|m|km|m²|g|kg|l|ml|kB|MB|GB|tys\.|mln|osób|razy"
)
_ONE_LETTER = re.compile(r"(?<!\w)([aiouwzkAIOUWZK]) (?=\S|$)")
_UNIT = re.compile(rf"(?<=\d) (?=(?:{_UNITS})(?!\w)|%|‰|°)")
_GROUPS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_PHONE = re.compile(r"\+\d{2}(?: \d{2,3}){3,4}(?!\d)")
_ENDS_WITH_ONE_LETTER = re.compile(r"(?<!\w)[aiouwzkAIOUWZK]$")


def add_hard_spaces(text: str, before: str = "") -> str:
    """Keep one-letter words with the next word, and numbers with their units and groups.

    before: the end of what stands in front of `text` in the paragraph, where markup divides them.
    """
    if " " not in text:
        return text
    whole = before + text
    whole = _PHONE.sub(lambda match: match[0].replace(" ", _NBSP), whole)
    whole = _ONE_LETTER.sub(rf"\1{_NBSP}", whole)
    whole = _UNIT.sub(_NBSP, whole)
    whole = _GROUPS.sub(_NBSP, whole)
    return whole[len(before) :]


def ends_with_one_letter_word(text: str) -> bool:
    """Whether a line break after this text would leave a one-letter word at its end."""
    return _ENDS_WITH_ONE_LETTER.search(text) is not None
