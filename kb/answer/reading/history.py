"""Earlier correspondence under or between what a customer says, in the forms that mail programs
give it in Polish, English and Ukrainian."""

from __future__ import annotations

import re

from kb.answer.reading.lines import Line, Span

_HEADERS = 6

_QUOTE = re.compile(r"\s?>")
_HISTORY = re.compile(
    r"(?:(?:w dniu|dnia|dn\.|pon|wt|sr|czw|pt|sob|nd|niedz|on|у|в|пн|вт|ср|чт|пт|сб|нд)\b"
    r"|\d{1,4}[-./ ]).{4,200}"
    r"\b(?:pisze|napisal|napisala|wrote|пише|написав|написала|пишет|написал)\b"
    r"(?:\(l?a\)|/a)?[^,;]{0,120}:?$"
    r"|uzytkownik .{2,120} (?:napisal|pisze).{0,60}:$"
    r"|wiadomosc napisana przez (?:.{2,160}@|.{2,100}\bw dniu\b).{0,100}"
)
#: The day, the hour or the address that programs write into such a line; people seldom do.
_STAMP = re.compile(r"[@<]|\d{1,2}[:.]\d{2}\b|\b\d{4}\b")
_DIVIDER = re.compile(
    r"-{2,} ?(?:original message|forwarded message|wiadomosc oryginalna|oryginalna wiadomosc"
    r"|wiadomosc przekazana|przekazana wiadomosc|tresc przekazanej wiadomosci"
    r"|treść przekazanej wiadomości|пересланное сообщение|переслане повідомлення).*"
    r"|begin forwarded message:|poczatek przekazanej wiadomosci:"
)
_RULE = re.compile(r"[_=-]{8,}$")
_FROM = re.compile(r"\**(?:od|from|від|nadawca|от):\** ?\S")
_HEADER = re.compile(
    r"\**(?:wyslan[oe]|data(?: wyslania)?|date|sent|do|to|dw|cc|temat|subject|odbiorca|adresat"
    r"|кому|тема|дата|надіслано|відправлено):\** ?"
)


def without_history(lines: list[Line]) -> tuple[list[Line], tuple[Span, ...]]:
    """The lines that are the customer's own, and spans of the others."""
    own: list[Line] = []
    quoted: list[Span] = []
    after_header = False
    for number, line in enumerate(lines):
        if _QUOTE.match(line.text):
            after_header = False
            quoted.append((line.start, line.end))
        elif _begins_history(lines, number):
            following = [one for one in lines[number + 1 : number + 4] if one.text]
            if not any(_QUOTE.match(one.text) for one in following[:2]):
                # Without marks nothing tells where the earlier message ends.
                quoted.append((line.start, lines[-1].end))
                break
            after_header = True
            quoted.append((line.start, line.end))
        elif after_header:
            quoted.append((line.start, line.end))
        else:
            own.append(line)
    return own, tuple(span for span in quoted if span[0] < span[1])


def _begins_history(lines: list[Line], number: int) -> bool:
    key = lines[number].key[:400]
    if _DIVIDER.match(key) or _announces_history(key, lines[number + 1 : number + 3]):
        return True
    if _RULE.match(key):
        rest = [line.key for line in lines[number + 1 : number + 3] if line.text]
        return bool(rest and _FROM.match(rest[0]))
    if not _FROM.match(key):
        return False
    below = lines[number + 1 : number + _HEADERS]
    return sum(bool(_HEADER.match(line.key)) for line in below) >= 2


def _announces_history(key: str, below: list[Line]) -> bool:
    """Whether a line, or one broken in two, is what programs write over an earlier message."""
    quoted = any(_QUOTE.match(line.text) for line in below)
    wrapped = f"{key} {below[0].key}"[:400] if below and below[0].text else key
    for line in (key, wrapped):
        if _HISTORY.match(line) and (quoted or (line.endswith(":") and _STAMP.search(line))):
            return True
    return False
