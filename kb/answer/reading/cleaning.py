"""What customers paste → plain text on which spans can be counted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from kb.answer.letter import text_of_html

#: Longer runs without a space are no words; a reader and a tokeniser gain nothing from more.
_LONGEST_WORD = 200
#: A tag, not an address: "<a.nowak@example.pl>".
_HTML = re.compile(
    r"<(?:!doctype|html|head|body|div|p|br|span|table|a|b|i|img|script|style)(?=[\s/>])",
    re.IGNORECASE,
)
_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_SPACES = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
#: Marks over one letter; no script needs more, and composing heaps of them takes for ever.
_MARKS = 4
#: Controls, formats, halves of characters, private use.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})
#: Letters and marks without a shape: fillers, variation selectors, the plane of tags. Unicode
#: calls them Default_Ignorable_Code_Point.
_SHAPELESS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0"
    "\ufff0-\ufff8\U000e0000-\U000e0fff]+"
)


def clean(message: str) -> str:
    """The visible text of a message: NFC, plain spaces, one kind of line end, no markup.

    Characters that nobody sees (direction marks, zero width, tags, controls) are left out.
    """
    text = text_of_html(message) if _HTML.search(message) else message
    text = "".join(_seen(_SHAPELESS.sub("", _BREAKS.sub("\n", text))))
    text = unicodedata.normalize("NFC", text)
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    text = _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip("\n")
    return re.sub(rf"(\S{{{_LONGEST_WORD}}})\S+", r"\1…", text)


def _seen(text: str) -> Iterator[str]:
    marks = 0
    for sign in text:
        if sign in "\n\t" or unicodedata.category(sign) not in _UNSEEN:
            marks = marks + 1 if unicodedata.combining(sign) else 0
            if marks <= _MARKS:
                yield sign
