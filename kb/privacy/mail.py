"""E-mail addresses, also disguised ones, `jan (at) example.pl`, and those not typed to the end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.privacy.found import Found, Kind

_AT = re.compile(
    r" ?(?:@|\((?:at|ma[łl]pa)\)|\[(?:at|ma[łl]pa)\])(?: |\r?\n)?| ma[łl]pa ", re.IGNORECASE
)
#: A host name (RFC 1035: labels of at most 63 characters, 253 in all) with two labels or more.
_HOST = re.compile(r"[^\W_](?:[\w-]{0,62})(?:\.[^\W_][\w-]{0,62}){1,126}")
_HOST_LENGTH = 255
#: The same read aloud: "gmail kropka com", "gmail(dot)com".
_SPOKEN = re.compile(
    r"[^\W_][\w-]{0,62}(?:(?: ?[\[(](?:kropka|dot)[\])] ?| (?:kropka|dot) )[^\W_][\w-]{0,62}){1,3}",
    re.IGNORECASE,
)
#: Hosts of private mailboxes, with the rest missing or a slip instead of the dot: "gmail,com".
_PRIVATE = re.compile(
    r"(?:gmail|wp|o2|onet|poczta\.onet|interia|outlook|hotmail|icloud|yahoo|op|gazeta|poczta|vp|tlen"
    r"|proton|protonmail|live)(?:[ ,;]{1,2}(?:pl|com|eu)|\.c?o?)?(?!\w)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[^\W\d_]{3,30}(?![\w@])")
_FEWEST = 3
#: What may stand before the sign besides letters and digits (RFC 5322, atext and the dot).
_LOCAL = frozenset("!#$%&'*+-/=?^_`{|}~.")


def addresses(text: str) -> Iterator[Found]:
    """E-mail addresses with a host name of two labels or more, and such that are certainly meant
    to be one: "jan.kowalski@gmail", "jan.kowalski@"."""
    floor = 0
    for sign in _AT.finditer(text):
        start = _local_start(text, sign.start(), floor)
        end = _host_end(text, sign.end()) or _other_end(text, sign, start)
        if start < sign.start() and end:
            yield Found(Kind.EMAIL, (start, end))
            floor = end
        else:
            floor = max(floor, sign.end())


def _other_end(text: str, sign: re.Match[str], start: int) -> int:
    """Where an address ends that is read aloud or not typed to its end; 0 for none."""
    spoken = _SPOKEN.match(text, sign.end())
    if spoken:
        return spoken.end()
    local = text[start : sign.start()]
    if len(local) < _FEWEST or not any(map(str.isalpha, local)):
        return 0
    private = _PRIVATE.match(text, sign.end())
    if private:
        return private.end()
    if sign.group() != "@":
        return 0
    label = _LABEL.match(text, sign.end())
    if label:
        return label.end()
    ended = not text[sign.end() : sign.end() + 1].strip(" \r\n\t,;.!?)")
    return sign.end() if ended and re.search(r"[^\W_][._][^\W_]", local) else 0


def _local_start(text: str, end: int, floor: int) -> int:
    start = end
    while start > floor and (text[start - 1] in _LOCAL or text[start - 1].isalnum()):
        start -= 1
    return start


def _host_end(text: str, start: int) -> int:
    """Where the host ends, 0 when there is none; its last label is no number."""
    host = _HOST.match(text, start, start + _HOST_LENGTH)
    if host is None:
        return 0
    labels = host.group().split(".")
    while len(labels[-1]) < 2 or labels[-1].isdecimal():
        labels.pop()
        if len(labels) < 2:
            return 0
    return start + len(".".join(labels))
