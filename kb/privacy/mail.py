"""E-mail addresses, also as people disguise them: `jan (at) example.pl`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.privacy.found import Found, Kind

_AT = re.compile(r" ?(?:@|\((?:at|małpa)\)|\[(?:at|małpa)\]) ?", re.IGNORECASE)
#: A host name (RFC 1035: labels of at most 63 characters, 253 in all) with two labels or more.
_HOST = re.compile(r"[^\W_](?:[\w-]{0,62})(?:\.[^\W_][\w-]{0,62}){1,126}")
_HOST_LENGTH = 255
#: What may stand before the sign besides letters and digits (RFC 5322, atext and the dot).
_LOCAL = frozenset("!#$%&'*+-/=?^_`{|}~.")


def addresses(text: str) -> Iterator[Found]:
    """E-mail addresses with a host name of two labels or more."""
    floor = 0
    for sign in _AT.finditer(text):
        start = _local_start(text, sign.start(), floor)
        end = _host_end(text, sign.end())
        if start < sign.start() and end:
            yield Found(Kind.EMAIL, (start, end))
            floor = end
        else:
            floor = max(floor, sign.end())


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
